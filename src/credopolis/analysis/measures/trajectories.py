"""How counts go in a run: lives on lists, entries of acts and requests refused, from a folder or while it is lived.

Whoever asks for a count (`measures.on_record`) needs not know which of the two it is: `of_run` reads the tables of a
run, `Follower` adds up what a session hands out, without a folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.voices import VOICES, voices_of
from credopolis.library.on_record import ENTERED, LEFT, LISTED, REFUSED, RecordedCount, people_of
from credopolis.mechanisms.services import NAMES
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.scenario import Scenario

_TABLES: Final = {LISTED: ("listed", "list", "lives"), ENTERED: ("entries", "act", "entries"),
                  REFUSED: ("refusals", "service", "refusals")}  # fmt: skip


@dataclass(frozen=True)
class Trajectory:
    """How a count went: days, and the count at the end of each, from 0 on the first day."""

    days: NDArray[np.float64]
    counts: NDArray[np.float64]

    def at(self, day: float) -> float:
        """The count on a day; between the ends of two intervals it is taken to go evenly."""
        return float(np.interp(day, self.days, self.counts))


@dataclass(frozen=True)
class Trajectories:
    """All counts of a run by what is counted and of what.

    scenario : its name. start : its first day. scale : people of the society for one simulated life. found : courses by
    count and name; what is not there is not counted at all under the rules of the run.
    """

    scenario: str
    start: date
    scale: float
    found: Mapping[tuple[str, str], Trajectory] = field(repr=False)

    @property
    def last_day(self) -> int:
        """The last day that has been lived."""
        return max((int(course.days[-1]) for course in self.found.values() if len(course.days)), default=0)

    def count(self, counted: RecordedCount) -> float | None:
        """Lives, entries or requests as they were lived; None where it has not lived so far, or counts no such."""
        since = (counted.since or self.start, counted.on)
        first, last = ((day - self.start).days for day in since)
        if first < 0 or last > self.last_day:
            return None
        if counted.count == LEFT:
            entered, listed = self.found.get((ENTERED, counted.of)), self.found.get((LISTED, counted.listing))
            if entered is None or listed is None:
                return None
            return entered.at(last) - entered.at(first) - (listed.at(last) - listed.at(first))
        course = self.found.get((counted.count, counted.of or counted.listing))
        if course is None:
            return None
        return course.at(last) - (course.at(first) if counted.since is not None else 0.0)


def of_run(run: Run) -> Trajectories:
    """The courses of a run in a folder."""
    told = run.manifest["scenario"]
    scale = people_of(str(told["source"].get("society", ""))) / told["people"]
    days = run.scan("grades").select("day").unique().sort("day").collect()["day"].to_numpy().astype(float)
    found: dict[tuple[str, str], Trajectory] = {}
    for count, (table, column, number) in _TABLES.items():
        if table in run.tables:
            names = NAMES if count == REFUSED else run.labels[column]
            found |= {
                (count, name): Trajectory(days, row)
                for name, row in _rows_of(run, (table, column, number), days, names)
            }
            if count != LISTED:
                found |= {key: Trajectory(days, its.counts.cumsum()) for key, its in found.items() if key[0] == count}
    return Trajectories(told["name"], date.fromisoformat(told["start"]), scale, found)


def _rows_of(
    run: Run, asked: tuple[str, str, str], days: NDArray[np.float64], names: Sequence[str]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Each name of a table's column, with its number on every day."""
    table, column, number = asked
    rows: Sequence[tuple[str, int, int]] = (
        run.scan(table)
        .group_by(pl.col(column).cast(pl.String), "day").agg(pl.col(number).sum()).collect().rows()
    )  # fmt: skip
    at = {(name, day): float(much) for name, day, much in rows}
    for name in names:
        yield name, np.array([at.get((name, int(day)), 0.0) for day in days])


@dataclass
class Follower:
    """Takes what a session hands out of a scenario, and keeps the courses of its counts."""

    scenario: Scenario
    days: list[int] = field(default_factory=list)
    rows: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def on_tick(self, tick: Tick) -> None:
        """Nothing: counts go by interval."""

    def on_period(self, period: Period) -> None:
        """Add an interval."""
        known, acts = self.scenario.dimensions, self.scenario.act_names
        self.days.append(period.end_day)
        self._add(LISTED, known.lists, _along(period, "listed", "list"))
        by_act = np.zeros(len(acts))
        np.add.at(by_act, period.pairs[:, 0], _along(period, "entries", "pair"))
        self._add(ENTERED, acts, by_act)
        if "refusals" not in known.without:
            self._add(REFUSED, NAMES, _along(period, "refusals", "service"))
        if "voices" not in known.without:
            voices = voices_of(period)
            self._add(VOICES, [*voices], np.array([*voices.values()]))

    def _add(self, count: str, names: Sequence[str], numbers: NDArray[np.float64]) -> None:
        for name, number in zip(names, numbers.tolist(), strict=True):
            self.rows.setdefault((count, name), []).append(float(number))

    def courses(self) -> Trajectories:
        """What was counted so far."""
        days = np.array(self.days, float)
        scale = people_of(str(self.scenario.source.get("society", ""))) / self.scenario.people
        found = {
            key: Trajectory(days, np.array(row) if key[0] == LISTED else np.cumsum(row))
            for key, row in self.rows.items()
        }
        return Trajectories(self.scenario.name, self.scenario.start, scale, found)


def _along(period: Period, name: str, kept: str) -> NDArray[np.float64]:
    """An array of a period, added up along all axes but one."""
    from credopolis.engine.records import AXES

    others = tuple(k for k, axis in enumerate(AXES[name]) if axis != kept)
    return np.asarray(period.arrays[name].sum(axis=others), np.float64)


def follow(scenario: Scenario, threads: int | None = 1) -> Trajectories:
    """Live a scenario in memory, and keep the courses of its counts."""
    from credopolis.runs.session import Session
    from credopolis.runs.settings import RunSettings

    with Session.begin(scenario, RunSettings(threads=threads, fields=False)) as session:
        followed = Follower(scenario)
        session.watch(followed)
        session.advance()
    return followed.courses()
