"""What a target declares of itself: how it is lived, what it asks within which tolerance, and what cannot be told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from credopolis.analysis.measures.on_record import found_of
from credopolis.analysis.measures.trajectories import Trajectories, follow
from credopolis.library.on_record import OnRecord, follows_from_chosen, on_record

if TYPE_CHECKING:
    pass


NO_NUMBER: Final = math.nan
"""Reported is a sign or a bound, and no number."""


@dataclass(frozen=True)
class Setting:
    """How the runs are made of which a target reads its numbers; targets that share one share its runs.

    name : of its runs. scenario : the one that is lived. years : of each run, None for the scenario's own. people,
    seeds, draws : where nothing else is asked. live : lives a scenario, alone or with what it is compared with on the
    same draws, and hands over what numbers are read off. fixed : assumptions that were fitted to the target outside of
    the scenario's own settings, and are not drawn. assumed : where what is lived has assumptions of its own in place of
    the scenario's: low end, value and high end by name; then `live` is handed their values besides.
    """

    name: str
    scenario: str
    years: float | None = None
    people: int = 300_000
    seeds: int = 5
    draws: int = 12
    live: Callable[..., Any] = follow
    fixed: tuple[str, ...] = ()
    assumed: Callable[[], dict[str, tuple[float, float, float]]] | None = None


CHINA: Final = Setting("china-2005-2025", "china-2005-2025", people=400_000, seeds=10)
"""The documented record, on which several targets stand."""


@dataclass(frozen=True)
class TargetNumber:
    """A number that a target asks of a run.

    of : works it out of what was lived; NaN where it cannot. value, least, most : as reported, and what counts as
    agreement; the value is `NO_NUMBER` where a sign or a bound alone is reported. fitted : whether parameters were
    fitted to it, so that agreement checks nothing. floor : what it cannot be below, where intervals of chance end.
    setting : of its runs, None for the target's.
    """

    name: str
    unit: str
    value: float
    least: float
    most: float
    fitted: bool
    facts: tuple[str, ...]
    of: Callable[[Any], float]
    note: str = ""
    floor: float = -math.inf
    setting: Setting | None = None


@dataclass(frozen=True)
class Untold:
    """Something that a target says and no run can be held against, and why."""

    what: str
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Validated:
    """A target as its module declares it.

    id : in the table of targets. setting : how the runs are made for it. list : whose path, year by year, is shown
    beside the record; "" for none.
    """

    id: str
    setting: Setting
    asked: tuple[TargetNumber, ...]
    untold: tuple[Untold, ...] = ()
    list: str = ""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """All settings that its numbers are read off, each once."""
        return tuple(dict.fromkeys(map(self.setting_of, self.asked)))

    def setting_of(self, asked: TargetNumber) -> Setting:
        """How the runs are made that a number is read off."""
        return asked.setting or self.setting

    def asked_of(self, setting: str) -> tuple[TargetNumber, ...]:
        """Its numbers that are read off runs of a setting of this name."""
        return tuple(one for one in self.asked if self.setting_of(one).name == setting)


def row_named(scenario: str, name: str) -> OnRecord:
    """A row of the record."""
    return next(row for row in on_record() if row.scenario == scenario and row.name == name)


def of_record(scenario: str, *names: str) -> tuple[TargetNumber, ...]:
    """Rows of the record as numbers that are asked."""
    return tuple(_asked(row_named(scenario, name)) for name in names)


def _asked(row: OnRecord) -> TargetNumber:
    return TargetNumber(
        row.name, row.unit, row.value, row.least, row.most, follows_from_chosen(row), row.facts,
        lambda courses: found_of(courses, row), row.note, 0.0,
    )  # fmt: skip


def growth_a_year(courses: Trajectories, first: OnRecord, last: OnRecord) -> float:
    """By how many percent a year a count grew from one row's day to the other's."""
    before, after = found_of(courses, first), found_of(courses, last)
    years = (last.counted.on - first.counted.on).days / 365.25
    return 100 * ((after / before) ** (1 / years) - 1) if before > 0 and after > 0 else math.nan
