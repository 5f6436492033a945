"""Strain: distances, seconds and years, and who is looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.strain import (
    BANDS,
    NEAR,
    SAMPLE,
    is_asked,
    near_band,
    seconds_a_week,
    years_to_catch_up,
)


def test_bands_of_distances() -> None:
    edges = (0, *BANDS)
    assert len(NEAR) == len(edges)
    for points in range(200):
        assert near_band(points) == sum(points >= edge for edge in BANDS)
    assert near_band(1 << 30) == len(NEAR) - 1


@given(st.integers(-40_000, 20_000), st.integers(0, 900))
def test_every_life_is_looked_at_once_in_so_many_settling_days(born: int, first: int) -> None:
    days = [28 * (first + k) for k in range(SAMPLE)]
    assert sum(bool(is_asked(born, day)) for day in days) == 1


def test_the_example_of_its_page() -> None:
    assert seconds_a_week(4 * 4.0) / 3600 == pytest.approx(0.31, abs=0.005)


@given(st.integers(0, 4000), st.integers(0, 500), st.floats(0, 300))
def test_years_to_catch_up(lock: int, missing: int, most: float) -> None:
    found = years_to_catch_up(lock, missing, most)
    assert found >= lock / 365.25 - 1e-12
    if missing == 0:
        assert found == pytest.approx(lock / 365.25)
    elif most == 0.0:
        assert found > 1000
    else:
        assert found == pytest.approx(lock / 365.25 + missing / most)
        assert years_to_catch_up(lock, missing, most + 1) <= found
