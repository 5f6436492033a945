"""A stride of ticks without the interpreter: threads take districts, and whoever ends a tick opens the next.

Between a tick's lives and the next one's nothing is left to the interpreter: sums, offices, perception and the watch
are worked out by the thread that finished the last chunk of districts, while the others wait. So a tick of a small
society costs hardly more than its lives do. No thread is waited for that has not come yet.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from credopolis.core.jit import hot_kernel, merged
from credopolis.core.processor import add_one, give_way, read_now, seconds_now
from credopolis.engine.district import advance_districts
from credopolis.engine.provinces import (
    BOOKS,
    OFFICES,
    SUMMED,
    TERMS,
    WATCHED,
    add_up,
    add_up_grades,
    count_demand,
    keep_fields,
    keep_watch,
    perceive,
    run_offices,
)
from credopolis.engine.schedule import STEPS
from credopolis.engine.standing import ZERO
from credopolis.engine.world import FIELDS, Array
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.incidents import INCIDENTS, draw_incidents
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.settled import Same, Settled, settle
from credopolis.mechanisms.watch import BENEFITS, Demand, Places, Watch, look_out, no_demand, no_watch

_OPEN, _LAST, _TAKEN, _DONE = range(4)
_PATIENCE: Final = 1000  # looks at whether the next tick is open before the processor is given away
SPENT: Final = tuple(step.name for step in STEPS[:-1])
_WATCH, _LIVES, _EXCHANGE, _OFFICES, _PERCEPTION, _MARK = range(len(SPENT) + 1)


class Between(NamedTuple):
    """What is worked out between the lives of a stride of T ticks, and where it is kept; see `engine.provinces`."""

    here: int  # 0: somebody else does it, and the fields stay as they are
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
    first_districts: Array  # (n_provinces,) int64
    first_rows: Array  # (n_provinces,) int64, of tallies
    node_margin: Array  # (n_districts,) int64
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
        0, settle(Same(places), Same(RegimeParameters()), (), 2020, 0, 7), no_demand(places), no_watch(places),
        np.zeros((0, 3)), np.zeros(1, TERMS)[0], np.zeros(0, BOOKS), np.zeros((0, len(WATCHED), len(SEEING))),
        np.zeros((0, len(BENEFITS))), np.zeros((0, len(INCIDENTS), 2), np.int64), np.zeros((0, len(OFFICES))), none,
        none, none, np.zeros((0, len(SUMMED)), np.int64), wide[None], np.zeros((0, 0, len(FIELDS))),
        np.zeros(len(SPENT) + 1),
    )  # fmt: skip


def counters_of(ticks: int) -> Array:
    """Where the threads of a stride meet: ticks opened, ticks to live; of each tick chunks taken, and done."""
    counters = np.zeros(2 + 2 * ticks, np.int64)
    counters[_LAST] = ticks
    return counters


def ticks_lived(counters: Array) -> int:
    """How many ticks of a stride were lived: fewer than planned if a calendar needs room first."""
    return int(counters[_LAST])


@merged
def close_tick(tick, counters, world, rules, fields, clocks, between):
    """All steps after the lives of a tick; the stride ends here if a calendar needs room."""
    b, clock = between, clocks[tick]
    lived = seconds_now()
    add_up(world.districts, b.first_districts, b.sums)
    add_up_grades(world.tally, b.first_rows, b.grades[tick])
    keep_fields(fields, b.read[tick])
    count_demand(b.sums, b.grades[tick], rules, b.asked)
    added = seconds_now()
    run_offices(b.sums, clock["day_end"] - clock["day"], b.terms, b.books, fields, b.offices)
    served = seconds_now()
    perceive(b.sums, b.terms, b.books, fields)
    known = seconds_now()
    b.spent[_LIVES] += lived - b.spent[_MARK]
    b.spent[_EXCHANGE] += added - lived
    b.spent[_OFFICES] += served - added
    b.spent[_PERCEPTION] += known - served
    b.spent[_MARK] = known
    for d in range(b.node_margin.shape[0]):
        if world.districts[d]["node_free"] < b.node_margin[d]:
            counters[_LAST] = tick + 1


@merged
def look_ahead(tick, clocks, fields, between):
    """Step `watch` of a tick of the stride."""
    b, clock = between, clocks[tick]
    look_out(b.settled, b.asked, b.seen.backlog, b.taken[tick, 0], b.taken[tick, 1], b.taken[tick, 2], b.seen)
    keep_watch(b.seen, b.terms, fields, b.watched, b.benefits, b.books)
    draw_incidents(clock["seed"], clock["tick"], b.seen.incidents, b.seen.helped, b.incidents)
    now = seconds_now()
    b.spent[_WATCH] += now - b.spent[_MARK]
    b.spent[_MARK] = now


def compile_steps(rules: Any, districts: Array, tally: Array) -> None:
    """Compile the steps that a stride calls, or load them from the cache, by running each on nothing."""
    b = nothing_between()
    fields = np.zeros((0, len(FIELDS)))
    look_out(b.settled, b.asked, b.seen.backlog, 0.0, 0.0, 0.0, b.seen)
    keep_watch(b.seen, b.terms, fields, b.watched, b.benefits, b.books)
    draw_incidents(0, 0, b.seen.incidents, b.seen.helped, b.incidents)
    add_up(districts, b.first_districts, b.sums)
    add_up_grades(tally, b.first_rows, b.grades[0])
    keep_fields(fields, fields)
    count_demand(b.sums, b.grades[0], rules, b.asked)
    run_offices(b.sums, 1, b.terms, b.books, fields, b.offices)
    perceive(b.sums, b.terms, b.books, fields)


@hot_kernel
def live(opens, order, cuts, counters, world, rules, stream, seeing, fields, scratch, clocks, between):
    """Live a stride of ticks together with the other threads that call this.

    opens : 1 for the one thread that opens the first tick. order : (n,) int64, districts; cuts : (chunks + 1,) int64,
    where each chunk begins in it; counters : see `counters_of`. fields : (n_provinces, n_fields) float64. scratch :
    this thread's. clocks : (T,) CLOCK.
    """
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
                advance_districts(
                    order, cuts[chunk], cuts[chunk + 1], world, rules, stream, seeing, fields, scratch, clocks[tick]
                )
                closes = add_one(counters, _DONE + 2 * tick) + 1 == n_chunks
                chunk = add_one(counters, _TAKEN + 2 * tick)
        if closes:
            if between.here > 0:
                if tick < 0:
                    between.spent[_MARK] = seconds_now()
                else:
                    close_tick(tick, counters, world, rules, fields, clocks, between)
                if tick + 1 < counters[_LAST]:
                    look_ahead(tick + 1, clocks, fields, between)
            add_one(counters, _OPEN)
        tick += 1
