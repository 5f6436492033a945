"""A run beside what is on record of its time: counts scaled to the population, with the chance of so few lives.

Tables hold the end of each recording interval; between two of them a count is taken to grow evenly. A row that the run
has not lived through yet, of which it counts nothing, or whose ratio would be to none, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.exact import exact_poisson, ratio_of_rates
from credopolis.analysis.measures.intervals import Estimate
from credopolis.library.on_record import ENTERED, LEFT, LISTED, POPULATION, REFUSED, OnRecord, RecordedCount, record_of
from credopolis.store.run import Run

MET: Final = "met"
MISSED: Final = "not met"
UNKNOWN: Final = "cannot be told from so few lives"
_TABLES: Final = {LISTED: ("listed", "list", "lives"), ENTERED: ("entries", "act", "entries"),
                  REFUSED: ("refusals", "service", "refusals")}  # fmt: skip


@dataclass(frozen=True)
class RecordLine:
    """One row of the record beside the run.

    found : of the run, scaled to the population where it is a count; its interval is of chance alone. value, least,
    most : of the record and its tolerance. lives : counted in the run, the fewer of the two where it is a ratio.
    verdict : of `MET`, `MISSED`, `UNKNOWN`. chosen : whether a parameter was chosen by it, so that agreement checks
    nothing.
    """

    name: str
    target: str
    unit: str
    found: Estimate
    value: float
    least: float
    most: float
    lives: int
    verdict: str
    chosen: bool
    facts: tuple[str, ...]
    source: str
    note: str


@dataclass(frozen=True)
class _Course:
    """How a count went: days, and the count at the end of each, from 0 on the first day."""

    days: NDArray[np.float64]
    counts: NDArray[np.float64]

    def at(self, day: float) -> float:
        """The count on a day."""
        return float(np.interp(day, self.days, self.counts))


def record_lines(run: Run) -> tuple[RecordLine, ...]:
    """What is on record of the run's time, as far as the run has lived through it."""
    scenario = run.manifest["scenario"]
    found = (_line(run, row) for row in record_of(scenario["name"]))
    return tuple(line for line in found if line is not None)


def listed_by_year(run: Run, name: str) -> list[tuple[date, float, OnRecord | None]]:
    """People on a list at the end of each interval, scaled to the population, and the record of a day beside it."""
    course = _course(run, LISTED, name)
    scale = POPULATION / run.manifest["scenario"]["people"]
    start = _start(run)
    known = {row.counted.on: row for row in record_of(run.manifest["scenario"]["name"]) if _is_of(row, name)}
    dates = sorted({*known, *(date.fromordinal(start.toordinal() + int(day)) for day in course.days)})
    last = date.fromordinal(start.toordinal() + int(course.days[-1]))
    return [
        (day, course.at(float((day - start).days)) * scale, known.get(day)) for day in dates if start <= day <= last
    ]


def _is_of(row: OnRecord, name: str) -> bool:
    return row.per is None and row.counted.count == LISTED and row.counted.listing == name


def _line(run: Run, row: OnRecord) -> RecordLine | None:
    counts = [_count(run, counted) for counted in (row.counted, row.per) if counted is not None]
    if any(count is None for count in counts):
        return None
    numbers = [max(round(count), 0) for count in counts if count is not None]
    if row.per is not None:
        if not numbers[1]:
            return None
        found = ratio_of_rates(numbers[0], 1.0, numbers[1], 1.0)
    else:
        scale = POPULATION / run.manifest["scenario"]["people"]
        chance = exact_poisson(numbers[0])
        found = Estimate(chance.value * scale, chance.low * scale, chance.high * scale)
    verdict = _verdict(found, row)
    return RecordLine(
        row.name, row.target, row.unit, found, row.value, row.least, row.most, min(numbers), verdict, row.chosen,
        row.facts, row.source, row.note,
    )  # fmt: skip


def _verdict(found: Estimate, row: OnRecord) -> str:
    """Whether the run agrees: not told where chance alone could turn it."""
    if row.least <= found.low and found.high <= row.most:
        return MET
    return MISSED if found.high < row.least or found.low > row.most else UNKNOWN


def _count(run: Run, counted: RecordedCount) -> float | None:
    """Lives, entries or requests in the run as it was lived; None where it has not lived so far, or counts no such."""
    start, on = _start(run), counted.on
    since = (counted.since or start, on)
    first, last = ((day - start).days for day in since)
    if first < 0 or last > run.parts[-1]["through_day"] or not _is_counted(run, counted):
        return None
    if counted.count == LEFT:
        entered, listed = _course(run, ENTERED, counted.of), _course(run, LISTED, counted.listing)
        return entered.at(last) - entered.at(first) - (listed.at(last) - listed.at(first))
    course = _course(run, counted.count, counted.of or counted.listing)
    return course.at(last) - (course.at(first) if counted.since is not None else 0.0)


def _is_counted(run: Run, counted: RecordedCount) -> bool:
    """Whether a run counts such a thing at all: under other rules there may be no such act or list, or no requests."""
    wanted = {"act": counted.of, "list": counted.listing} if counted.count != REFUSED else {"service": counted.of}
    known = all(name in run.labels.get(kind, ()) for kind, name in wanted.items() if name)
    return known and (counted.count != REFUSED or _TABLES[REFUSED][0] in run.tables)


def _course(run: Run, count: str, name: str) -> _Course:
    """The course of a count of a list, an act or a service; of what is added up, all until then."""
    table, column, number = _TABLES[count]
    rows: Sequence[tuple[int, int]] = (
        run.scan(table)
        .filter(pl.col(column).cast(pl.String) == name)
        .group_by("day").agg(pl.col(number).sum()).sort("day").collect().rows()
    )  # fmt: skip
    days = run.scan("grades").select("day").unique().sort("day").collect()["day"].to_numpy().astype(float)
    at = dict(rows)
    counts = np.array([float(at.get(int(day), 0)) for day in days])
    return _Course(days, counts if count == LISTED else counts.cumsum())


def _start(run: Run) -> date:
    return date.fromisoformat(run.manifest["scenario"]["start"])
