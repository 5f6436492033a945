"""Addresses of the page that compares: two regimes on the same people and draws."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.studio.asked import AskedComparison, read_comparison, scenario_asked
from credopolis.studio.requested import NoSuchRun, jobs_of, run_of, runs_of
from credopolis.studio.shelf import OWN, Shelf
from credopolis.studio.standby import COMPARE

if TYPE_CHECKING:
    from credopolis.analysis.comparisons.variants import Variant


async def begin_comparison(request: Request) -> Response:
    """Compare two regimes over some seeds, as `credopolis compare` does. The body: {"scenario": name, "regime": A,
    "against": B, "people": n, "years": n, "seed": n, "seeds": n}; A is the scenario's own if it is left out. What two
    pages ask in the same words is worked out once for both.
    """
    asked = read_comparison(await request.body())
    variants = await asyncio.to_thread(_variants, asked, runs_of(request).shelf)
    words = f"{COMPARE} {asked.model_dump_json()}"
    begun = jobs_of(request).begin(words, (COMPARE, variants, asked.seeds), len(variants) * asked.seeds)
    return JSONResponse({**begun.as_json(), "names": [one.name for one in variants]}, 201)


async def show_pairs(request: Request) -> Response:
    """In what the lives of a run and their twins in another can differ, with a value for each pair of values."""
    from credopolis.analysis.comparisons.variants import Variant, check_twins
    from credopolis.studio.pairs import pairs_of

    a, b = run_of(request), runs_of(request).get(request.path_params["other"])
    if b is None:
        raise NoSuchRun
    check_twins((Variant("A", a.scenario), Variant("B", b.scenario)))
    found = await asyncio.to_thread(pairs_of, a.scenario, b.scenario, a.layers, b.layers)
    return JSONResponse([one.as_json() for one in found])


def _variants(asked: AskedComparison, shelf: Shelf) -> tuple[Variant, ...]:
    """Both as scenarios, each under the name that the command would give it."""
    from credopolis.analysis.comparisons.variants import Variant, check_twins

    found: list[Variant] = []
    for regime in (asked.regime, asked.against):
        scenario = scenario_asked(asked.under(regime), shelf)
        own = shelf.get(regime).name if regime and regime.startswith(OWN) else ""
        name = own or str(scenario.source["regime"])
        found.append(Variant(f"{name} (B)" if any(one.name == name for one in found) else name, scenario))
    check_twins(found)
    return tuple(found)
