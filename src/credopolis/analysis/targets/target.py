"""What a target declares of itself: the numbers that it asks of a run, their tolerances, and what cannot be told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from credopolis.analysis.measures.on_record import found_of
from credopolis.analysis.measures.trajectories import Trajectories
from credopolis.library.on_record import OnRecord, follows_from_chosen, on_record


@dataclass(frozen=True)
class TargetNumber:
    """A number that a target asks of a run.

    of : works it out of the run's courses; NaN where it cannot. value, least, most : as reported, and what counts as
    agreement. fitted : whether parameters were fitted to it, so that agreement checks nothing.
    """

    name: str
    unit: str
    value: float
    least: float
    most: float
    fitted: bool
    facts: tuple[str, ...]
    of: Callable[[Trajectories], float]
    note: str = ""


@dataclass(frozen=True)
class Untold:
    """Something that a target says and no run can be held against, and why."""

    what: str
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Validated:
    """A target as its module declares it.

    id : in the table of targets. scenario : the one that is run for it. list : whose path, year by year, is shown
    beside the record; "" for none.
    """

    id: str
    scenario: str
    asked: tuple[TargetNumber, ...]
    untold: tuple[Untold, ...] = ()
    list: str = ""


def row_named(scenario: str, name: str) -> OnRecord:
    """A row of the record."""
    return next(row for row in on_record() if row.scenario == scenario and row.name == name)


def of_record(scenario: str, *names: str) -> tuple[TargetNumber, ...]:
    """Rows of the record as numbers that are asked."""
    return tuple(_asked(row_named(scenario, name)) for name in names)


def _asked(row: OnRecord) -> TargetNumber:
    return TargetNumber(
        row.name, row.unit, row.value, row.least, row.most, follows_from_chosen(row), row.facts,
        lambda courses: found_of(courses, row), row.note,
    )  # fmt: skip


def growth_a_year(courses: Trajectories, first: OnRecord, last: OnRecord) -> float:
    """By how many percent a year a count grew from one row's day to the other's."""
    before, after = found_of(courses, first), found_of(courses, last)
    years = (last.counted.on - first.counted.on).days / 365.25
    return 100 * ((after / before) ** (1 / years) - 1) if before > 0 and after > 0 else math.nan
