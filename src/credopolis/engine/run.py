"""The run: ticks in order, districts in parallel, fields exchanged between them, results handed to observers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CapacityExceeded, CredopolisError
from credopolis.core.schema import N_CELLS
from credopolis.engine.build import Engine, build, make_room
from credopolis.engine.census import count_lives
from credopolis.engine.compile import keep_per_tick
from credopolis.engine.district import advance
from credopolis.engine.records import FIELDS, Counts, Outcome, Period, Tick, unused
from credopolis.engine.scenario import Scenario
from credopolis.engine.schedule import STEPS
from credopolis.engine.tally import read_tallies, spell_buckets
from credopolis.engine.warm import compile_life_loop, start_compiling
from credopolis.engine.world import CANDIDATE, TRACED
from credopolis.mechanisms.cameras import coverage

Fields = NDArray[np.float64]
_BATCH = 64


@dataclass
class Institutions:
    """What provinces keep between ticks: smoothed counts and the fields that lives read."""

    fields: Fields
    violations: NDArray[np.float64]
    charged: NDArray[np.float64]
    urban_share: NDArray[np.float64]


def found_institutions(scenario: Scenario) -> Institutions:
    """Institutions on day 0: nobody has been charged yet, and the mean score is the starting score."""
    n = len(scenario.tables.provinces)
    fields = np.zeros((n, len(FIELDS)))
    fields[:, 0] = scenario.regime.perception.prior
    fields[:, 2] = 1.0
    share = np.array([p.urban_share for p in scenario.tables.provinces])
    return Institutions(fields, np.zeros(n), np.zeros(n), share)


def place_cameras(institutions: Institutions, scenario: Scenario, day: int) -> None:
    """Step `cameras`: coverage by province at a day; none when the mechanism is off."""
    if "cameras" in scenario.off:
        return
    date = scenario.start + timedelta(days=day)
    year = date.year + (date.timetuple().tm_yday - 1) / 365.25
    institutions.fields[:, 1] = coverage(year, institutions.urban_share, scenario.regime.cameras)


def exchange(engine: Engine, n_provinces: int) -> dict[str, NDArray[np.int64]]:
    """Step `exchange`: sums over districts, in district order, by province; the districts' counts are emptied."""
    districts = engine.world.districts
    sums = {}
    for name in ("scored", "score_sum", "violations", "charged"):
        sums[name] = np.zeros(n_provinces, np.int64)
        np.add.at(sums[name], districts["province"], districts[name])
    districts["violations"] = 0
    districts["charged"] = 0
    return sums


def perceive(institutions: Institutions, engine: Engine, sums: dict[str, NDArray[np.int64]], keep: float) -> None:
    """Step `perception`: the province's record of detection, and its mean score as a share of the start."""
    institutions.violations *= keep
    institutions.charged *= keep
    institutions.violations += sums["violations"]
    institutions.charged += sums["charged"]
    prior, weight = float(engine.seeing["prior"]), float(engine.seeing["pseudo_count"])
    shares = (institutions.charged + weight * prior) / (institutions.violations + weight)
    institutions.fields[:, 0] = np.minimum(shares, 1.0)
    start = engine.scenario.rulebook.score_start
    some = sums["scored"] > 0
    if start != 0:
        institutions.fields[some, 2] = sums["score_sum"][some] / sums["scored"][some] / start


@dataclass
class Workers:
    """Threads that take chunks of districts as they come free, the calling one among them.

    scratch : for each thread an agenda, the lives touched in it, and a batch of candidates.
    """

    engine: Engine
    threads: int
    pool: ThreadPoolExecutor | None = field(init=False)
    scratch: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]] = field(init=False)

    def __post_init__(self) -> None:
        widest = int(self.engine.world.grids["lives"].max(initial=1))
        threads = min(self.threads, len(self.engine.chunks))
        self.scratch = [
            (np.full(widest, -1, np.int32), np.zeros(widest, np.int32), np.zeros(_BATCH, CANDIDATE))
            for _ in range(threads)
        ]
        self.pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None

    def advance(self, fields: Fields, tick: int) -> None:
        """Step `lives`: one tick of every district."""
        e = self.engine
        clock = e.clock(tick)

        def work(chunk: NDArray[np.int64], thread: int) -> None:
            advance(chunk, e.world, e.rules, e.stream, e.seeing, fields, *self.scratch[thread], clock)

        self._each(work)

    def census(self, day: int) -> dict[str, NDArray[Any]]:
        """Counts of lives by cell, (n_rows, ...)."""
        e, d, g = self.engine, len(self.engine.world.tally), int(self.engine.rules["n_grades"])
        buckets = spell_buckets(e.scenario.days)
        counts: dict[str, NDArray[Any]] = {
            "census": np.zeros((d, N_CELLS, g + 1), np.int32),
            "locked": np.zeros((d, N_CELLS, g), np.int32),
            "listed": np.zeros((d, N_CELLS, int(e.rules["n_lists"])), np.int32),
            "score_sum": np.zeros((d, N_CELLS), np.int64),
            "open_spells": np.zeros((d, g, buckets), np.int32),
        }

        def work(chunk: NDArray[np.int64], thread: int) -> None:
            count_lives(chunk, e.world, e.rules, day, *counts.values())

        self._each(work)
        return counts

    def _each(self, work: Callable[[NDArray[np.int64], int], None]) -> None:
        """Do some work on every chunk, each as soon as a thread is free."""
        left = iter(self.engine.chunks)  # `next` of a list's iterator is one step of the interpreter: no chunk is lost

        def take(thread: int) -> None:
            for chunk in left:
                work(chunk, thread)

        if self.pool is None:
            take(0)
            return
        others = [self.pool.submit(take, thread) for thread in range(1, len(self.scratch))]
        take(0)
        for other in others:
            other.result()

    def close(self) -> None:
        """End the threads."""
        if self.pool is not None:
            self.pool.shutdown()


def by_province(array: NDArray[Any], engine: Engine) -> NDArray[Any]:
    """Sum an array whose first axis is the row of tallies (in the provinces' order) into one by province."""
    if len(array) == len(engine.province_rows):
        return array.copy()
    return np.add.reduceat(array, engine.province_rows, axis=0)


def take_period(workers: Workers, start_day: int, end_day: int) -> tuple[Period, Counts]:
    """Step `record` at the end of an interval: census and tallies by province; the tallies are emptied."""
    engine = workers.engine
    counts = {k: by_province(v, engine) for k, v in workers.census(end_day).items()}
    open_spells = counts.pop("open_spells")
    n_grades, n_acts, days = int(engine.rules["n_grades"]), len(engine.world.acts), engine.scenario.days
    rows = by_province(engine.world.tally, engine)
    engine.world.tally[:, n_grades + 1 :] = 0
    tallies = read_tallies(rows, n_grades, n_acts, days)
    tallies["acts"] = tallies.pop("committed")
    return Period(start_day=start_day, end_day=end_day, **counts, **tallies), open_spells


def digest_state(engine: Engine) -> str:
    """A hash of where every life stands."""
    digest = hashlib.blake2b(digest_size=16)
    world = engine.world
    world.person["flags"] &= TRACED - 1
    for array in (world.person, world.standing, world.extra):
        digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    return digest.hexdigest()


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
) -> Outcome:
    """Run a scenario.

    on_period, on_tick : receive results as they come. on_progress : ticks done, ticks in all. should_stop : asked after
    every tick; if true the interval in hand is closed and the run ends. order : districts in another order (the
    results do not depend on it). traced : lives whose dossier is written into `Engine.world.trace`. on_built : receives
    the engine, before the first tick.

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
    n_provinces = len(scenario.tables.provinces)
    workers = Workers(engine, threads)
    institutions = found_institutions(scenario)
    if compiling is not None:
        compiling.wait()
    compile_life_loop()
    compile_seconds = time.perf_counter() - built
    on_built(engine)
    seconds = dict.fromkeys((step.name for step in STEPS), 0.0)
    period, open_spells = take_period(workers, 0, 0)
    on_period(period)
    start, interrupted, day = 0, False, 0
    records_at, keep = scenario.records_at(), keep_per_tick(scenario.regime.perception.memory_years, scenario.tick_days)
    started = time.perf_counter()
    try:
        for tick in range(scenario.ticks):
            marks = [time.perf_counter()]
            place_cameras(institutions, scenario, day)
            marks.append(time.perf_counter())
            make_room(engine)
            workers.advance(institutions.fields, tick)
            check_invariants(engine, tick)
            marks.append(time.perf_counter())
            day = min(day + scenario.tick_days, scenario.days)
            sums = exchange(engine, n_provinces)
            read = institutions.fields.copy()
            marks.append(time.perf_counter())
            perceive(institutions, engine, sums, keep)
            marks.append(time.perf_counter())
            grades = engine.world.tally[:, : int(engine.rules["n_grades"]) + 1]
            on_tick(Tick(tick, day, read, by_province(grades, engine)))
            interrupted = should_stop is not None and tick + 1 < scenario.ticks and should_stop()
            if records_at[tick] or interrupted:
                period, open_spells = take_period(workers, start, day)
                on_period(period)
                start = day
            marks.append(time.perf_counter())
            for step, (before, after) in zip(STEPS, pairwise(marks), strict=True):
                seconds[step.name] += after - before
            if on_progress is not None:
                on_progress(tick + 1, scenario.ticks)
            if interrupted:
                break
    finally:
        workers.close()
    ended = time.perf_counter()
    return Outcome(
        days_done=day,
        interrupted=interrupted,
        build_seconds=built - began,
        compile_seconds=compile_seconds,
        seconds=ended - started,
        step_seconds=seconds,
        state_digest=digest_state(engine),
        state_bytes=engine.state_bytes,
        open_spells=open_spells,
    )
