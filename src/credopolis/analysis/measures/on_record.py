"""A run beside what is on record of its time: counts scaled to the population, with the chance of so few lives.

Tables hold the end of each recording interval; between two of them a count is taken to grow evenly. A row that the run
has not lived through yet, of which it counts nothing, or whose ratio would be to none, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from credopolis.analysis.measures.exact import exact_poisson, ratio_of_rates
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.trajectories import Trajectories, of_run
from credopolis.library.on_record import LISTED, OnRecord, follows_from_chosen, record_of
from credopolis.store.run import Run

MET: Final = "met"
MISSED: Final = "not met"
UNKNOWN: Final = "cannot be told from so few lives"


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


def record_lines(run: Run) -> tuple[RecordLine, ...]:
    """What is on record of the run's time, as far as the run has lived through it."""
    return lines_of(of_run(run)) if record_of(run.manifest["scenario"]["name"]) else ()


def lines_of(courses: Trajectories) -> tuple[RecordLine, ...]:
    """The same of the courses of a run."""
    found = (line_of(courses, row) for row in record_of(courses.scenario))
    return tuple(line for line in found if line is not None)


def found_of(courses: Trajectories, row: OnRecord) -> float:
    """The number of a row in a run, scaled to the population where it is a count; NaN where there is none."""
    line = line_of(courses, row)
    return math.nan if line is None else line.found.value


def path_of(
    courses: Trajectories, name: str, days: Iterable[date] | None = None
) -> list[tuple[date, float, OnRecord | None]]:
    """People on a list, scaled to the population, and the record of a day beside it: on all days of the record, and at
    the end of each interval or on some other days."""
    course, start = courses.found[LISTED, name], courses.start
    known = {row.counted.on: row for row in record_of(courses.scenario) if _is_of(row, name)}
    ends = (date.fromordinal(start.toordinal() + int(day)) for day in course.days)
    dates = sorted({*known, *(ends if days is None else days)})
    last = date.fromordinal(start.toordinal() + courses.last_day)
    return [
        (day, course.at(float((day - start).days)) * courses.scale, known.get(day))
        for day in dates if start <= day <= last
    ]  # fmt: skip


def _is_of(row: OnRecord, name: str) -> bool:
    return row.per is None and row.counted.count == LISTED and row.counted.listing == name


def line_of(courses: Trajectories, row: OnRecord) -> RecordLine | None:
    """One row beside a run; None if the run has not lived so far, counts no such, or the ratio would be to none."""
    counts = [courses.count(counted) for counted in (row.counted, row.per) if counted is not None]
    if any(count is None for count in counts):
        return None
    numbers = [max(round(count), 0) for count in counts if count is not None]
    if row.per is not None:
        if not numbers[1]:
            return None
        found = ratio_of_rates(numbers[0], 1.0, numbers[1], 1.0)
    else:
        chance = exact_poisson(numbers[0])
        found = Estimate(chance.value * courses.scale, chance.low * courses.scale, chance.high * courses.scale)
    return RecordLine(
        row.name, row.target, row.unit, found, row.value, row.least, row.most, min(numbers), verdict_of(found, row),
        follows_from_chosen(row), row.facts, row.source, row.note,
    )  # fmt: skip


def verdict_of(found: Estimate, row: OnRecord) -> str:
    """Whether a run agrees: not told where chance alone could turn it."""
    if row.least <= found.low and found.high <= row.most:
        return MET
    return MISSED if found.high < row.least or found.low > row.most else UNKNOWN
