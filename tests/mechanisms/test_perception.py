"""Perception: weights that add up, shrinkage to the prior."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.maths import kept_in_a_tick
from credopolis.mechanisms.perception import detection, heard, perceived_chance

from .made import seeing

CHANCE = st.floats(0, 1)


@given(CHANCE)
def test_what_is_heard_is_a_mean(record: float) -> None:
    told = heard(record, seeing())
    assert told == pytest.approx(0.8 * record + 0.2 * 0.3)
    assert min(record, 0.3) - 1e-12 <= told <= max(record, 0.3) + 1e-12


@given(st.floats(-1, 1), CHANCE)
def test_own_experience_adds_to_what_is_heard(own: float, told: float) -> None:
    chance = perceived_chance(own, told)
    assert chance == pytest.approx(min(1, max(0, own + told)))
    assert perceived_chance(0.0, told) == told


def test_without_violations_detection_is_the_prior() -> None:
    assert detection(0.0, 0.0, 0.3, 5.0) == pytest.approx(0.3)


@given(st.floats(0, 1), st.floats(1, 1e5))
def test_detection_shrinks_to_the_prior_and_less_with_more_to_go_by(share: float, violations: float) -> None:
    few, many = (detection(share * n, n, 0.3, 5.0) for n in (violations, 10 * violations))
    assert abs(few - share) + 1e-12 >= abs(many - share)
    assert min(share, 0.3) - 1e-12 <= few <= max(share, 0.3) + 1e-12
    assert detection(share * 1e9, 1e9, 0.3, 5.0) == pytest.approx(share, abs=1e-6)


def test_false_charges_never_push_detection_over_one() -> None:
    assert detection(50.0, 1.0, 0.3, 5.0) == 1.0


@pytest.mark.parametrize("tick_days", [1, 7, 73])
def test_memory_does_not_depend_on_the_tick(tick_days: int) -> None:
    assert kept_in_a_tick(1.0, tick_days) ** (365.25 / tick_days) == pytest.approx(2.718281828459045**-1, rel=1e-9)
