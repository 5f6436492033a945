"""Deterrence: it falls with what deters, and off it has no strength."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_acts
from credopolis.mechanisms.deterrence import deterred

from .made import small


@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_deterrence_falls_with_each_of_its_terms(strength: float, chance: float, loss: float, more: float) -> None:
    response = deterred(strength, chance, loss)
    assert response == pytest.approx(math.exp(-strength * chance * loss), rel=1e-9)
    assert deterred(strength + more, chance, loss) <= response <= 1
    assert deterred(strength, min(chance + more, 1.0), loss) <= response
    assert deterred(strength, chance, min(loss + more, 1.0)) <= response


def test_switched_off_it_has_no_strength() -> None:
    whole_table, off = compile_acts(small()), compile_acts(small(off=("deterrence",)))
    assert whole_table["deterrence"].any()
    assert not off["deterrence"].any()
    np.testing.assert_array_equal(off["ceiling"], whole_table["ceiling"])  # so candidates stay the same
