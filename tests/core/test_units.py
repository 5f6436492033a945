"""Durations and dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.units import LONGEST_DAYS, date_of, format_duration, parse_duration, run_days


@pytest.mark.parametrize(
    ("text", "days"),
    [("2y", 730), ("18mo", 548), ("6w", 42), ("30d", 30), ("0d", 0), (" 5 y ", 1825), ("1.5y", 548), ("80y", 29_200)],
)
def test_durations(text: str, days: int) -> None:
    assert parse_duration(text) == days


@pytest.mark.parametrize("text", ["", "2", "y", "-1d", "2 years", "1e3d", "81y", "nan d", "٣d٣", "1.2345y", "9999999d"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="a duration is"):
        parse_duration(text)


@given(st.integers(0, LONGEST_DAYS))
def test_a_written_duration_reads_back(days: int) -> None:
    assert parse_duration(format_duration(days)) == days


@pytest.mark.parametrize(("days", "text"), [(730, "2y"), (45, "45d"), (365, "1y"), (548, "18mo"), (0, "0d")])
def test_the_largest_unit_is_used(days: int, text: str) -> None:
    assert format_duration(days) == text


@pytest.mark.parametrize(
    ("start", "years", "days"),
    [
        (date(2021, 1, 1), 1, 365),
        (date(2020, 1, 1), 1, 366),
        (date(2021, 1, 1), 10, 3652),
        (date(2020, 2, 29), 1, 365),
        (date(2021, 1, 1), 0.5, 183),
    ],
)
def test_years_of_a_run_are_calendar_years(start: date, years: float, days: int) -> None:
    assert run_days(start, years) == days


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 30_000))
def test_dates(start: date, day: int) -> None:
    assert date_of(start, day) - start == timedelta(days=day)
