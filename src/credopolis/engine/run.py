"""The run: ticks in order, districts in parallel, fields exchanged between them, results handed to observers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import MemoryRanOut
from credopolis.engine.build import Engine, build
from credopolis.engine.digests import digest_state, states_by_owner
from credopolis.engine.freeze import Frozen, frozen_arrays, tables_digest, thaw
from credopolis.engine.institutions import Institutions
from credopolis.engine.needs import check_memory
from credopolis.engine.records import ByDistrict, Counts, Outcome, Period, Tick, unused
from credopolis.engine.scenario import Scenario
from credopolis.engine.schedule import STEPS, of_districts
from credopolis.engine.tally import read_tallies
from credopolis.engine.ticks import SPENT, Between, before_and_after
from credopolis.engine.warm import compile_life_loop, compile_steps, start_compiling
from credopolis.engine.workers import Workers, by_province

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.spread import Spread

_LIFE_DAYS_A_STRIDE = 40_000_000  # some 40 ms: in longer strides nothing is gained, and Ctrl-C waits for their end


def take_period(
    workers: Workers | Spread, institutions: Institutions, start_day: int, end_day: int
) -> tuple[Period, Counts]:
    """Step `record` at the end of an interval: census and tallies by province; the tallies are emptied."""
    engine, counts = workers.engine, workers.count(end_day)
    workers.begin_interval()
    open_spells, rows = counts.pop("open_spells"), counts.pop("tally")
    districts = counts.pop("districts", None)
    counts["liberty"] = counts["liberty"] + counts["removed"] * end_day
    provinces = {name: getattr(institutions, name) for name in ("watched", "benefits", "incidents", "offices")}
    arrays = {**counts, **read_tallies(rows, engine.extent), **provinces}
    by_district = None if districts is None else ByDistrict(engine.layout.district_province, districts)
    period = Period(start_day, end_day, engine.pairs, arrays, by_district)
    institutions.begin_interval()
    return period, open_spells


@dataclass
class Course:
    """A run between two ticks: what it holds, where it is, and how it goes one tick on.

    day, tick : where it is. start : first day of the recording interval in hand. seconds : time spent in each step.
    lived : seconds spent in ticks before this course was taken up.
    open_spells : spells in a lock that were open when the last interval was taken; none before the first.
    """

    engine: Engine
    workers: Workers | Spread
    institutions: Institutions
    tick: int = 0
    day: int = 0
    start: int = 0
    lived: float = 0.0
    open_spells: Counts = field(default_factory=lambda: np.zeros((0, 0, 0), np.int32))
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys((step.name for step in STEPS), 0.0))
    records_at: tuple[bool, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.records_at = self.engine.scenario.records_at()

    @property
    def over(self) -> bool:
        """Whether the last tick has been lived."""
        return self.tick >= len(self.records_at)

    @property
    def records(self) -> bool:
        """Whether a recording interval ends here."""
        return self.tick > 0 and self.records_at[self.tick - 1]

    @property
    def waits(self) -> bool:
        """Whether it stands in the midst of a tick, where it cannot be frozen; see `Workers.waits`."""
        return isinstance(self.workers, Workers) and self.workers.waits

    def step(self) -> Tick:
        """Live one tick, all steps but `record`."""
        return self.stride(1)[0]

    def stride(self, most: int | None = None) -> list[Tick]:
        """Live some ticks, all steps but `record`: as many as make it worth while, none beyond the interval in hand.

        Raises
        ------
        MemoryRanOut
            If the calendar must grow and cannot; unless it `waits`, the course is then as it was.
        """
        if not isinstance(self.workers, Workers):
            return [self._exchanged()]
        tick, n = self.tick, self._ticks_ahead(most)
        between = self.institutions.between(tick, n)
        records = self.records_at[tick + len(between.taken) - 1]
        began = time.perf_counter()
        self.workers.stride(self.institutions.fields, tick, between, records)
        rest = time.perf_counter() - began
        for name, seconds in zip(SPENT, between.spent.tolist(), strict=False):
            self.seconds[name] += seconds
            rest -= seconds
        self.seconds["record" if records else "lives"] += rest  # counting lives, or beginning
        ends = [self._end_of(k) for k in range(tick, tick + len(between.taken))]
        self.tick, self.day = tick + len(ends), ends[-1]
        return [Tick(tick + k, end, between.read[k], between.grades[k]) for k, end in enumerate(ends)]

    def _end_of(self, tick: int) -> int:
        return min((tick + 1) * self.engine.scenario.tick_days, self.engine.scenario.days)

    def _ticks_ahead(self, most: int | None) -> int:
        """Ticks of the next stride: to the end of the interval, and so many or a stride's worth of work at most."""
        s = self.engine.scenario
        worth = max(1, _LIFE_DAYS_A_STRIDE // (s.people * s.tick_days))
        ahead = self.records_at[self.tick : self.tick + min(worth, most or worth)]
        return ahead.index(True) + 1 if True in ahead else len(ahead)

    def _exchanged(self) -> Tick:
        """One tick whose lives are with workers elsewhere: the same steps in the same order, some there, some here."""
        institutions, tick = self.institutions, self.tick
        between = institutions.between(tick, 1)
        self._of_provinces(between, after=False)
        marks = [time.perf_counter()]
        self.workers.live(institutions.fields, tick)
        marks.append(time.perf_counter())
        sums, grades = self.workers.gather()
        between.sums[...], between.grades[0], between.read[0] = sums, grades, institutions.fields
        marks.append(time.perf_counter())
        self._of_provinces(between, after=True)
        for step, (before, after) in zip(of_districts(), pairwise(marks), strict=True):
            self.seconds[step] += after - before
        for name, seconds in zip(SPENT, between.spent.tolist(), strict=False):
            self.seconds[name] += seconds
        self.tick, self.day = tick + 1, self._end_of(tick)
        return Tick(tick, self.day, between.read[0], between.grades[0])

    def _of_provinces(self, between: Between, after: bool) -> None:
        """Run the steps of the provinces that come before or after the lives of a tick."""
        e = self.engine
        clocks = e.clocks[self.tick : self.tick + 1]
        before_and_after(after, e.world, e.law, self.institutions.fields, clocks, between)

    def take(self) -> Period:
        """Close the recording interval in hand, and begin the next."""
        period, self.open_spells = take_period(self.workers, self.institutions, self.start, self.day)
        self.start = self.day
        return period

    def freeze(self, lived: float = 0.0) -> Frozen:
        """All that the rest of the run depends on; arrays are shared with the course, not copied."""
        engine = self.engine
        tally = by_province(engine.world.tally, engine)
        arrays = frozen_arrays(engine, self.institutions, tally)
        return Frozen(self.tick, self.day, self.start, lived, dict(self.seconds), tables_digest(engine), arrays)

    def take_up(self, frozen: Frozen) -> None:
        """Go to where a run was frozen.

        Raises
        ------
        BadValue
            If it was frozen under another scenario.
        Unsound
            If it cannot be a run of this one; the course is then where it was.
        """
        thaw(self.engine, self.institutions, frozen)
        self.tick, self.day, self.start, self.lived = frozen.tick, frozen.day, frozen.start, frozen.lived
        self.seconds = {name: frozen.seconds.get(name, 0.0) for name in self.seconds}


def begin(
    scenario: Scenario,
    threads: int,
    order: NDArray[np.int64] | None = None,
    traced: NDArray[np.int64] | None = None,
) -> tuple[Course, float, float]:
    """A run before its first tick, and the seconds that building and compiling took; see `simulate`.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    """
    began = time.perf_counter()
    compiling = start_compiling()
    try:
        if compiling is not None:
            compile_steps()
        engine = build(scenario, threads, traced=traced, order=order)
        built = time.perf_counter()
        course = Course(engine, Workers(engine, threads), Institutions(engine))
        course.institutions.settle_ahead()
        if compiling is not None:
            compiling.wait()
        compile_life_loop()
    except BaseException:
        if compiling is not None:
            compiling.kill()
        raise
    return course, built - began, time.perf_counter() - built


def begin_spread(scenario: Scenario, threads: int, cluster: Cluster) -> tuple[Course, float, float]:
    """As `begin`, with the districts spread over the workers of a cluster."""
    from credopolis.engine.spread import Spread

    began = time.perf_counter()
    if cluster.local:
        check_memory(scenario, threads * len(cluster.addresses()))
        compile_life_loop()  # once for all workers, which find it in the cache
    compile_steps()
    compiled = time.perf_counter()
    spread = Spread(scenario, cluster, threads)
    course = Course(spread.engine, spread, Institutions(spread.engine))
    course.institutions.settle_ahead()
    return course, time.perf_counter() - compiled, compiled - began


def simulate(
    scenario: Scenario,
    *,
    threads: int = 2,
    on_period: Callable[[Period], None] = unused,
    on_tick: Callable[[Tick], None] = unused,
    on_progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    order: NDArray[np.int64] | None = None,
    traced: NDArray[np.int64] | None = None,
    on_built: Callable[[Engine], None] = unused,
    cluster: Cluster | None = None,
    frozen: Frozen | None = None,
    begun: tuple[Course, float, float] | None = None,
    on_pause: Callable[[Callable[[], Frozen], bool], None] | None = None,
    most_ticks: int | None = None,
) -> Outcome:
    """Run a scenario, from its start or from where a run of it was frozen.

    on_period, on_tick : receive results as they come. on_progress : ticks done, ticks in all. should_stop : asked after
    every stride of ticks; if true the interval in hand is closed and the run ends. order : districts in another order,
    on which the results do not depend. traced : lives whose dossier is written into `Engine.world.trace`. on_built :
    receives the engine, before the first tick. cluster : workers to spread the districts over, each with so many
    threads; `order` and `traced` are for one process, `frozen` and `on_pause` too. frozen : where to go on from; what
    was handed on before is not handed on again. begun : what `begin` gave, perhaps taken up where a run was frozen;
    its threads end with the run. on_pause : called between strides with a function that freezes the run,
    and with whether it is about to be stopped. most_ticks : of a stride; with 1, `on_tick` finds the engine as
    that tick left it.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    MemoryRanOut
        If the calendar must grow amid the run and cannot; the run is first frozen where it stands (`on_pause`), unless
        that is in the midst of a tick: then what was frozen last is what is left.
    BadValue, Unsound
        If it was frozen under another scenario, or cannot be a run of this one.
    """
    if begun is not None:
        course, build_seconds, compile_seconds = begun
    elif cluster is None:
        course, build_seconds, compile_seconds = begin(scenario, threads, order, traced)
    else:
        course, build_seconds, compile_seconds = begin_spread(scenario, threads, cluster)
    interrupted = False
    try:
        if frozen is not None:
            course.take_up(frozen)
        on_built(course.engine)
        if course.tick == 0:
            on_period(course.take())
        started = time.perf_counter()
        while not course.over and not interrupted:
            try:
                ticks = course.stride(most_ticks)
            except MemoryRanOut:
                if on_pause is not None and not course.waits:
                    on_pause(partial(course.freeze, course.lived + time.perf_counter() - started), True)
                raise
            before = time.perf_counter()
            for tick in ticks:
                on_tick(tick)
            interrupted = should_stop is not None and not course.over and should_stop()
            if course.records:
                on_period(course.take())
            course.seconds["record"] += time.perf_counter() - before
            if on_pause is not None and not course.over:
                lived = course.lived + time.perf_counter() - started
                on_pause(partial(course.freeze, lived), interrupted)
            if interrupted and not course.records:
                on_period(course.take())
            if on_progress is not None:
                on_progress(course.tick, scenario.ticks)
        ended = time.perf_counter()
        digests, state_bytes = course.workers.digests(), course.workers.state_bytes
    finally:
        course.workers.close()
    return Outcome(
        days_done=course.day,
        interrupted=interrupted,
        build_seconds=build_seconds,
        compile_seconds=compile_seconds,
        seconds=course.lived + ended - started,
        step_seconds=course.seconds,
        state_digest=digest_state(digests),
        states=states_by_owner(course.engine, digests),
        state_bytes=state_bytes,
        open_spells=course.open_spells,
    )
