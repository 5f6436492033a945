"""Conduct: traits of mean one, stakes of the right sign and size, responses that move the right way."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.schema import TRAITS
from credopolis.engine.compile import trait_rates
from credopolis.mechanisms.conduct import stake
from credopolis.rulebook.conduct import ActConduct
from credopolis.society.traits import trait_levels

from .made import act, bands, rules, small, whole


def staked(score: int, grade: int, one: Any, *, mask: int = 0, locked: bool = False, of: Any = None) -> float:
    record = rules() if of is None else of
    return float(stake(whole(score), whole(grade), whole(mask), locked, one, one["adds_to"], record, bands()))


@pytest.mark.parametrize("driver", [*TRAITS, "none"])
@pytest.mark.parametrize("slope", [-4.0, -1.5, 0.0, 4.0])
def test_the_population_does_an_act_at_its_rate(driver: str, slope: float) -> None:
    levels = trait_levels(small().tables.params)
    conduct = ActConduct(driver=driver, slope=0.0 if driver == "none" else slope, rate=0.7)
    rates = trait_rates(conduct, levels)
    weights = levels[TRAITS.index(driver)] if driver != "none" else np.full(256, 1 / 256)
    assert math.fsum(rates * weights) == pytest.approx(0.7, rel=1e-9)
    assert rates[255] / rates[0] == pytest.approx(math.exp(conduct.slope), rel=1e-9)


def test_what_is_lost() -> None:
    assert staked(85, 3, act(points=-2)) == 0  # within the band
    assert staked(85, 3, act(points=-10)) == pytest.approx(0.5 - 1.0)
    assert staked(85, 3, act(points=-10), locked=True) == pytest.approx(0.5 - 1.0)  # a lock does not protect
    assert staked(85, 3, act(falls_to=0)) == pytest.approx(0.0 - 1.0)
    assert staked(85, 1, act(falls_to=2)) == 0  # nobody rises by a drop
    assert staked(10, 0, act(points=-80)) == 0  # nothing left to lose
    assert staked(10, 0, act(falls_to=0)) == 0


def test_what_is_won() -> None:
    assert staked(75, 2, act(points=5)) == pytest.approx(0.5)  # the next grade is reached
    assert staked(70, 2, act(points=5)) == pytest.approx(0.5 * 5 / 10)  # half of the way
    assert staked(50, 1, act(points=35)) == pytest.approx(0.7)  # two grades at once
    assert staked(90, 3, act(points=5)) == 0  # nothing above
    assert staked(75, 2, act(points=5), locked=True) == 0


def test_lists() -> None:
    costly = rules(listed_costs=0.2)
    assert staked(85, 3, act(adds_to=0), of=costly) == pytest.approx(-0.2)
    assert staked(85, 3, act(adds_to=0), mask=1, of=costly) == 0
    assert staked(85, 3, act(removes_from=0), mask=1, of=costly) == pytest.approx(0.2)
    assert staked(85, 3, act(removes_from=0), of=costly) == 0
    assert staked(85, 3, act(removes_from=0), mask=1, locked=True, of=costly) == pytest.approx(0.2)


@given(st.integers(0, 100), st.integers(0, 3), st.integers(-100, 100), st.booleans())
def test_stakes_have_the_sign_of_the_points(score: int, grade: int, points: int, locked: bool) -> None:
    grade = max(grade, 3 if score >= 80 else 2 if score >= 60 else 1 if score >= 40 else 0) if not locked else grade
    change = staked(score, grade, act(points=points), locked=locked)
    assert -1 <= change <= 1
    assert change <= 0 if points < 0 else change >= 0
    assert not (locked and points >= 0) or change == 0


def test_nearer_to_a_threshold_more_is_at_stake() -> None:
    changes = [staked(score, 2, act(points=5)) for score in range(60, 80)]
    assert changes == sorted(changes)
    assert len(set(changes)) > 10
