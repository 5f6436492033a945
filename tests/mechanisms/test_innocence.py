"""Innocence: what guilt adds to the chance of an entry, and what undeserved entries take from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_dials
from credopolis.mechanisms.innocence import added_by_guilt, charged_anyway

from .made import small

CHANCE, RATE = st.floats(0, 1), st.floats(0, 20)


@given(CHANCE, CHANCE)
def test_guilt_adds_the_chance_of_the_guilty_less_that_of_the_innocent(chance: float, anyway: float) -> None:
    guilty = chance + (1 - chance) * anyway
    assert added_by_guilt(chance, anyway) == pytest.approx(guilty - anyway, abs=1e-12)


@given(RATE, RATE, st.floats(0, 3))
def test_more_undeserved_entries_leave_less_for_guilt_to_add(few: float, more: float, years: float) -> None:
    few, more = sorted((few, more))
    assert 0 <= charged_anyway(few, years) <= charged_anyway(more, years) <= 1
    assert added_by_guilt(0.4, charged_anyway(more, years)) <= added_by_guilt(0.4, charged_anyway(few, years)) + 1e-12


@pytest.mark.parametrize("off", ["innocence", "learning"])
def test_the_step_needs_both_mechanisms(off: str) -> None:
    assert compile_dials(small())["wronged_step"] > 0
    assert compile_dials(small(off=(off,)))["wronged_step"] == 0
