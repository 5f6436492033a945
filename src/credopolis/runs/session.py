"""A session: a society that is lived as far as one asks, changed, forked, kept and gone on with.

All runs stand on it: those of commands and of Python, on threads and on workers, of sweeps and comparisons, and forks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from credopolis.core.errors import Misuse
from credopolis.runs.branching import carried, closed_on_failure, copied, next_end
from credopolis.runs.days import Day, ticks_until
from credopolis.runs.interruption import Interruption, answering
from credopolis.runs.kept import resumable, stopped_run, told_where_it_is_kept, writer_for
from credopolis.runs.recording import Recording, Watcher
from credopolis.runs.reforms import ReformLike, rules_after
from credopolis.runs.settings import RunSettings

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.records import Outcome, Period, Tick
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario
    from credopolis.store.writer import RunWriter


class Session:
    """A society between two ticks, and all that goes with living it.

        with Session.begin("popular-account") as session:
            session.advance("1y")
            session.set("regime.faces.searches_a_year", 0.0)
            session.advance()

    However a session is cut into advances, paused, kept, resumed or forked without a change, the same bits come out.
    What fails amid an advance ends it. It belongs to one thread; only `pause` may be called from another.
    """

    def __init__(
        self, course: Course, settings: RunSettings, cluster: Cluster | None = None,
        interruption: Interruption | None = None, opened: ExitStack | None = None,
    ) -> None:  # fmt: skip
        self.course, self.settings, self._asked = course, settings, interruption
        self._threads = settings.threads_for(cluster)
        self._recording = Recording(settings, self._threads, cluster)
        self._next: Scenario | None = None
        self._pausing = self._ended = False
        self._opened = opened or ExitStack()
        self._opened.callback(lambda: self.course.close())

    @classmethod
    def begin(
        cls, scenario: str | Path | Scenario, settings: RunSettings | None = None, *,
        interruption: Interruption | None = None,
    ) -> Session:  # fmt: skip
        """A society on its first day.

        scenario : loaded, or the name of a shipped one, or a file's path. settings : None keeps all in memory.
        interruption : Ctrl-C, of whoever lives several sessions in a row.

        Raises
        ------
        Misuse
            If the scenario is off, or the lives do not fit into memory.
        RunFolderError
            If the folder cannot be written.
        """
        from credopolis.engine.run import begin, begin_spread
        from credopolis.engine.scenario import Scenario
        from credopolis.library.catalogue import load_scenario

        settings = settings or RunSettings()
        if not isinstance(scenario, Scenario):
            scenario = load_scenario(scenario)
        writer: RunWriter | None = None
        with told_where_it_is_kept(lambda: resumable(writer)), ExitStack() as opened:
            cluster = settings.open_cluster(opened)
            writer = opened.enter_context(writer_for(scenario, settings))
            threads = settings.threads_for(cluster)
            settings.say("building", 0, scenario.days, scenario.people)
            with answering(interruption):
                course = begin(scenario, threads) if cluster is None else begin_spread(scenario, threads, cluster)
            session = cls(course, settings, cluster, interruption, opened.pop_all())
            if writer is not None:
                session.write_to(writer, checkpoints=cluster is None)
        return session

    @classmethod
    def resume(
        cls, folder: str | Path, settings: RunSettings | None = None, *, scenario: Scenario | None = None
    ) -> Session:
        """A run that was stopped or killed, where its latest whole checkpoint stands; it goes on in the same folder.

        scenario : only of a run whose scenario no file describes. Streams begin with what is recorded from here on.

        Raises
        ------
        AlreadyWhole
            If the run is complete.
        RunFolderError
            If it is no run folder, is still being written, or was begun with another version or other files.
        """
        from credopolis.engine.run import begin

        settings = settings or RunSettings()
        with told_where_it_is_kept(lambda: Path(folder)), stopped_run(Path(folder), scenario, settings) as stopped:
            scenario = stopped.scenario
            settings.say("building", 0, scenario.days, scenario.people)
            session = cls(begin(scenario, settings.threads_for(None)), settings)
            with closed_on_failure(session.course):
                writer = session._opened.enter_context(stopped.go_on(session.course, settings))
            session.write_to(writer, checkpoints=True)
        return session

    @property
    def scenario(self) -> Scenario:
        """What is lived under now."""
        return self.course.engine.scenario

    @property
    def day(self) -> int:
        """Days lived."""
        return self.course.day

    @property
    def tick(self) -> int:
        """Ticks lived."""
        return self.course.tick

    @property
    def over(self) -> bool:
        """Whether the last tick has been lived."""
        return self.course.over

    @property
    def latest(self) -> Tick | None:
        """The tick lived last; None before the first."""
        return self._recording.latest

    @property
    def period(self) -> Period | None:
        """The recording interval taken last, with the stocks at its end, if the settings hold it."""
        return self._recording.period

    @property
    def folder(self) -> Path | None:
        """Where results go; None if they stay in memory."""
        writer = self._recording.writer
        return writer.folder if writer is not None else None

    @property
    def fields(self) -> dict[str, np.ndarray]:
        """What provinces show their lives after the tick lived last, by name: (n_provinces,) float64 each."""
        dims, now = self.scenario.dimensions, self.course.institutions.fields
        return {name: now[:, place].copy() for name, place in zip(dims.fields, dims.field_places, strict=True)}

    def watch(self, watcher: Watcher) -> None:
        """Hand what is recorded from now on to a watcher."""
        self._recording.watchers.append(watcher)

    def write_to(self, writer: RunWriter, *, checkpoints: bool = False) -> None:
        """Keep results with a writer from now on; it is finished when the session ends."""
        self._recording.write_to(writer, checkpoints)

    def advance(self, until: Day | None = None, *, ticks: int | None = None) -> None:
        """Live until a day has passed, for some ticks, or to the end; `pause` and Ctrl-C end it early.

        until : a date, days from the start, or a duration from the start such as 18mo; ticks are whole.

        Raises
        ------
        BadValue
            If that is not ahead.
        MemoryRanOut
            If calendars must grow and cannot; a run in a folder is frozen there first.
        KeyboardInterrupt
            On Ctrl-C, between two ticks or after the last: the session can go on. A second one ends it.
        """
        if self._advance(ticks_until(self.scenario, self.tick, until, ticks)):
            raise KeyboardInterrupt

    def pause(self) -> None:
        """End the advance in hand once the ticks in hand are lived; from a watcher, or from another thread."""
        self._pausing = True

    def set(self, change: ReformLike | Scenario, value: object = None) -> int:
        """Let other rules hold from the end of the recording interval in hand on -> the day on which they begin.

        change : a path and its `value`; values by path; a reform, as for `fork`; or a loaded scenario of the same
        lives. What it does to lives that stand amid something is said in `engine.reform`. If an interval has just
        ended the rules change at once. Several changes add up.

        Raises
        ------
        FaultyFile
            With every fault of a reform.
        Misuse
            If the rules do not fit, no interval is left, results go to a folder, or the lives are with workers.
        """
        self._refuse_elsewhere()
        if self._recording.writer is not None:
            raise Misuse("The rules of a run that is kept in a folder stay as they are. Fork it.")
        day = next_end(self.course)
        self._next = rules_after(change, value, self._next or self.scenario)
        return day

    def fork(self, change: ReformLike | Scenario | None = None, value: object = None) -> Session:
        """The same lives at the same moment in a session of their own, in memory; this one stays as it is.

        change, value : as of `set`; None changes nothing.
        """
        self._refuse_elsewhere()
        change = self._next if change is None else rules_after(change, value, self._next or self.scenario)
        if change is not None and next_end(self.course) == self.day:
            course, change = carried(self.course, change, self._threads), None
        else:
            course = copied(self.course, self._threads)
        settings = RunSettings(threads=self.settings.threads, hold_period=self.settings.hold_period)
        other = Session(course, settings, None, self._asked)
        other._next = change
        other._recording.latest, other._recording.period = self.latest, self.period
        return other

    def outcome(self) -> Outcome:
        """How the session stands, as a run that ends here would say."""
        self._refuse_ended()
        return self.course.outcome()

    def finish(self) -> Outcome:
        """Live to the end, and close. Ctrl-C ends it with its interval cut short; twice, by KeyboardInterrupt."""
        self._advance(self.scenario.ticks)
        with self._opened:
            return self._end()

    def close(self) -> None:
        """End the threads; a run in a folder that is not over is kept there as an interrupted one."""
        if self._recording.writer is not None and not self._ended:
            self._end()
        self._ended = True
        self._opened.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _advance(self, goal: int) -> bool:
        """Live until so many ticks are done, or until paused -> whether it was ended by Ctrl-C."""
        self._refuse_ended()
        self._pausing, recording = False, self._recording
        told = told_where_it_is_kept(lambda: resumable(recording.writer))
        with self._ended_by_failure(), told, answering(self._asked) as asked:
            if not (recording.begun or self.tick):
                recording.take(self.course)
            asked.between_ticks()
            while self.tick < goal and not (self._pausing or asked.asked()):
                if self._next is not None and self.course.records:
                    self._change_rules(self._next)
                recording.stride(self.course, goal, asked)
        # Also after the last tick, unless somebody else asks: whoever lives many sessions would go on with the next.
        return asked.asked() and not (self.over and self._asked is not None)

    def _end(self) -> Outcome:
        with self._ended_by_failure():
            outcome = self._recording.end(self.course)
        self._ended = True
        return outcome

    @contextmanager
    def _ended_by_failure(self) -> Iterator[None]:
        """What fails amid the work ends the session; a folder keeps the intervals that are whole."""
        try:
            yield
        except BaseException as error:
            self._ended = True
            self._opened.__exit__(type(error), error, error.__traceback__)
            raise

    def _change_rules(self, after: Scenario) -> None:
        old, self._next = self.course, None
        self.course = carried(old, after, self._threads)
        old.close()

    def _refuse_ended(self) -> None:
        if self._ended:
            raise Misuse("This session has ended. Begin another, or resume its folder.")

    def _refuse_elsewhere(self) -> None:
        self._refuse_ended()
        if self._recording.cluster is not None:
            raise Misuse("Lives that are with workers cannot be forked or put under other rules. Use threads.")
