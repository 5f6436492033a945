"""A stride of ticks without the interpreter: threads take districts, and whoever ends a tick opens the next.

Between a tick's lives and the next one's nothing is left to the interpreter: all other steps are run by the thread that
finished the last chunk of districts, while the others wait. So a tick of a small society costs hardly more than its
lives do. No thread is waited for that has not come yet.

The steps are put together here, in the order of `engine.schedule.STEPS`. Where lives are with workers, the driver runs
the steps of the provinces before and after them by the same functions (`BEFORE`, `AFTER`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from credopolis.core.jit import hot, hot_kernel
from credopolis.core.labels import BENEFITS, INCIDENTS, OFFICES, WATCHED
from credopolis.core.processor import add_one, give_way, read_now, seconds_now
from credopolis.engine.district import advance_districts
from credopolis.engine.hooks import of_provinces
from credopolis.engine.provinces import (
    BOOKS,
    TERMS,
    add_up,
    add_up_grades,
    count_demand,
    keep_fields,
    keep_watch,
    perceive,
    run_offices,
)
from credopolis.engine.schedule import STEPS, after_lives, before_lives, of_districts
from credopolis.engine.standing import ZERO
from credopolis.engine.world import FIELDS, SUMS, Array, Row, World
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.incidents import draw_incidents
from credopolis.mechanisms.quarter import Places
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import Demand, Watch, no_demand, no_watch
from credopolis.mechanisms.settled import Same, Settled, settle_quarter
from credopolis.mechanisms.watch import look_out

_OPEN, _LAST, _WAITING, _TAKEN, _DONE = range(5)
_PATIENCE: Final = 1000  # looks at whether the next tick is open before the processor is given away
SPENT: Final = tuple(step.name for step in STEPS if step.where != "results")
_MARK: Final = len(SPENT)
NOBODY, ALL, BEFORE, AFTER = range(4)
"""Which of the provinces' steps a call of `live` runs, see `Between.here`."""


class Between(NamedTuple):
    """What is worked out between the lives of a stride of T ticks, and where it is kept; see `engine.provinces`."""

    here: int  # NOBODY: the fields stay as they are; ALL: all steps; BEFORE, AFTER: those before, after lives
    settled: Settled
    asked: Demand
    seen: Watch
    taken: Array  # (T, 3) of each tick, see `watch.days_taken`
    terms: Any  # TERMS
    books: Array
    watched: Array
    benefits: Array
    incidents: Array
    offices: Array
    contributions: Array  # (n_districts, columns) int64, see `provinces.contributions_of`
    first_districts: Array  # (n_provinces,) int64
    first_rows: Array  # (n_provinces,) int64, of tallies
    sums: Array
    grades: Array  # (T, n_provinces, n_grades + 1) int64, lives after each tick
    read: Array  # (T, n_provinces, n_fields), what lives read in each tick
    spent: Array  # (len(SPENT) + 1,) seconds in each step, and when the latest began


@cache
def nothing_between() -> Between:
    """Fields are given, and nothing is worked out."""
    places = Places((), np.zeros(0), np.zeros(0))
    none, wide = np.zeros(0, np.int64), np.zeros((0, 1), np.int64)
    return Between(
        0, settle_quarter(Same(places), Same(RegimeParameters()), (), 2020, 0, 7), no_demand(places), no_watch(places),
        np.zeros((0, 3)), np.zeros(1, TERMS)[0], np.zeros(0, BOOKS), np.zeros((0, len(WATCHED), len(SEEING))),
        np.zeros((0, len(BENEFITS))), np.zeros((0, len(INCIDENTS), 2), np.int64), np.zeros((0, len(OFFICES))), wide,
        none, none, np.zeros((0, len(SUMS)), np.int64), wide[None], np.zeros((0, 0, len(FIELDS))),
        np.zeros(len(SPENT) + 1),
    )  # fmt: skip


def counters_of(ticks: int, opened: int = 0) -> Array:
    """Where the threads of a stride meet: ticks opened, ticks to live; chunks of which districts wait for room in the
    calendar; of each tick chunks taken, and done."""
    counters = np.zeros(3 + 2 * ticks, np.int64)
    counters[_OPEN], counters[_LAST] = opened, ticks
    return counters


def ticks_lived(counters: Array) -> int:
    """How many ticks of a stride were lived by all districts: fewer than planned if some wait for room."""
    return int(counters[_LAST])


class Here(NamedTuple):
    """What a step of the provinces works on. tick : of the stride."""

    tick: int
    clock: Row
    world: World
    rules: Row
    fields: Array
    between: Between


@hot
def watch(here):
    """Every channel's reach in the tick."""
    b, clock = here.between, here.clock
    season, faces_taken, hours_taken = b.taken[here.tick, 0], b.taken[here.tick, 1], b.taken[here.tick, 2]
    look_out(b.settled, b.asked, b.seen.backlog, season, faces_taken, hours_taken, b.seen)
    keep_watch(b.seen, b.terms, here.fields, b.watched, b.benefits, b.books)
    draw_incidents(clock["seed"], clock["tick"], b.seen.incidents, b.seen.helped, b.incidents)


@hot
def lives(here):
    """All threads have lived the districts of the tick."""


@hot
def exchange(here):
    """Sums of the districts by province, lives by grade, and the fields that lives have read."""
    b = here.between
    add_up(b.contributions, b.first_districts, b.sums)
    add_up_grades(here.world.tally, b.first_rows, b.grades[here.tick])
    keep_fields(here.fields, b.read[here.tick])


@hot
def demand(here):
    """What the tick asked of shared capacities."""
    b = here.between
    count_demand(b.sums, b.grades[here.tick], here.rules, b.asked)


@hot
def offices(here):
    """Queues, quotas and figures reported upward."""
    b, clock = here.between, here.clock
    run_offices(b.sums, clock["day_end"] - clock["day"], b.terms, b.books, here.fields, b.offices)


@hot
def perception(here):
    """What people can know of their province."""
    b = here.between
    perceive(b.sums, b.terms, b.books, here.fields)
    of_provinces(b.sums, here.clock["day_end"] - here.clock["day"], b.terms, b.books, here.fields)


RUNS: Final = {
    "watch": watch,
    "lives": lives,
    "exchange": exchange,
    "demand": demand,
    "offices": offices,
    "perception": perception,
}
"""What each step of `STEPS` runs, but `record`."""


def in_order(names: tuple[str, ...]) -> Callable[..., None]:
    """One compiled function that runs these steps one after another and takes the time of each."""
    run: Callable[..., None] = _nothing
    for name in reversed(names):
        run = _then(RUNS[name], SPENT.index(name), run)
    return run


@hot
def _nothing(here):
    """After the last step."""


def _then(step: Callable[..., None], number: int, rest: Callable[..., None]) -> Callable[..., None]:
    @hot
    def run(here):
        step(here)
        now = seconds_now()
        here.between.spent[number] += now - here.between.spent[_MARK]
        here.between.spent[_MARK] = now
        rest(here)

    return run


_open_tick = in_order(before_lives())
_close_tick = in_order((*of_districts(), *after_lives()))
_conclude = in_order(after_lives())


def compile_steps(rules: Any, districts: Array, tally: Array) -> None:
    """Compile the steps that a stride calls, or load them from the cache, by running each on nothing."""
    b = nothing_between()
    fields = np.zeros((0, len(FIELDS)))
    look_out(b.settled, b.asked, b.seen.backlog, 0.0, 0.0, 0.0, b.seen)
    keep_watch(b.seen, b.terms, fields, b.watched, b.benefits, b.books)
    draw_incidents(0, 0, b.seen.incidents, b.seen.helped, b.incidents)
    add_up(b.contributions, b.first_districts, b.sums)
    add_up_grades(tally, b.first_rows, b.grades[0])
    keep_fields(fields, fields)
    count_demand(b.sums, b.grades[0], rules, b.asked)
    run_offices(b.sums, 1, b.terms, b.books, fields, b.offices)
    perceive(b.sums, b.terms, b.books, fields)


@hot_kernel
def live(opens, order, cuts, counters, world, rules, stream, dials, fields, scratch, clocks, between):
    """Live a stride of ticks together with the other threads that call this; or run half the steps of one tick.

    Where districts wait for room in their calendar the stride ends in the midst of that tick: all others have lived it,
    and it is closed once these have, by a call with them alone.

    opens : 1 for the one thread that opens the first tick. order : (n,) int64, districts; cuts : (chunks + 1,) int64,
    where each chunk begins in it; counters : see `counters_of`. fields : (n_provinces, n_fields) float64. scratch :
    this thread's. clocks : (T,) CLOCK.
    """
    if between.here >= BEFORE:
        between.spent[_MARK] = seconds_now()
        if between.here == BEFORE:
            _open_tick(Here(ZERO, clocks[0], world, rules, fields, between))
        else:
            _conclude(Here(ZERO, clocks[0], world, rules, fields, between))
        return
    n_chunks = cuts.shape[0] - 1
    if n_chunks < 1:
        return
    tick = ZERO - opens
    while True:
        closes = tick < 0
        if not closes:
            looks = 0
            while read_now(counters, _OPEN) <= tick:
                looks += 1
                if looks > _PATIENCE:
                    give_way()
            if tick >= read_now(counters, _LAST):
                return
            chunk = add_one(counters, _TAKEN + 2 * tick)
            while chunk < n_chunks:
                waiting = advance_districts(
                    order, cuts[chunk], cuts[chunk + 1], world, rules, stream, dials, fields, scratch, clocks[tick]
                )
                if waiting > 0:
                    add_one(counters, _WAITING)
                closes = add_one(counters, _DONE + 2 * tick) + 1 == n_chunks
                chunk = add_one(counters, _TAKEN + 2 * tick)
        if closes:
            if read_now(counters, _WAITING) > 0:
                counters[_LAST] = tick
            elif between.here == ALL:
                if tick < 0:
                    between.spent[_MARK] = seconds_now()
                else:
                    _close_tick(Here(tick, clocks[tick], world, rules, fields, between))
                if tick + 1 < counters[_LAST]:
                    _open_tick(Here(tick + 1, clocks[tick + 1], world, rules, fields, between))
            add_one(counters, _OPEN)
        tick += 1
