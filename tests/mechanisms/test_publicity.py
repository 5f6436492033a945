"""Publicity: what is shown in a grid adds to what its lives see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.publicity import shamed

SHARE, RATE = st.floats(0, 1), st.floats(0, 20)


@given(SHARE, RATE, RATE)
def test_more_shown_is_more_seen_and_never_less(exposure: float, shame: float, gain: float) -> None:
    seen = shamed(exposure, shame, gain)
    assert exposure - 1e-9 <= seen <= 1 + 1e-9
    assert shamed(exposure, 0.0, gain) == pytest.approx(exposure, abs=1e-9)
    assert seen <= shamed(exposure, shame + 1.0, gain) + 1e-9


def test_the_example_of_its_page() -> None:
    assert shamed(0.1, 0.25, 0.5) == pytest.approx(0.206, abs=5e-4)
