"""Fear: jolts and fading in closed form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.fear import alarmed, fear_now, jolted

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, st.integers(0, 2000), st.integers(0, 2000))
def test_fading_twice_is_fading_once(fear: float, exposure: float, first: int, second: int) -> None:
    twice = fear_now(fear_now(fear, first, exposure, 90.0), second, exposure, 90.0)
    assert twice == pytest.approx(fear_now(fear, first + second, exposure, 90.0), abs=1e-9)


@given(SHARE, SHARE)
def test_half_a_jolt_is_left_after_a_half_life(fear: float, exposure: float) -> None:
    assert fear_now(fear, 0, exposure, 90.0) == pytest.approx(fear, abs=1e-12)
    assert fear_now(fear, 90, exposure, 90.0) - exposure == pytest.approx((fear - exposure) / 2, abs=1e-9)


@given(SHARE, SHARE, SHARE)
def test_shares_stay_shares_and_fear_only_raises(fear: float, jolt: float, chance: float) -> None:
    assert fear - 1e-12 <= jolted(fear, jolt) <= 1 + 1e-12
    assert chance - 1e-12 <= alarmed(chance, fear, jolt) <= 1 + 1e-12


@given(SHARE, SHARE, SHARE)
def test_the_order_of_jolts_does_not_matter(fear: float, one: float, other: float) -> None:
    assert jolted(jolted(fear, one), other) == pytest.approx(jolted(jolted(fear, other), one), abs=1e-12)
