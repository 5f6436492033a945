"""Working days: Monday to Friday, unless a file of holidays says otherwise.

`format: credopolis-holidays/1` has `holidays`, days off that would be working days, and `workdays`, days that are
worked though they are a Saturday or a Sunday, as in China around its long holidays. Without a file no holiday is known:
that is an assumption, which every plan states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from credopolis.company.shapes import Day
from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Choice, Key, ListOf, Record, read_all
from credopolis.core.yamlfile import load_yaml

HOLIDAYS_FORMAT: Final = "credopolis-holidays/1"
_SATURDAY: Final = 5
_MOST: Final = 1000
_ONE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """Which days are worked. off : days off beside Saturdays and Sundays. on : Saturdays and Sundays that are worked.
    said : what this rests on. every_day : whether all days are, as in a rulebook without offices."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    said: str = (
        "Working days are Monday to Friday; public holidays are not known (assumption: name a file with --holidays)."
    )
    every_day: bool = False

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        if self.every_day:
            return True
        return (day.weekday() < _SATURDAY and day not in self.off) or day in self.on

    def first(self, day: date) -> date:
        """The first working day from a day on, that day among them."""
        while not self.works(day):
            day += _ONE
        return day

    def last_before(self, day: date) -> date:
        """The last working day before a day."""
        day -= _ONE
        while not self.works(day):
            day -= _ONE
        return day

    def after(self, day: date, working: int) -> date:
        """The day on which so many working days are over that begin after a day; with none the first working day from
        it on."""
        day = self.first(day)
        for _ in range(working):
            day = self.first(day + _ONE)
        return day


USUAL: Final = Workdays()
HOLIDAYS: Final[Record[Any]] = Record(
    lambda format, holidays, workdays: (holidays, workdays),
    {
        "format": Key(Choice((HOLIDAYS_FORMAT,)), spare="", meaning="the format and its version"),
        "holidays": Key(ListOf(Day(), _MOST), default=(), meaning="days off"),
        "workdays": Key(ListOf(Day(), _MOST), default=(), meaning="Saturdays and Sundays that are worked"),
    },
)


def load_workdays(path: Path | str) -> Workdays:
    """Working days by a file of holidays.

    Raises
    ------
    FaultyFile
        With every fault, a day that is on both lists among them.
    """
    located = load_yaml(path)
    (off, on), reading = read_all(HOLIDAYS, located)
    for index, day in enumerate(on):
        if day in off:
            reading.refuse(("workdays", index), "this day is a holiday too", str(day), "one of the two", "Remove one.")
    if reading.faults:
        raise FaultyFile(reading.faults)
    days = f"less the days off ({len(off)}) and with the weekends worked ({len(on)})"
    said = f"Working days are Monday to Friday, {days} of {path}."
    return Workdays(frozenset(off), frozenset(on), said)
