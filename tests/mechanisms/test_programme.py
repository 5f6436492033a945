"""Programmes and windows of the year, against landmarks and counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.programme import days_in_campaign, days_in_season, grown, ramped, year_of

DAYS = st.dates(date(1995, 1, 1), date(2050, 12, 31))
YEARS = st.floats(1990, 2060)


def test_a_date_as_a_year() -> None:
    assert year_of(date(2021, 1, 1)) == 2021.0
    assert year_of(date(2021, 7, 2)) == pytest.approx(2021.5, abs=0.002)
    assert year_of(date(2021, 12, 31)) < 2022


@given(YEARS, YEARS, st.floats(0.05, 2))
def test_a_programme_starts_at_nought_and_never_shrinks(year: float, midyear: float, steepness: float) -> None:
    start = 2005.0
    share = grown(year, start, midyear, steepness)
    assert 0 <= share <= 1
    assert (share == 0) or year > start
    assert grown(year + 1, start, midyear, steepness) >= share - 1e-12


def test_half_of_a_late_programme_stands_at_midyear() -> None:
    assert grown(2030.0, 2000.0, 2030.0, 0.5) == pytest.approx(0.5, abs=1e-6)
    assert grown(2200.0, 2000.0, 2030.0, 0.5) == pytest.approx(1.0)


def test_a_linear_programme() -> None:
    assert [ramped(y, 2010.0, 4.0) for y in (2009.0, 2010.0, 2011.0, 2014.0, 2030.0)] == [0, 0, 0.25, 1, 1]
    assert ramped(2010.5, 2010.0, 0.0) == 1.0


@given(DAYS, st.integers(1, 60), st.integers(1, 365), st.integers(0, 180))
def test_days_of_a_season(first: date, days: int, from_day: int, length: int) -> None:
    counted = 0
    for k in range(days):
        day = first + timedelta(days=k)
        starts = [date(year, 1, 1) + timedelta(days=from_day - 1) for year in (day.year - 1, day.year)]
        counted += any(s <= day < s + timedelta(days=length) for s in starts)
    assert days_in_season(first, days, from_day, length) == counted


@given(DAYS, st.integers(1, 60), st.floats(1990, 2040), st.floats(0.25, 10), st.integers(0, 90))
def test_days_of_a_campaign(first: date, days: int, start: float, every: float, length: int) -> None:
    origin = date(int(start), 1, 1) + timedelta(days=round((start - int(start)) * 365.25))
    begins = [origin + timedelta(days=round(k * every * 365.25)) for k in range(int(70 / every) + 2)]
    counted = sum(any(b <= first + timedelta(days=k) < b + timedelta(days=length) for b in begins) for k in range(days))
    assert days_in_campaign(first, days, start, every, length) == counted


def test_a_year_of_ticks_holds_a_whole_campaign() -> None:
    start = date(2020, 12, 28)
    total = sum(days_in_campaign(start + timedelta(days=7 * k), 7, 2009.01, 1.0, 30) for k in range(52))
    assert total == 30
