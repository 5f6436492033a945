"""The table of known counts: how often acts were recorded or done, somewhere and at some time, each with its fact.

A count is of one act in one society or under one regime. Counts of the same act are of its parts, and add up. An act
that is not in the table is one of which no count is known; nothing is put in its place.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError
from credopolis.core.units import DAYS_PER_YEAR
from credopolis.library.evidence import fact

DONE: Final = "done"
ENTERED: Final = "entered"
AT_LEAST: Final = "at least"
AT_MOST: Final = "at most"
PENALTIES: Final = "all penalties"
REWARDS: Final = "all rewards"
"""Stand in place of an act: all entries that cost something, and all others."""
_ASSUMPTION: Final = "assumption"
_FILE: Final = Path(__file__).parent / "evidence" / "known.csv"


@dataclass(frozen=True)
class KnownCount:
    """One row of the table of known counts.

    act : or `PENALTIES` or `REWARDS`. holds_for : a society or a regime. kind : whether acts were counted as they
    were `DONE`, or as some authority `ENTERED` them. bound : `AT_LEAST` where only some of them were counted,
    `AT_MOST` where others were counted with them, else "". count : what the source counts, of which one stands for
    `each` person-times, in `days`. population : persons among whom it was counted, all of them adults if
    `adults_only`. chosen : whether a parameter was chosen so as to meet it, so that agreement checks nothing. fact,
    population_fact : ids of the table of evidence. what, note : in words; a note that begins with `assumption` says
    what was assumed.
    """

    act: str
    holds_for: str
    kind: str
    bound: str
    count: int
    each: int
    days: int
    year: str
    place: str
    population: int
    population_fact: str
    adults_only: bool
    chosen: bool
    fact: str
    what: str
    note: str

    @property
    def assumed(self) -> bool:
        """Whether the comparison rests on an assumption: the fact is remembered, or the note says so."""
        return fact(self.fact).source_type == "memory" or self.note.startswith(_ASSUMPTION)

    @property
    def source(self) -> str:
        """Title of the source that the fact names."""
        return fact(self.fact).source_title

    def adults(self, share: float) -> float:
        """Adults among whom it was counted. share : of adults in the population, where children are counted with it."""
        return self.population * (1.0 if self.adults_only else share)

    def a_year(self, share: float) -> float:
        """Person-times a year per 1,000 adults. share : as in `adults`."""
        return 1000.0 * self.count * self.each * DAYS_PER_YEAR / self.days / self.adults(share)


@cache
def known_counts() -> tuple[KnownCount, ...]:
    """All known counts, in the order of the table."""
    try:
        with open(_FILE, encoding="utf-8", newline="") as file:
            return tuple(_read(row) for row in csv.DictReader(file))
    except (OSError, TypeError, KeyError, ValueError, csv.Error) as error:
        raise CredopolisError(
            f"The table of known counts {_FILE} cannot be read ({error}). Install the package again."
        ) from None


def _read(row: dict[str, str]) -> KnownCount:
    numbers = {column: int(row.pop(column)) for column in ("count", "each", "days", "population")}
    yes = {column: row.pop(column) == "yes" for column in ("adults_only", "chosen")}
    return KnownCount(**numbers, **yes, **row)  # type: ignore[arg-type]


def counts_of(act: str, society: str, regime: str) -> tuple[KnownCount, ...]:
    """Known counts of an act in a society under a regime; none if nothing is known of it there."""
    return tuple(row for row in known_counts() if row.act == act and row.holds_for in (society, regime))
