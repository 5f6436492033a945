"""How terms are counted: in days of a rulebook, whose year has 365, or by dates, as a law counts them.

The ladder is the same under both. Runs, audits and worked cases count in days. Who asks about dates counts by dates: a
term of years ends on the same day of the year, one of two months or more on the same day of the month, any other after
so many days; where a month has no such day, on its last one. Years of a cap are then calendar years.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from credopolis.core.units import DAYS_PER_YEAR

_MONTHS: Final = 12
_FEWEST_MONTHS: Final = 2
"""Thirty days are thirty days, though a month of a rulebook has as many."""


@dataclass(frozen=True)
class Calendar:
    """Days of a rulebook: a year has 365 of them, and a term as many days as the file says."""

    def after(self, day: int, term: int, times: int = 1) -> int:
        """The day on which a term of so many days is over that begins on a day; or so many terms in a row."""
        return day + term * times

    def year_of(self, day: int) -> int:
        """The year of a cap in which a day lies."""
        return day // DAYS_PER_YEAR

    def next_year(self, day: int) -> int:
        """The first day of the next year of a cap."""
        return (self.year_of(day) + 1) * DAYS_PER_YEAR

    def end_of_cycle(self, first: int, every: int, day: int, cycles: int = 1) -> int:
        """The day on which the cycle ends that runs on a day, or one of those after it; they run from `first`."""
        return self.after(first, every, self._whole(first, every, day) + cycles)

    def _whole(self, first: int, every: int, day: int) -> int:
        return (day - first) // every


PLAIN: Final = Calendar()


@dataclass(frozen=True)
class Dates(Calendar):
    """Dates. origin : the date of day 0."""

    origin: date = date(2000, 1, 1)

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.origin + timedelta(days=day)

    def day_of(self, date_: date) -> int:
        """The day of a date."""
        return (date_ - self.origin).days

    def after(self, day: int, term: int, times: int = 1) -> int:
        """See `Calendar.after`."""
        months, days = _in_months(term)
        begun = self.date_of(day)
        return self.day_of(later(begun, months * times) + timedelta(days=days * times))

    def year_of(self, day: int) -> int:
        """The calendar year."""
        return self.date_of(day).year

    def next_year(self, day: int) -> int:
        """The first of January."""
        return self.day_of(date(self.year_of(day) + 1, 1, 1))

    def _whole(self, first: int, every: int, day: int) -> int:
        whole = (day - first) // every + 1
        while self.after(first, every, whole) > day:
            whole -= 1
        return whole


def later(begun: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of a month that has no such day."""
    year, month = divmod(begun.year * _MONTHS + begun.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(begun.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=1024)
def _in_months(term: int) -> tuple[int, int]:
    """A term as whole months and days besides: of years and months no days, of any other no months."""
    months = round(term * _MONTHS / DAYS_PER_YEAR)
    if months >= _FEWEST_MONTHS and round(months * DAYS_PER_YEAR / _MONTHS) == term:
        return months, 0
    return 0, term
