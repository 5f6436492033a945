"""Trust: harm and gain in closed form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.trust import harmed, rested, trusted, won

SHARE, RATE, DAYS = st.floats(0, 1), st.floats(0, 5), st.integers(0, 3000)


@given(SHARE, RATE, RATE)
def test_harm_in_two_parts_is_harm_at_once(level: float, first: float, second: float) -> None:
    assert harmed(harmed(level, first), second) == pytest.approx(harmed(level, first + second), abs=1e-9)
    assert 0 <= harmed(level, first) <= level


@given(SHARE, RATE)
def test_what_wins_trust_is_the_mirror_of_what_harms_it(level: float, gain: float) -> None:
    assert won(level, gain) == pytest.approx(1 - harmed(1 - level, gain), abs=1e-9)
    assert level - 1e-9 <= won(level, gain) <= 1 + 1e-9


@given(st.floats(-1, 1), DAYS, DAYS)
def test_fading_twice_is_fading_once(own: float, first: int, second: int) -> None:
    assert rested(rested(own, first, 700.0), second, 700.0) == pytest.approx(
        rested(own, first + second, 700.0), abs=1e-9
    )
    assert rested(own, 700, 700.0) == pytest.approx(own / 2, abs=1e-9)


@given(SHARE, st.floats(-1, 1))
def test_trust_is_a_share(level: float, own: float) -> None:
    assert 0 <= trusted(level, own) <= 1
    assert trusted(level, 0.0) == level
