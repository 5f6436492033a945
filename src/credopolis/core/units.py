"""Durations and dates. In a rulebook a year is 365 days and a month a twelfth of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAYS_PER_YEAR = 365
DAYS_PER_YEAR_OF_RATES = 365.25
LONGEST_DAYS = 80 * DAYS_PER_YEAR

_DURATION = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(y|mo|w|d)\s*\Z")
_DAYS = {"y": 365.0, "mo": 365.0 / 12.0, "w": 7.0, "d": 1.0}


def parse_duration(text: str) -> int:
    """Days in a duration such as `2y`, `18mo`, `6w` or `30d`, rounded to whole days.

    Raises
    ------
    ValueError
        If the text is not a number and one of the units y, mo, w, d, or is over 80 years.
    """
    match = _DURATION.match(text)
    if match is None:
        raise ValueError("a duration is a number and a unit: 2y, 18mo, 6w or 30d")
    days = round(float(match[1]) * _DAYS[match[2]])
    if days > LONGEST_DAYS:
        raise ValueError("a duration is at most 80 years")
    return days


def format_duration(days: int) -> str:
    """A duration in the largest unit that divides it: `730` is `2y`, `45` is `45d`."""
    if days and days % DAYS_PER_YEAR == 0:
        return f"{days // DAYS_PER_YEAR}y"
    months = round(days * 12 / DAYS_PER_YEAR)
    if months and round(months * 365 / 12) == days:
        return f"{months}mo"
    return f"{days}d"


def run_days(start: date, years: float) -> int:
    """Days from `start` over `years` calendar years (a fraction of a year counts 365.25 days)."""
    whole = int(years)
    try:
        end = start.replace(year=start.year + whole)
    except ValueError:
        end = start.replace(year=start.year + whole, day=28)
    return (end - start).days + round((years - whole) * DAYS_PER_YEAR_OF_RATES)


def date_of(start: date, day: int) -> date:
    """The calendar date of a simulated day."""
    return start + timedelta(days=int(day))
