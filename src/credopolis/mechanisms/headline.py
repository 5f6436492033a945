"""Headline measures, as mechanisms declare them: which numbers of a run's tables make each, as data.

A measure is one number of a run: a part of its counts over another, such as false entries over life-years. Comparisons,
forks, ablations, sweeps, calibrations and the page on results take them from here; `analysis.measures` adds them up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

SUM, END, GROWTH, DAYS, YEARS, MEAN = "sum", "end", "growth", "days", "years", "mean"
"""Of events all; of lives (or what they have) those on the last day, those more than when counting began, their
person-days or life-years by the trapezoid rule over intervals; of a number that each life has its mean."""
NEGATIVE, OTHER = "negative", "other"
"""Acts that lose points or gates, and all others."""
FALSE: Final = "false"
"""Entries that are not true, however they came to be."""
BELOW_START: Final = "below the start"
"""Grades below the one in which lives start."""
GRADED: Final = "graded"
"""Every grade: of those who are of age all but who did not agree to be scored."""
EACH: Final = "each"
"""Each grade that all rulebooks compared have, with a measure of its own; `{}` in names stands for it."""
LIVES: Final = "lives"
"""Not a table on disk: every life as it ended, with one number each (`analysis.measures.measured.Measured.lives`)."""
TOPICS: Final = (
    "grades", "standing", "entries", "falls", "locks", "recovery", "liberty", "encounters", "equality", "reports", "speech",
    "seeing", "services", "lives", "provinces", "net",
)  # fmt: skip
"""What measures are about, in the order in which results show them."""
OWN_TOPICS: Final = TOPICS[TOPICS.index("speech") :]
"""What only those measures are about that belong to one mechanism's table, and so to runs that have it."""


@dataclass(frozen=True)
class Quantity:
    """A number of a run, added up from a table.

    column : what is added up, weighted by the count if it is neither the count itself nor a sum of a province's own.
    where : columns and what they must say. take : how, one of the words above.
    """

    table: str
    column: str
    take: str = SUM
    where: tuple[tuple[str, str], ...] = ()

    def only(self, **where: str) -> Quantity:
        """The same of a part."""
        return replace(self, where=(*self.where, *where.items()))


@dataclass(frozen=True)
class Headline:
    """A headline measure: `times * part / whole`, or `times * part`.

    between : a column of groups, and two of them: the measure is the ratio of the first one's to the second's. needs :
    `grades`, `lists` or `gates`, without which in the rulebook it is not defined. note : what a reader must know besides
    its title and unit. asked : given only to whom asks for it by name.
    """

    name: str
    title: str
    unit: str
    topic: str
    part: Quantity
    whole: Quantity | None = None
    times: float = 1.0
    between: tuple[str, str, str] | None = None
    needs: str = ""
    note: str = ""
    asked: bool = False

    @property
    def of_each_grade(self) -> bool:
        """Whether it is made for each grade of a ladder."""
        return ("grade", EACH) in self.part.where

    def of_grade(self, grade: str) -> Headline:
        """The same of one grade."""
        where = tuple((column, grade if word == EACH else word) for column, word in self.part.where)
        part = replace(self.part, where=where)
        return replace(self, name=self.name.format(grade), title=self.title.format(grade), part=part)

    def __post_init__(self) -> None:
        if self.topic not in TOPICS:
            raise ValueError(f"headline {self.name}: there is no topic {self.topic!r}")


SCORED: Final = Quantity("scores", "lives", END)
IN_A_GRADE: Final = Quantity("grades", "lives", END).only(grade=GRADED)
LIFE_YEARS: Final = Quantity("scores", "lives", YEARS)
ENTRIES: Final = Quantity("entries", "entries")


def rate(
    name: str,
    title: str,
    topic: str,
    part: Quantity,
    *,
    unit: str = "per 1,000 life-years",
    note: str = "",
    asked: bool = False,
) -> Headline:
    """A measure per 1,000 life-years scored, so that runs of other sizes and lengths can stand beside each other."""
    return Headline(name, title, unit, topic, part, LIFE_YEARS, 1000.0, note=note, asked=asked)


def own_rate(name: str, title: str, topic: str, part: Quantity, *, unit: str = "per 1,000 life-years") -> Headline:
    """A measure per 1,000 life-years of what a mechanism's own table counts; 0 where the mechanism is off."""
    return rate(name, title, topic, part, unit=unit, asked=True)


def percent(name: str, title: str, topic: str, part: Quantity, whole: Quantity, unit: str, *, needs: str = "",
          note: str = "") -> Headline:  # fmt: skip
    """A measure in percent."""
    return Headline(name, title, unit, topic, part, whole, 100.0, needs=needs, note=note)


def ratio(of: Headline, name: str, title: str, unit: str, between: tuple[str, str, str]) -> Headline:
    """How a measure of one group stands to the same of another."""
    return replace(of, name=name, title=title, unit=unit, topic="equality", between=between)
