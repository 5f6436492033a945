"""Learning: own experience fades in closed form, and off it neither moves nor weighs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_dials
from credopolis.mechanisms.learning import experience_now, moved

from .made import seeing, small

CHANCE = st.floats(0, 1)


@given(CHANCE)
def test_experience_halves_its_distance_to_the_prior(caught: float) -> None:
    p = seeing(half_life_days=100.0)
    assert experience_now(caught, 0, p) == pytest.approx(caught, abs=1e-12)
    assert experience_now(caught, 100, p) == pytest.approx(0.3 + (caught - 0.3) / 2, abs=1e-9)
    assert experience_now(caught, 3000, p) == pytest.approx(0.3, abs=1e-8)


@given(CHANCE, st.integers(0, 2000), st.integers(0, 2000))
def test_fading_twice_is_fading_once(caught: float, first: int, second: int) -> None:
    p = seeing()
    assert experience_now(experience_now(caught, first, p), second, p) == pytest.approx(
        experience_now(caught, first + second, p), abs=1e-9
    )


def test_switched_off_nothing_is_learned() -> None:
    on, off = small(), small(off=("learning",))
    assert compile_dials(off)["own_weight"] == compile_dials(on)["own_weight"] > 0
    assert (compile_dials(off)["caught_step"], compile_dials(off)["missed_step"]) == (0, 0)


@given(CHANCE, CHANCE)
def test_a_step_goes_its_share_of_the_way(own: float, step: float) -> None:
    assert 1 - moved(own, step, 1.0) == pytest.approx((1 - step) * (1 - own), abs=1e-12)
    assert moved(own, step, 0.0) == pytest.approx((1 - step) * own, abs=1e-12)
