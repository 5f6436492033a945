"""Trust settles where what harms it and what brings it back balance, in a grid and in a life.

Theory: a level that keeps K of its distance from rest over a tick and then loses exp(-h) settles at T = rest (1 - K)
exp(-h) / (1 - K exp(-h)). A life's own part that entries at rate r raise by b (1 - T), T = rest + own, and that fades
at k, has in the long run E own = r b (1 - rest) / (k + r b); for entries that take the part b of T, E own = -r b rest
/ (k + r b).

Source: fixed points of a linear recursion; balance equations of a jump process, Cox and Isham 1980, chapter 3.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from .plain import rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, HALF = 16_000, 4, 2.0, 0.5
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}", "deed": "{points: 1, seen_by: {records: 1}}"})
KEEP = 0.5 ** (7 / (HALF * 365.25))


def lived(acts: dict[str, float], **settings: object) -> Watched:
    """Some years of entries, with trust and nothing else that moves it."""
    return watch(scene(
        BOOK, {"harm": 1e-6, "deed": 1e-6} | acts, people=PEOPLE, years=YEARS, seed=67, grid=400, fear__stands=True,
        trust__stands=True, trust__half_life_years=HALF, **settings,
    ))  # fmt: skip


def settled(rest: float, harm: float) -> float:
    """Where a level settles that loses so much as a rate in a tick."""
    return rest * (1 - KEEP) * math.exp(-harm) / (1 - KEEP * math.exp(-harm))


def test_a_grid_in_which_many_are_shown_trusts_its_neighbours_less() -> None:
    harm = 0.4
    watched = lived({"harm": RATE}, publicity__stands=True, publicity__shown=0.5, trust__shown_harm=harm)
    level = 0.64 + watched.engine.world.grids["near"]
    theory = settled(0.64, harm * 0.5 * RATE * 7 / 365.25)
    report("trust in neighbours", found=float(level.mean()), theory=theory, least=float(level.min()))
    assert float(level.mean()) == pytest.approx(theory, abs=0.005)
    quiet = lived({"harm": RATE}, trust__shown_harm=harm)
    assert (quiet.engine.world.grids["near"] == 0.0).all()


def test_a_grid_in_which_many_gain_trusts_the_state_more() -> None:
    gain = 0.3
    watched = lived({"deed": RATE}, trust__benefit_gain=gain, trust__safety_gain=0.0)
    # What is missing is what is lost of it: the mirror of harm, about the rest that is missing.
    missing = 1.0 - (0.69 + watched.engine.world.grids["state"])
    theory = settled(1.0 - 0.69, gain * RATE * 7 / 365.25)
    report("trust in the state", missing=float(missing.mean()), theory=theory)
    assert float(missing.mean()) == pytest.approx(theory, abs=0.005)


def test_what_a_life_meets_moves_its_own_part() -> None:
    step, back = 0.2, math.log(2) / HALF
    watched = lived({"deed": RATE}, trust__benefit_gain=0.0, trust__safety_gain=0.0, trust__own_benefit=step)
    blocks = watched.engine.world.blocks
    since = watched.scenario.days - blocks.fear["fear_on"].astype(float)
    own = blocks.trust["state"] / 127 * 0.5 ** (since / (HALF * 365.25))
    theory = RATE * step * (1 - 0.69) / (back + RATE * step)
    report("own trust", found=float(own.mean()), theory=theory)
    assert float(own.mean()) == pytest.approx(theory, abs=0.004)
    assert not blocks.trust["near"].any()


def test_who_is_wronged_trusts_the_state_less() -> None:
    step, back, wrongs = 0.6, math.log(2) / HALF, 0.5
    watched = lived(
        {}, room={"records": wrongs}, on=("false_alarms",), records__mistakes_a_year=wrongs,
        trust__own_unjust=step, trust__unjust_harm=0.0, trust__safety_gain=0.0,
    )  # fmt: skip
    blocks = watched.engine.world.blocks
    entries = watched.total("entries").sum() / PEOPLE / YEARS
    since = watched.scenario.days - blocks.fear["fear_on"].astype(float)
    own = blocks.trust["state"] / 127 * 0.5 ** (since / (HALF * 365.25))
    theory = -entries * step * 0.69 / (back + entries * step)
    report("own trust", found=float(own.mean()), theory=theory, wrongs=float(entries))
    assert entries > 0.3 and float(own.mean()) == pytest.approx(theory, abs=0.006)
    assert float(np.mean(own < 0)) > 0.3
