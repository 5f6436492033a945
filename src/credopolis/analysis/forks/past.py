"""The past that the futures of a fork share: the day, the run's rows up to it, and its state on that day, checked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from credopolis.core.errors import BadValue, Misuse, RunFolderError
from credopolis.core.labels import ENDINGS
from credopolis.core.units import date_of
from credopolis.runs.days import Day, day_of
from credopolis.runs.session import Session
from credopolis.store.digest import TableDigest
from credopolis.store.run import Run
from credopolis.store.tidy import Rows, field_rows, period_rows, tick_rows

if TYPE_CHECKING:
    from credopolis.engine.records import Dimensions, Period, Tick
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario
    from credopolis.runs.interruption import Interruption
    from credopolis.runs.settings import RunSettings

_OPEN: Final = ENDINGS.index("open")


@dataclass(frozen=True)
class ForkDay:
    """When a fork's futures begin: the end of a recording interval, `day` days and `tick` ticks after the start.

    since : first day of that interval. asked : what was asked for.
    """

    day: int
    tick: int
    since: int
    date: datetime.date
    asked: str

    def in_words(self) -> str:
        """The day, and that it is the end of an interval."""
        asked = f"day {self.asked}" if self.asked.isdecimal() else self.asked
        return f"{self.date.isoformat()} (day {self.day:,}), the end of the recorded interval that {asked} falls in"


def fork_day(scenario: Scenario, at: Day, through_day: int) -> ForkDay:
    """The end of the recording interval that a date falls in or ends.

    at : a date (2023-01-01), a number of days from the start, or a duration from the start such as 2y, 18mo or 90d.
    through_day : the last day that the run recorded.

    Raises
    ------
    Misuse
        If it is none of these, or the run has no end of an interval at or after it that leaves a future.
    """
    ends = [min((k + 1) * scenario.tick_days, scenario.days) for k in range(scenario.ticks)]
    marks = [(0, -1)] + [(end, k) for k, (end, records) in enumerate(zip(ends, scenario.records_at(), strict=True))
                         if records and end < scenario.days and end <= through_day]  # fmt: skip
    if len(marks) == 1:
        raise Misuse(
            "This run has no day to fork at: it recorded no interval that ends before its last day. Run the scenario "
            "again for longer, or with shorter intervals (--interval month, or tick)."
        )
    day, last = day_of(scenario, at, "--at"), marks[-1][0]
    dates = [date_of(scenario.start, k).isoformat() for k in (1, last)]
    if not 0 < day <= last:
        remedy = (
            "On the first day there is no past yet: compare two runs from the start instead (credopolis compare)."
            if day == 0 else "The days are those of the run's whole intervals that leave a future."
        )  # fmt: skip
        raise BadValue("--at", str(at), f"{dates[0]} to {dates[1]} (days 1 to {last})", remedy)
    k = next(k for k, (end, _) in enumerate(marks) if end >= day)
    end, tick = marks[k]
    return ForkDay(end, tick + 1, marks[k - 1][0], date_of(scenario.start, end), str(at))


def rows_between(run: Run, after_day: int, through_day: int) -> Iterator[tuple[int, dict[str, Rows]]]:
    """The rows of a run of (after_day, through_day], part by part, with the part's last day among them.

    Spells in a lock that were open when the run was stopped are no rows of its past, and left out.
    """
    begun = -1
    for part in run.parts:
        ended, begins_after = int(part["through_day"]), begun
        begun = ended
        if ended <= after_day or begins_after >= through_day:
            continue
        one = Run(run.folder, run.manifest, (part,))
        found = {}
        for name in part["files"]:
            rows = one.rows(name)
            day = rows["day"].astype(np.int64)
            wanted = (day > after_day) & (day <= through_day)
            if name == "locks":
                wanted &= rows["ended"] != _OPEN
            found[name] = {column: values[wanted] for column, values in rows.items()}
        yield min(ended, through_day), found


@dataclass
class Retold:
    """Hashes of the rows that a past has when it is lived again, to be held against those that were recorded."""

    run: Run
    dimensions: Dimensions
    digests: dict[str, TableDigest] = field(init=False)

    def __post_init__(self) -> None:
        kept = set(self.run.tables) if self.run.manifest.get("fields_recorded") else set(self.run.tables) - {"fields"}
        self.digests = {name: TableDigest(self.run.tables[name], self.run.labels) for name in sorted(kept)}

    def on_period(self, period: Period) -> None:
        """Take one recording interval."""
        self._add(period_rows(period))

    def on_tick(self, tick: Tick) -> None:
        """Take one tick."""
        self._add({"ticks": tick_rows(tick)})
        if "fields" in self.digests:
            self._add({"fields": field_rows(tick, self.dimensions)})

    def _add(self, tables: Mapping[str, Rows]) -> None:
        for name, rows in tables.items():
            if name in self.digests:
                self.digests[name].add(rows)

    def check(self, after_day: int, through_day: int) -> None:
        """Hold what was lived again of (after_day, through_day] against what the run recorded.

        Raises
        ------
        RunFolderError
            With the tables that differ.
        """
        recorded = {name: TableDigest(self.run.tables[name], self.run.labels) for name in self.digests}
        for _, tables in rows_between(self.run, after_day, through_day):
            for name, rows in tables.items():
                if name in recorded:
                    recorded[name].add(rows)
        differing = [name for name, digest in self.digests.items() if digest.hexdigest() != recorded[name].hexdigest()]
        if differing:
            raise RunFolderError(
                self.run.folder,
                f"its past was lived again and came out otherwise than recorded ({', '.join(differing)})",
                "Use the version of credopolis named in its manifest, or run the scenario again and fork that run.",
            )


def renamed(tables: dict[str, Rows], then: tuple[str, ...], now: tuple[str, ...]) -> dict[str, Rows]:
    """The same rows with acts as other labels number them. then, now : labels of acts."""
    if then == now:
        return tables
    codes = np.array([now.index(name) for name in then], np.int16)
    return {
        name: {column: codes[values] if column == "act" else values for column, values in rows.items()}
        for name, rows in tables.items()
    }


def reach(run: Run, scenario: Scenario, at: ForkDay, settings: RunSettings, interruption: Interruption) -> Session:
    """The run on the day of the fork: from a checkpoint that is no later, or lived again from the start, and checked.

    Raises
    ------
    RunFolderError
        If what is lived again is not what the run recorded.
    """
    past = Session.begin(scenario, settings, interruption=interruption)
    try:
        retold = Retold(run, scenario.dimensions)
        past.watch(retold)
        _take_up(run, past.course, at, settings.tell)
        after = past.day if past.tick else -1
        past.advance(at.day)
        retold.check(after, at.day)
    except BaseException:
        past.close()
        raise
    return past


def _take_up(run: Run, course: Course, at: ForkDay, tell: Callable[[str], None]) -> None:
    """Put a course to the latest checkpoint no later than the day, if this version of the kernels wrote it."""
    from credopolis.core.jit import kernels_digest
    from credopolis.runs.taking_up import take_up_latest
    from credopolis.store.checkpoint import checkpoints_of
    from credopolis.store.manifest import versions
    from credopolis.store.written import check_resumable

    if not checkpoints_of(run.folder):
        return
    try:
        check_resumable(run.folder, run.manifest, {**versions(), "kernels": kernels_digest()})
    except RunFolderError as error:
        tell(f"Note: its checkpoints are not used: {error.problem}. The past is lived again from the start.")
        return
    for note in take_up_latest(run.folder, course, through_day=at.day)[1]:
        tell(f"Note: {note}")
