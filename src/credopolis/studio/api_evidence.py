"""Addresses of the page of evidence: what a scenario rests on, the facts behind it, and what was predicted."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from functools import cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from credopolis.core.errors import BadValue, UnknownName
from credopolis.studio.requested import Query

_LONGEST_WORD: Final = 80
SCENARIO: Final = Query("scenario", "A scenario that ships; the first, if none is named.", {"type": "string"})
FIND: Final = Query(
    "find", "An id or a word.", {"type": "string", "minLength": 1, "maxLength": _LONGEST_WORD}, needed=True
)
_MOST_FACTS: Final = 100


async def show_parameters(request: Request) -> Response:
    """Every value that a scenario rests on: what it means, who says so, whether it is assumed or
    remembered, and the range in which it may lie.
    """
    from credopolis.library.catalogue import SCENARIOS

    name = request.query_params.get(SCENARIO.name, SCENARIOS[0])
    if name not in SCENARIOS:
        raise UnknownName("scenario", name[:_LONGEST_WORD], SCENARIOS)
    return JSONResponse(await asyncio.to_thread(_parameters, name))


async def find_facts(request: Request) -> Response:
    """Facts of the table of evidence, as `credopolis facts` finds them; the first 100."""
    from credopolis.library.evidence import look_up

    word = request.query_params.get(FIND.name, "").strip()
    if not 0 < len(word) <= _LONGEST_WORD:
        raise BadValue("find", word[:_LONGEST_WORD], f"an id or a word of up to {_LONGEST_WORD} letters")
    try:
        found = look_up(word)
    except UnknownName:
        found = ()
    shown = [{**asdict(one), "checkable": one.checkable} for one in found[:_MOST_FACTS]]
    return JSONResponse({"facts": shown, "count": len(found)})


async def show_predictions(request: Request) -> Response:
    """What was fitted and what was predicted, beside simpler models, when the package was made."""
    return JSONResponse(await asyncio.to_thread(_predictions))


@cache
def _parameters(scenario: str) -> list[dict[str, Any]]:
    from credopolis.library.listed import parameters_of

    return [asdict(one) for one in parameters_of(scenario)]


@cache
def _predictions() -> dict[str, Any]:
    from credopolis.analysis.studies.predict_in_words import COLUMNS
    from credopolis.library.held_out import kept_predictions

    return {"columns": COLUMNS, "predictions": [asdict(one) for one in kept_predictions()]}
