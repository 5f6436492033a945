"""Programmes: how surveillance grows over the years, and which days fall into a season or a campaign.

    logistic  =  (g(year) - g(start)) / (1 - g(start)) from its start on,   g(x) = 1 / (1 + exp(-steepness * (x - midyear)))
    linear    =  (year - start) / years, between 0 and 1

Source: the logistic is the usual curve of a technology's spread (Griliches 1957, doi:10.2307/1905380); which programme
follows it, and how fast, is said with its parameters.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from credopolis.core.maths import exp
from credopolis.core.units import DAYS_PER_YEAR, DAYS_PER_YEAR_OF_RATES


def year_of(day: date) -> float:
    """A date as a year with its fraction: 2 July 2021 is about 2021.5."""
    return day.year + (day.timetuple().tm_yday - 1) / DAYS_PER_YEAR_OF_RATES


def grown(year: float, start: float, midyear: float, steepness: float) -> float:
    """Share of a logistic programme that stands in a year: 0 up to its start, towards 1 in the end."""
    if year <= start:
        return 0.0
    before = 1.0 / (1.0 + exp(-steepness * (start - midyear)))
    now = 1.0 / (1.0 + exp(-steepness * (year - midyear)))
    return float((now - before) / (1.0 - before))


def ramped(year: float, start: float, years: float) -> float:
    """Share of a linear programme that stands in a year: 0 up to its start, 1 once `years` have passed."""
    if year <= start:
        return 0.0
    return min(1.0, (year - start) / years) if years > 0 else 1.0


def days_in_season(first: date, days: int, from_day: int, season_days: int) -> int:
    """Days of [first, first + days) that fall into a season of every year, which begins on a day of the year."""
    start, inside = first.toordinal(), 0
    for year in range(first.year - 1, first.year + days // DAYS_PER_YEAR + 2):
        begins = _new_year(year) + from_day - 1
        inside += _overlap(start, start + days, begins, begins + season_days)
    return inside


def days_in_campaign(first: date, days: int, first_year: float, every_years: float, campaign_days: int) -> int:
    """Days of [first, first + days) that fall into a campaign which comes again every so many years from a date on."""
    whole = int(first_year)
    origin = _new_year(whole) + round((first_year - whole) * DAYS_PER_YEAR_OF_RATES)
    period = every_years * DAYS_PER_YEAR_OF_RATES
    start = first.toordinal()
    k = max(0, int((start - origin) // period))
    inside = 0
    while (begins := origin + round(k * period)) < start + days:
        inside += _overlap(start, start + days, begins, begins + campaign_days)
        k += 1
    return inside


@lru_cache(maxsize=1024)
def _new_year(year: int) -> int:
    """Number of the first day of a year."""
    return date(year, 1, 1).toordinal()


def _overlap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(0, min(end, other_end) - max(start, other_start))
