"""The course of a run: ticks in order, districts in parallel, fields exchanged between them, intervals taken."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import TRACE_ROWS, Engine, build
from credopolis.engine.change import enter_era
from credopolis.engine.digests import digest_state, states_by_owner
from credopolis.engine.freeze import Frozen, frozen_arrays, tables_digest, thaw
from credopolis.engine.institutions import Institutions
from credopolis.engine.needs import check_memory
from credopolis.engine.records import ByDistrict, Counts, Outcome, Period, Tick
from credopolis.engine.scenario import Scenario
from credopolis.engine.schedule import STEPS, of_districts
from credopolis.engine.tally import read_tallies
from credopolis.engine.ticks import SPENT, Between, before_and_after
from credopolis.engine.warm import compile_census, compile_life_loop, start_compiling
from credopolis.engine.workers import Workers, by_province
from credopolis.engine.workplaces import Workplaces, months_over
from credopolis.mechanisms.all import SHEETS
from credopolis.mechanisms.companies import companies_stand

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
    provinces = {sheet.name: getattr(institutions, sheet.name) for sheet in SHEETS}
    arrays = {**counts, **read_tallies(rows, engine.extent), **provinces}
    by_district = None if districts is None else ByDistrict(engine.layout.district_province, districts)
    period = Period(start_day, end_day, engine.pairs, arrays, by_district)
    institutions.begin_interval()
    return period, open_spells


@dataclass
class Course:
    """A run between two ticks: what it holds, where it is, and how it goes one tick on.

    day, tick : where it is. start : first day of the recording interval in hand. seconds : time spent in each step.
    lived : seconds spent in ticks, as whoever lives them counts; before they were frozen, too. build_seconds,
    compile_seconds : before the first.
    open_spells : spells in a lock that were open when the last interval was taken; none before the first.
    """

    engine: Engine
    workers: Workers | Spread
    institutions: Institutions
    tick: int = 0
    day: int = 0
    start: int = 0
    lived: float = 0.0
    build_seconds: float = 0.0
    compile_seconds: float = 0.0
    workplaces: Workplaces | None = None
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
        self.institutions.change(enter_era(self.engine, self.tick))
        self._tell_of_companies()
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

    def _tell_of_companies(self) -> None:
        """Let companies live the months that are over, and tell districts of them, before a tick is lived."""
        if self.workplaces is None:
            return
        over, its = months_over(self.day), self.institutions
        if its.told[0] < over:
            told = self.workplaces.tell(over, its.fields, its.heard)
            self.workers.be_told(told, its.fields, self.tick)
            its.told[0] = over
        self.workplaces.show(its.companies)

    def _end_of(self, tick: int) -> int:
        return min((tick + 1) * self.engine.scenario.tick_days, self.engine.scenario.days)

    def _ticks_ahead(self, most: int | None) -> int:
        """Ticks of the next stride: to the end of the interval, and so many or a stride's worth of work at most."""
        s = self.engine.scenario
        worth = max(1, _LIFE_DAYS_A_STRIDE // (s.people * s.tick_days))
        worth = min(worth, most or worth)
        if self.workplaces is not None:  # the next month of companies is told before a tick of its own
            over = months_over(self.day)
            worth = next((k for k in range(1, worth) if months_over(self._end_of(self.tick + k - 1)) > over), worth)
        ahead = self.records_at[self.tick : self.tick + worth]
        return ahead.index(True) + 1 if True in ahead else len(ahead)

    def _exchanged(self) -> Tick:
        """One tick whose lives are with workers elsewhere: the same steps in the same order, some there, some here."""
        institutions, tick = self.institutions, self.tick
        between = institutions.between(tick, 1)
        self._of_provinces(between, after=False)
        marks = [time.perf_counter()]
        self.workers.live(institutions.fields, tick)
        marks.append(time.perf_counter())
        between.sums[...], between.outcomes[...], between.grades[0] = self.workers.gather()
        between.read[0] = institutions.fields
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

    def freeze(self) -> Frozen:
        """All that the rest of the run depends on; arrays are shared with the course, not copied."""
        engine = self.engine
        tally = by_province(engine.world.tally, engine).astype(np.int32, copy=False)  # sums over rows are int64
        arrays = frozen_arrays(engine, self.institutions, tally)
        return Frozen(self.tick, self.day, self.start, self.lived, dict(self.seconds), tables_digest(engine), arrays)

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
        self.meet_companies()

    def meet_companies(self) -> None:
        """Let companies come to where the run is, which was taken up there: they live again what they have lived."""
        if self.workplaces is not None:
            self.workplaces.go_on(int(self.institutions.told[0]), self.institutions.heard)

    def outcome(self) -> Outcome:
        """How the run stands: interrupted, unless its last tick has been lived."""
        digests = self.workers.digests()
        return Outcome(
            days_done=self.day, interrupted=not self.over, build_seconds=self.build_seconds,
            compile_seconds=self.compile_seconds, seconds=self.lived, step_seconds=self.seconds,
            state_digest=digest_state(digests), states=states_by_owner(self.engine, digests),
            state_bytes=self.workers.state_bytes, open_spells=self.open_spells,
        )  # fmt: skip

    def close(self) -> None:
        """End its threads, or let the workers elsewhere forget the lives."""
        self.workers.close()


def begin(
    scenario: Scenario,
    threads: int,
    order: NDArray[np.int64] | None = None,
    traced: NDArray[np.int64] | None = None,
    trace_rows: int = TRACE_ROWS,
) -> Course:
    """A run before its first tick.

    threads : that live the districts. order : of districts, on which no result depends. traced : lives whose dossier
    is written into `Engine.world.trace`. trace_rows : lines of dossiers that a district has room for.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    """
    began = time.perf_counter()
    compiling = start_compiling()
    try:
        if compiling is not None:
            compile_census()
        engine = build(scenario, threads, traced=traced, order=order, trace_rows=trace_rows)
        built = time.perf_counter()
        course = Course(engine, Workers(engine, threads), Institutions(engine))
        course.institutions.settle_ahead()
        course.workplaces = _workplaces(course, threads)
        if compiling is not None:
            compiling.wait()
        compile_life_loop()
    except BaseException:
        if compiling is not None:
            compiling.kill()
        raise
    course.build_seconds, course.compile_seconds = built - began, time.perf_counter() - built
    return course


def _workplaces(course: Course, threads: int) -> Workplaces | None:
    """The companies of a run before its first tick, if any live there."""
    scenario = course.engine.scenario
    if not scenario.asks(companies_stand):
        return None
    found = Workplaces(scenario, course.engine.layout, course.workers.employed(), threads)
    found.show(course.institutions.companies)
    return found


def begin_spread(scenario: Scenario, threads: int, cluster: Cluster) -> Course:
    """As `begin`, with the districts spread over the workers of a cluster. threads : of each worker."""
    from credopolis.engine.spread import Spread

    began = time.perf_counter()
    if cluster.local:
        check_memory(scenario, threads * len(cluster.addresses()))
        compile_life_loop()  # once for all workers, which find it in the cache
    compile_census()
    compiled = time.perf_counter()
    spread = Spread(scenario, cluster, threads)
    course = Course(spread.engine, spread, Institutions(spread.engine))
    course.institutions.settle_ahead()
    course.workplaces = _workplaces(course, 1)
    course.build_seconds, course.compile_seconds = time.perf_counter() - compiled, compiled - began
    return course
