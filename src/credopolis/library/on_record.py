"""What is on record of a time that a scenario runs through: counts and ratios with their dates, tolerances and facts.

A row names what a run counts as the source counted it: lives on a list on a day, entries of an act, lives that left a
list, or requests refused, up to a day or within a time; or how many of these for each of some others. Counts hold for
all people of the society's table (`people_of`), whatever a run's size. What a parameter was chosen by is marked, for
agreement there checks nothing.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError
from credopolis.library.evidence import fact
from credopolis.library.names import FOLDER
from credopolis.library.rates import SOCIETIES

LISTED: Final = "listed"
ENTERED: Final = "entered"
LEFT: Final = "left"
REFUSED: Final = "refused"
COUNTS: Final = (LISTED, ENTERED, LEFT, REFUSED)
POPULATION: Final = int(fact("pop-001").value)
"""People of China at the census of 2020, for a run whose society cannot be found any more."""
_FILE: Final = Path(__file__).parent / "evidence" / "on_record.csv"


@dataclass(frozen=True)
class RecordedCount:
    """What is counted. count : of `COUNTS`. of : an act, or a service. listing : a list. since : None for the start of
    the run. on : the day until which, or on which, it is counted."""

    count: str
    of: str
    listing: str
    since: date | None
    on: date


@dataclass(frozen=True)
class OnRecord:
    """One row of the record.

    target : of the table of targets, "" for none. per : what the count is for each of, None for a count by itself.
    value : of the record; least, most : what counts as agreement. chosen : whether a parameter was chosen by it.
    """

    name: str
    scenario: str
    target: str
    counted: RecordedCount
    per: RecordedCount | None
    value: float
    least: float
    most: float
    unit: str
    chosen: bool
    facts: tuple[str, ...]
    note: str

    @property
    def source(self) -> str:
        """Titles of the sources that its facts name."""
        return "; ".join(dict.fromkeys(fact(one).source_title for one in self.facts))


@cache
def on_record() -> tuple[OnRecord, ...]:
    """All rows, in the order of the file.

    Raises
    ------
    CredopolisError
        If the file cannot be read.
    """
    try:
        with open(_FILE, encoding="utf-8", newline="") as file:
            return tuple(_read(row) for row in csv.DictReader(file))
    except (OSError, TypeError, KeyError, ValueError, csv.Error) as error:
        raise CredopolisError(f"The record {_FILE} cannot be read ({error}). Install the package again.") from None


@cache
def people_of(society: str) -> int:
    """People of a society, shipped or in a folder: the sum of its table of provinces."""
    folder = FOLDER / "societies" / society if society in SOCIETIES else Path(society or ".")
    try:
        with open(folder / "population.csv", encoding="utf-8", newline="") as file:
            return sum(int(row["population"]) for row in csv.DictReader(file))
    except (OSError, KeyError, ValueError, csv.Error):
        return POPULATION


def record_of(scenario: str) -> tuple[OnRecord, ...]:
    """What is on record of the time of a scenario; nothing for most."""
    return tuple(row for row in on_record() if row.scenario == scenario)


def follows_from_chosen(row: OnRecord) -> bool:
    """Whether parameters were chosen by a row, or by both counts of which it is the ratio: then it checks nothing."""
    if row.chosen or row.per is None:
        return row.chosen
    chosen = {its.counted for its in record_of(row.scenario) if its.chosen and its.per is None}
    return {row.counted, row.per} <= chosen


def _read(row: dict[str, str]) -> OnRecord:
    per = _counted(row, "per_") if row["per_count"] else None
    return OnRecord(
        row["name"], row["scenario"], row["target"], _counted(row, ""), per,
        float(row["value"]), float(row["least"]), float(row["most"]), row["unit"], row["chosen"] == "yes",
        tuple(row["facts"].split()), row["note"],
    )  # fmt: skip


def _counted(row: dict[str, str], before: str) -> RecordedCount:
    since = row[f"{before}since"]
    return RecordedCount(
        row[f"{before}count"], row[f"{before}of"], row[f"{before}list"], date.fromisoformat(since) if since else None,
        date.fromisoformat(row[f"{before}on"]),
    )  # fmt: skip
