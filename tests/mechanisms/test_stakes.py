"""Stakes: what is lost and won over the years to come, against sums worked out day by day."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.stakes import after_gain, after_loss, discount_a_day, worth_released, worth_to_come

from .made import act, bands, rules, small, whole

RATE = -math.log(0.74) / 365.25
LOCKS = [1826, 730, 730, 0]  # days
RUNGS = [1, 2, -1, -1]
WORTH = np.array([[0.0, 0.0], [0.3, 0.1], [0.5, 0.2], [1.0, 0.4]])


def days_of(path: list[tuple[int, int]], worth: list[float]) -> float:
    """Worth of a path, day by day. path : grade, and for how many days; the last lasts for ever."""
    value, day = 0.0, 0
    for grade, days in path[:-1]:
        for _ in range(days):
            value += worth[grade] * (math.exp(-RATE * day) - math.exp(-RATE * (day + 1)))
            day += 1
    return value + worth[path[-1][0]] * math.exp(-RATE * day)


def released(**other: Any) -> Any:
    given_ = {"worth": WORTH, "lock_days": LOCKS, "release_to": RUNGS, "band_set": [-1] * 4, "rate": RATE}
    return worth_released(**{**given_, **other})


def test_a_discount_factor_is_what_a_year_later_is_worth() -> None:
    assert math.exp(-365.25 * discount_a_day(small())) == pytest.approx(0.74, rel=1e-9)


@pytest.mark.parametrize("mask", [0, 1])
@pytest.mark.parametrize("band", [2, 3])
def test_rungs_are_climbed_one_lock_after_the_other(mask: int, band: int) -> None:
    path = [(1, 730), (2, 730), (band, 0)]
    assert released()[0, band, mask] == pytest.approx(days_of(path, WORTH[:, mask].tolist()), rel=1e-9)


def test_a_band_below_the_rung_is_fallen_to_and_locks() -> None:
    path = [(1, 730), (2, 730), (1, 730), (2, 730)]
    turns = days_of([*path, (1, 0)], WORTH[:, 0].tolist())
    value = released()[0, 1, 0]
    # From B's release a band of C leads back to C: the two go on for ever, as a geometric series.
    once = days_of([*path[:2], (1, 0)], [0.0, WORTH[1, 0], WORTH[2, 0], 0.0]) - WORTH[1, 0] * math.exp(-RATE * 1460)
    assert value == pytest.approx(once / (1 - math.exp(-RATE * 1460)), rel=1e-9)
    assert abs(value - turns) < math.exp(-RATE * 2920)


def test_a_release_that_sets_the_score_leads_to_its_band() -> None:
    of = released(band_set=[-1, -1, 3, -1])
    assert of[2, 0, 0] == pytest.approx(1.0)
    assert released()[2, 3, 0] == pytest.approx(1.0)


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4000))
def test_the_value_of_a_path_is_between_its_worths_and_moves_with_the_lock(grade: int, band: int, left: int) -> None:
    record, table = rules(), np.ascontiguousarray(released())
    record["worth"][:4, :2] = WORTH
    value = worth_to_come(whole(grade), whole(left), whole(band), whole(0), record, table, RATE)
    assert 0 <= value <= 1
    if left == 0:
        assert value == WORTH[grade, 0]
    longer = worth_to_come(whole(grade), whole(left + 30), whole(band), whole(0), record, table, RATE)
    if left > 0 and table[grade, band, 0] >= WORTH[grade, 0]:
        assert longer <= value + 1e-12


def falls(score: int, grade: int, left: int, one: Any) -> tuple[int, int, int]:
    record = rules()
    record["lock_days"][:4] = LOCKS
    to, days, band = after_loss(
        whole(grade), whole(left), whole(score), one["points"], one["falls_to"], record, bands(), whole(0)
    )
    return int(to), int(days), int(band)


def test_where_a_loss_leads() -> None:
    assert falls(85, 3, 0, act(points=-2)) == (3, 0, 3)  # within the band
    assert falls(85, 3, 0, act(points=-10)) == (2, 730, 2)
    assert falls(85, 3, 0, act(falls_to=0)) == (0, 1826, 3)
    assert falls(85, 1, 12, act(falls_to=2)) == (1, 12, 3)  # nobody rises by a drop
    assert falls(10, 0, 300, act(points=-80)) == (0, 300, 0)
    assert falls(10, 0, 300, act(falls_to=0)) == (0, 1826, 0)  # the lock begins anew
    assert falls(85, 1, 300, act(points=-30)) == (1, 300, 1)  # the band to which it is released is lower


def rises(score: int, grade: int, left: int, points: int) -> tuple[int, int, float]:
    to, band, part = after_gain(whole(grade), whole(left), whole(score), whole(points), rules(), bands(), whole(0))
    return int(to), int(band), float(part)


def test_where_a_gain_leads() -> None:
    assert rises(75, 2, 0, 5) == (3, 3, 1.0)  # the next grade is reached
    assert rises(70, 2, 0, 5) == (3, 3, 0.5)  # half of the way
    assert rises(50, 1, 0, 35) == (3, 3, 1.0)  # two grades at once
    assert rises(90, 3, 0, 5) == (3, 3, 1.0)  # nothing above
    assert rises(75, 1, 30, 5) == (1, 3, 1.0)  # inside a lock only the band rises
    assert rises(70, 1, 30, 5) == (1, 3, 0.5)
    assert rises(70, 1, 0, 5) == (2, 2, 1.0)  # the band that the score deserves already


@given(st.integers(0, 79), st.integers(1, 20))
def test_nearer_to_a_threshold_the_share_is_larger(score: int, points: int) -> None:
    grade = int(bands()[score])
    now, then = (rises(at, grade, 0, points) for at in (score, score + 1))
    if bands()[score + 1] == grade and then[1] == now[1] and then[2] < 1:
        assert now[2] < then[2]
