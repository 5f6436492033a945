"""The run: ticks in order, districts in parallel, fields exchanged between them, results handed to observers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CapacityExceeded, CredopolisError
from credopolis.core.jit import compiles
from credopolis.core.schema import N_CELLS
from credopolis.engine.build import Engine, build, check_memory, make_room
from credopolis.engine.census import count_lives
from credopolis.engine.district import advance
from credopolis.engine.freeze import Frozen, frozen_arrays, tables_digest, thaw
from credopolis.engine.institutions import Institutions, Sums, exchange
from credopolis.engine.records import Counts, Outcome, Period, Tick, unused
from credopolis.engine.scenario import Scenario
from credopolis.engine.schedule import STEPS
from credopolis.engine.tally import read_tallies
from credopolis.engine.team import Team
from credopolis.engine.warm import compile_life_loop, start_compiling
from credopolis.engine.world import CANDIDATE, TRACED

if TYPE_CHECKING:
    from credopolis.engine.cluster import Cluster
    from credopolis.engine.spread import Spread

Fields = NDArray[np.float64]
_BATCH = 64
DIGEST_BYTES = 16


@dataclass
class Workers:
    """Threads that take chunks of districts as they come free, the calling one among them.

    order, cuts : all districts, and where each chunk begins among them. scratch : for each thread an agenda, the lives
    touched in it, and a batch of candidates.
    """

    engine: Engine
    threads: int
    team: Team = field(init=False)
    order: NDArray[np.int64] = field(init=False)
    cuts: NDArray[np.int64] = field(init=False)
    scratch: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]] = field(init=False)

    def __post_init__(self) -> None:
        widest = int(self.engine.world.grids["lives"].max(initial=1))
        self.team = Team(min(self.threads if compiles() else 1, len(self.engine.chunks)))
        self.cuts = np.cumsum([0, *map(len, self.engine.chunks)])
        self.order = self.engine.order
        self.scratch = [
            (np.full(widest, -1, np.int32), np.zeros(widest, np.int32), np.zeros(_BATCH, CANDIDATE))
            for _ in range(self.team.size)
        ]

    def advance(self, fields: Fields, tick: int) -> None:
        """Step `lives`: one tick of every district."""
        e, chunks = self.engine, (self.order, self.cuts, np.zeros(1, np.int64))
        clock = e.clock(tick)

        def work(piece: int, thread: int) -> None:
            advance(*chunks, e.world, e.rules, e.stream, e.seeing, fields, *self.scratch[thread], clock)

        self.team.each(range(self.team.size), work)

    def census(self, day: int) -> dict[str, NDArray[Any]]:
        """Counts of lives by cell, (n_rows, ...)."""
        e, d, g = self.engine, len(self.engine.world.tally), self.engine.extent.n_grades
        buckets = self.engine.extent.n_buckets
        counts: dict[str, NDArray[Any]] = {
            "census": np.zeros((d, N_CELLS, g + 1), np.int32),
            "locked": np.zeros((d, N_CELLS, g), np.int32),
            "listed": np.zeros((d, N_CELLS, int(e.rules["n_lists"])), np.int32),
            "score_sum": np.zeros((d, N_CELLS), np.int64),
            "open_spells": np.zeros((d, g, buckets), np.int32),
        }
        chunks = self.order, self.cuts, np.zeros(1, np.int64)

        def work(piece: int, thread: int) -> None:
            count_lives(*chunks, e.world, e.rules, day, *counts.values())

        self.team.each(range(self.team.size), work)
        return counts

    def live(self, fields: Fields, tick: int) -> None:
        """Step `lives`, with room made in the calendars before and the invariants checked after."""
        make_room(self.engine)
        self.advance(fields, tick)
        check_invariants(self.engine, tick)

    def gather(self) -> tuple[Sums, Counts]:
        """Step `exchange`: the tick's sums, and lives by grade, by province."""
        grades = self.engine.world.tally[:, : self.engine.extent.n_grades + 1]
        return exchange(self.engine), np.add.reduceat(grades, self.engine.province_rows, axis=0, dtype=np.int64)

    def count(self, day: int) -> dict[str, Counts]:
        """Census, tallies of the interval in hand, and districts' counts of removal, by province."""
        engine, districts = self.engine, self.engine.world.districts
        counts = {name: by_province(rows, engine) for name, rows in self.census(day).items()}
        counts["tally"] = by_province(engine.world.tally, engine)
        for name in ("removed", "liberty"):
            counts[name] = np.add.reduceat(districts[name], engine.province_districts)
        return counts

    def begin_interval(self) -> None:
        """Begin the tallies of an interval in rows of their own; lives by grade stay."""
        engine, n = self.engine, self.engine.extent.n_grades + 1
        tally = np.zeros(engine.world.tally.shape, np.int32)
        tally[:, :n] = engine.world.tally[:, :n]
        engine.world = engine.world._replace(tally=tally)

    def digests(self) -> NDArray[np.uint8]:
        """A hash of where the lives of each district stand, (n_districts, DIGEST_BYTES)."""
        engine = self.engine
        engine.world.person["flags"] &= ~np.uint16(TRACED)
        found = np.zeros((len(engine.world.districts), DIGEST_BYTES), np.uint8)

        def work(chunk: NDArray[np.int64], thread: int) -> None:
            for d in chunk.tolist():
                found[d] = np.frombuffer(_digest_district(engine, d), np.uint8)

        self.team.each(engine.chunks, work)
        return found

    @property
    def state_bytes(self) -> int:
        """Bytes of all arrays that grow with the number of lives."""
        return self.engine.state_bytes

    def close(self) -> None:
        """End the threads."""
        self.team.close()


def _digest_district(engine: Engine, district: int) -> bytes:
    layout, world = engine.layout, engine.world
    offset = layout.lives_of_district(engine.first_district)[0]
    first, end = (life - offset for life in layout.lives_of_district(engine.first_district + district))
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    arrays = (world.person, world.standing, world.extra)
    for array in arrays if len(world.extra) == len(world.person) else arrays[:2]:
        digest.update(np.ascontiguousarray(array[first:end]).view(np.uint8).data)
    return digest.digest()


def by_province(array: NDArray[Any], engine: Engine) -> NDArray[Any]:
    """Sum an array whose first axis is the row of tallies (in the provinces' order) into one by province.

    Where each province has one row it is the same array.
    """
    if len(array) == len(engine.province_rows):
        return array
    return np.add.reduceat(array, engine.province_rows, axis=0)


def take_period(
    workers: Workers | Spread, institutions: Institutions, start_day: int, end_day: int
) -> tuple[Period, Counts]:
    """Step `record` at the end of an interval: census and tallies by province; the tallies are emptied."""
    engine, counts = workers.engine, workers.count(end_day)
    workers.begin_interval()
    open_spells, rows = counts.pop("open_spells"), counts.pop("tally")
    tallies = read_tallies(rows, engine.extent)
    tallies["acts"] = tallies.pop("committed")
    removed = counts.pop("removed")
    liberty = counts.pop("liberty") + removed * end_day
    period = Period(
        start_day=start_day, end_day=end_day, pairs=engine.pairs, removed=removed, liberty=liberty,
        watched=institutions.watched, benefits=institutions.benefits, incidents=institutions.incidents,
        offices=institutions.offices, **counts, **tallies,
    )  # fmt: skip
    institutions.begin_interval()
    return period, open_spells


def digest_state(digests: NDArray[np.uint8]) -> str:
    """A hash of where every life stands, from those of the districts in their order, however they were spread."""
    return hashlib.blake2b(np.ascontiguousarray(digests).data, digest_size=DIGEST_BYTES).hexdigest()


def check_invariants(engine: Engine, tick: int) -> None:
    """Stop a run in which an event was dropped or a hazard passed its bound.

    Raises
    ------
    CapacityExceeded, CredopolisError
        If so; neither happens unless the program is wrong.
    """
    districts = engine.world.districts
    if districts["overflow"].any():
        raise CapacityExceeded(int(np.flatnonzero(districts["overflow"])[0]), tick)
    if districts["exceeded"].any():
        raise CredopolisError(
            f"A hazard exceeded its bound in tick {tick}; the results would be wrong. Please report it."
        )


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

    def step(self) -> Tick:
        """Live one tick, all steps but `record`."""
        engine, institutions, tick = self.engine, self.institutions, self.tick
        marks = [time.perf_counter()]
        days = min(engine.scenario.tick_days, engine.scenario.days - self.day)
        institutions.look(self.day, days)
        marks.append(time.perf_counter())
        self.workers.live(institutions.fields, tick)
        marks.append(time.perf_counter())
        sums, grades = self.workers.gather()
        read = institutions.fields.copy()
        institutions.count_demand(sums, grades)
        marks.append(time.perf_counter())
        institutions.run_offices(sums, days)
        marks.append(time.perf_counter())
        institutions.perceive(sums)
        marks.append(time.perf_counter())
        for step, (before, after) in zip(STEPS[:-1], pairwise(marks), strict=True):
            self.seconds[step.name] += after - before
        self.tick, self.day = tick + 1, self.day + days
        return Tick(tick, self.day, read, grades)

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
        engine = build(scenario, threads, traced=traced, order=order)
    except BaseException:
        if compiling is not None:
            compiling.kill()
        raise
    built = time.perf_counter()
    course = Course(engine, Workers(engine, threads), Institutions(engine))
    course.institutions.warm_up()
    if compiling is not None:
        compiling.wait()
    compile_life_loop()
    return course, built - began, time.perf_counter() - built


def begin_spread(scenario: Scenario, threads: int, cluster: Cluster) -> tuple[Course, float, float]:
    """As `begin`, with the districts spread over the workers of a cluster."""
    from credopolis.engine.spread import Spread

    began = time.perf_counter()
    if cluster.local:
        check_memory(scenario)
        compile_life_loop()  # once for all workers, which find it in the cache
    compiled = time.perf_counter()
    spread = Spread(scenario, cluster, threads)
    return Course(spread.engine, spread, Institutions(spread.engine)), time.perf_counter() - compiled, compiled - began


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
    on_pause: Callable[[Callable[[], Frozen], bool], None] | None = None,
) -> Outcome:
    """Run a scenario, from its start or from where a run of it was frozen.

    on_period, on_tick : receive results as they come. on_progress : ticks done, ticks in all. should_stop : asked after
    every tick; if true the interval in hand is closed and the run ends. order : districts in another order (the
    results do not depend on it). traced : lives whose dossier is written into `Engine.world.trace`. on_built : receives
    the engine, before the first tick. cluster : workers to spread the districts over, each with so many threads;
    `order` and `traced` are for one process, `frozen` and `on_pause` too. frozen : where to go on from; what was handed
    on before is not handed on again. on_pause : called between ticks with a function that freezes the run, and with
    whether it is about to be stopped.

    Raises
    ------
    NotEnoughMemory
        Before allocating.
    BadValue
        If it was frozen under another scenario.
    """
    if cluster is None:
        course, build_seconds, compile_seconds = begin(scenario, threads, order, traced)
    else:
        course, build_seconds, compile_seconds = begin_spread(scenario, threads, cluster)
    interrupted = False
    try:
        if frozen is not None:
            course.take_up(frozen)
        on_built(course.engine)
        if frozen is None:
            on_period(course.take())
        started = time.perf_counter()
        while not course.over and not interrupted:
            tick = course.step()
            before = time.perf_counter()
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
        state_digest, state_bytes = digest_state(course.workers.digests()), course.workers.state_bytes
    finally:
        course.workers.close()
    return Outcome(
        days_done=course.day,
        interrupted=interrupted,
        build_seconds=build_seconds,
        compile_seconds=compile_seconds,
        seconds=course.lived + ended - started,
        step_seconds=course.seconds,
        state_digest=state_digest,
        state_bytes=state_bytes,
        open_spells=course.open_spells,
    )
