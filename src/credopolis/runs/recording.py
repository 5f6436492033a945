"""What is made of a course as it goes: ticks and intervals handed on, checkpoints, and how a folder ends."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from credopolis.core.errors import MemoryRanOut
from credopolis.runs.checkpoints import Checkpoints
from credopolis.runs.settings import RunSettings, means_used
from credopolis.store.checkpoint import discard_checkpoints

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.records import Outcome, Period, Tick
    from credopolis.engine.run import Course
    from credopolis.runs.interruption import Interruption
    from credopolis.store.writer import RunWriter


class Watcher(Protocol):
    """Who is handed what a session records: each tick, and each recording interval with its stocks and tallies."""

    def on_tick(self, tick: Tick, /) -> None:
        """Take one tick."""

    def on_period(self, period: Period, /) -> None:
        """Take one recording interval; the first holds the stocks of day 0."""


@dataclass
class Recording:
    """Watchers, the writer of a folder and its checkpoints, as a course goes by.

    threads : of each process that lives it. begun : whether the stocks of day 0 have been handed on.
    """

    settings: RunSettings
    threads: int
    cluster: Cluster | None = None
    watchers: list[Watcher] = field(default_factory=list)
    writer: RunWriter | None = None
    checkpoints: Checkpoints | None = None
    latest: Tick | None = None
    period: Period | None = None
    begun: bool = False

    def write_to(self, writer: RunWriter, checkpoints: bool) -> None:
        """Keep results with a writer from now on."""
        if checkpoints:
            every = self.settings.checkpoint_every, self.settings.checkpoint_days
            self.checkpoints = Checkpoints(writer.folder, writer.written, self.settings.tell, *every)
        self.writer = writer
        self.watchers.append(writer)

    def stride(self, course: Course, goal: int, asked: Interruption) -> None:
        """Live some ticks, none beyond the interval in hand, and record them."""
        before, began = course.lived, time.perf_counter()
        try:
            ticks = course.stride(goal - course.tick)
        except MemoryRanOut:
            if not course.waits:  # in the midst of a tick nothing can be frozen: what was frozen last is left
                self.keep(course, at_once=True)
            raise
        lived = time.perf_counter()
        self._hand_on(ticks, course, asked)
        if course.records:
            self.take(course)
        recorded = time.perf_counter()
        course.seconds["record"] += recorded - lived
        course.lived = before + recorded - began
        self.keep(course)
        course.lived = before + time.perf_counter() - began

    def _hand_on(self, ticks: Sequence[Tick], course: Course, asked: Interruption) -> None:
        """Hand on ticks that were lived."""
        scenario = course.engine.scenario
        for tick in ticks:
            asked.between_ticks()
            self.latest = tick
            for watcher in self.watchers:
                watcher.on_tick(tick)
            self.settings.say("running", tick.end_day, scenario.days, scenario.people)

    def take(self, course: Course) -> None:
        """Close the recording interval in hand, and hand it on."""
        self.begun, self.period = True, None  # while an interval is held its rows cannot be used again
        period = course.take()
        if self.settings.hold_period:
            self.period = period
        for watcher in self.watchers:
            watcher.on_period(period)

    def keep(self, course: Course, at_once: bool = False) -> None:
        """Write a checkpoint of a course that is not over, if there are any and it is time to."""
        if self.checkpoints is not None and course.tick and not course.over:
            self.checkpoints.on_pause(course.freeze, course.day, at_once)

    def end(self, course: Course) -> Outcome:
        """End where the course stands: what is left of the interval in hand is handed on, a folder is finished."""
        self.keep(course, at_once=True)
        if not course.records and (course.tick or not self.begun):
            self.take(course)
        outcome = course.outcome()
        if self.writer is not None:
            scenario = course.engine.scenario
            self.settings.say("writing", outcome.days_done, scenario.days, scenario.people)
            self.writer.finish(outcome, means_used(self.threads, self.cluster))
            if course.over:
                discard_checkpoints(self.writer.folder)
        return outcome
