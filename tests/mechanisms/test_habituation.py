"""Habituation: days of fear in closed form, and what they do to a jolt."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.fear import fear_now
from credopolis.mechanisms.habituation import (
    USED_STEPS,
    HabituationParameters,
    began_day,
    days_of_fear,
    felt,
    kept_used,
    pace_of,
    used_now,
)

SHARE = st.floats(0, 1)
DAYS = st.integers(0, 2000)


@given(SHARE, SHARE, DAYS)
def test_days_of_fear_are_the_integral_of_fear(fear: float, exposure: float, days: int) -> None:
    middles = np.arange(days) + 0.5
    summed = (exposure + (fear - exposure) * 0.5 ** (middles / 90.0)).sum()
    exact = days_of_fear(fear, days, exposure, 90.0)
    assert exact == pytest.approx(float(summed), abs=0.01)
    assert -1e-9 <= exact <= days + 1e-9


@given(SHARE, SHARE, DAYS, DAYS)
def test_lived_in_two_parts_is_lived_at_once(fear: float, exposure: float, first: int, second: int) -> None:
    then = fear_now(fear, first, exposure, 90.0)
    parts = days_of_fear(fear, first, exposure, 90.0) + days_of_fear(then, second, exposure, 90.0)
    assert parts == pytest.approx(days_of_fear(fear, first + second, exposure, 90.0), abs=1e-8)


@given(SHARE, st.floats(0, 3000), st.floats(0, 3000))
def test_getting_used_twice_is_getting_used_once(used: float, first: float, second: float) -> None:
    twice = used_now(used_now(used, first, 90.0), second, 90.0)
    assert twice == pytest.approx(used_now(used, first + second, 90.0), abs=1e-9)
    assert used - 1e-9 <= twice <= 1 + 1e-9


def test_half_is_lost_after_half_the_exposure() -> None:
    assert used_now(0.0, 90.0, 90.0) == pytest.approx(0.5)
    assert felt(0.3, 0.5, 0.6) == pytest.approx(0.21)
    assert felt(0.3, 0.75, 0.6) == pytest.approx(0.165)  # twice as fast, raised under the regime


@given(st.integers(-40_000, 10_000), st.floats(1, 4))
def test_the_pace_goes_by_childhood_under_the_regime(born: int, pace: float) -> None:
    began, child = -2000.0, 6574.5
    found = pace_of(born, began, child, pace)
    assert 1 - 1e-9 <= found <= pace + 1e-9
    if born >= began:
        assert found == pytest.approx(pace)
    if born + child <= began:
        assert found == 1.0
    assert found <= pace_of(born + 100, began, child, pace) + 1e-9


@given(SHARE)
def test_rounding_keeps_the_mean(used: float) -> None:
    draws = [kept_used(used, np.uint64(part)) / USED_STEPS for part in range(0, 65536, 64)]
    assert float(np.mean(draws)) == pytest.approx(used, abs=1.5 / 1024 / USED_STEPS + 1e-9)


def test_the_day_on_which_the_regime_began() -> None:
    scenario = SimpleNamespace(
        start=date(2020, 1, 1), regime=SimpleNamespace(habituation=HabituationParameters(began_year=2014.5))
    )
    assert began_day(scenario) == pytest.approx(-5.5 * 365.25, abs=1.0)
