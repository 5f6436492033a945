"""Points that officials choose: in the rulebook's range, the usual ones on average, alike for groups unless told."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.core.schema import MINORITY

from .cases import BUSY, EVERYTHING, Ran, run, under

USUAL, FEWEST, MOST = -10, -25, -5  # of `talk`
BOOK = EVERYTHING.replace("recorders: 0.9, checkpoints: 0.5", "records: 1").replace("-25, -5", f"{FEWEST}, {MOST}")


@cache
def ran(harsher: float = 0.0, used: float = 1.0, off: tuple[str, ...] = ()) -> Ran:
    choice = BUSY.discretion.model_copy(update={"harsher_on_minority": harsher, "points_range": used})
    regime = BUSY.model_copy(update={"discretion": choice})
    scenario, _ = under(BOOK, people=3000, days=300, regime=regime, off=off)
    return run(scenario)


def points(of: Ran, act: str = "talk") -> tuple[Any, Any]:
    """Points of every entry of an act, and whether its subject is of the minority."""
    lines = [(line.points, life) for life in range(of.scenario.people) for line in of.story(life)
             if line.kind == "entry" and line.act == act]  # fmt: skip
    given, lives = np.array(lines).T
    return given, of.engine.world.person["flags"][lives] & MINORITY > 0


def test_they_stay_in_the_range_and_are_the_usual_ones_on_average() -> None:
    given, minority = points(ran())
    assert given.min() == FEWEST and given.max() == MOST
    assert set(np.unique(given)) == set(range(FEWEST, MOST + 1))
    for some in (given, given[minority], given[~minority]):
        assert len(some) > 150
        assert some.mean() == pytest.approx(USUAL, abs=4.5 * some.std() / np.sqrt(len(some)))
    rewards, _ = points(ran(), "help")
    assert (rewards.min(), rewards.max()) == (3, 9)


def test_part_of_the_range_or_none_is_used_if_told_so() -> None:
    given, _ = points(ran(used=0.4))
    assert (given.min(), given.max()) == (-16, -8)
    for plain in (ran(used=0.0), ran(off=("discretion",))):
        assert set(points(plain)[0]) == {USUAL}


def test_a_bias_against_a_group_shows_in_its_points_alone() -> None:
    given, minority = points(ran(harsher=0.5))
    below = (MOST - USUAL) / (MOST - FEWEST)
    expected = USUAL - 0.5 * (1 - below) * ((USUAL - FEWEST) / 2 + (MOST - USUAL) / 2)
    theirs, others = given[minority], given[~minority]
    assert theirs.mean() == pytest.approx(expected, abs=4.5 * theirs.std() / np.sqrt(len(theirs)))
    assert others.mean() == pytest.approx(USUAL, abs=4.5 * others.std() / np.sqrt(len(others)))
