"""Ambition: it stays under its ceiling, and off it has no strength."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_acts
from credopolis.mechanisms.ambition import spurred

from .made import small


@given(st.floats(0, 3), st.floats(0, 1))
def test_ambition_stays_under_its_ceiling(strength: float, gain: float) -> None:
    assert spurred(strength, gain) == pytest.approx(math.exp(strength * gain), rel=1e-9)
    assert 1 <= spurred(strength, gain) <= math.exp(strength) * (1 + 1e-9)


def test_switched_off_it_has_no_strength() -> None:
    whole_table, off = compile_acts(small()), compile_acts(small(off=("ambition",)))
    assert whole_table["ambition"].any()
    assert not off["ambition"].any()
    np.testing.assert_array_equal(off["ceiling"], whole_table["ceiling"])  # so candidates stay the same
