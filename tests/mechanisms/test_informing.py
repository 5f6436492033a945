"""Informing: how willing somebody is, by fear and by loyalty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.informing import loyalty_of, willing

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE, SHARE)
def test_fear_and_loyalty_only_add_and_never_beyond_what_points_bring(
    fear: float, loyalty: float, unmoved: float, more: float
) -> None:
    found = willing(fear, loyalty, unmoved)
    assert unmoved - 1e-12 <= found <= 1 + 1e-12
    assert willing(min(1.0, fear + more), loyalty, unmoved) >= found - 1e-12
    assert willing(fear, min(1.0, loyalty + more), unmoved) >= found - 1e-12
    assert willing(1.0, loyalty, unmoved) == pytest.approx(1.0)


@given(SHARE, SHARE)
def test_loyalty_is_to_the_state_against_neighbours(near: float, state: float) -> None:
    assert loyalty_of(near, state) == max(0.0, state - near)


def test_the_examples_of_its_page() -> None:
    assert willing(0.0, 0.0, 0.4) == pytest.approx(0.4)
    assert willing(0.5, 0.0, 0.4) == pytest.approx(0.7)
    assert willing(0.0, loyalty_of(0.5, 0.9), 0.4) == pytest.approx(0.64)
