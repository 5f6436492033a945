"""A stride of ticks without the interpreter: threads take districts, and whoever ends a tick opens the next.

Between a tick's lives and the next one's nothing is left to the interpreter: all other steps are run by the thread that
finished the last chunk of districts, while the others wait. So a tick of a small society costs hardly more than its
lives do. No thread is waited for that has not come yet.

The steps are put together here, in the order of `engine.schedule.STEPS`. Where lives are with workers, the driver runs
the steps of the provinces before and after them by the same functions (`before_and_after`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from credopolis.core.address import by_address, by_value
from credopolis.core.jit import far, hot, hot_kernel
from credopolis.core.labels import BENEFITS, INCIDENTS, OFFICES, WATCHED
from credopolis.core.processor import add_one, give_way, read_now, seconds_now
from credopolis.engine.district import advance_districts
from credopolis.engine.entitled import Entitled, nobody_entitled, serve_entitled, tell_lives
from credopolis.engine.governing import govern
from credopolis.engine.hooks import of_provinces
from credopolis.engine.netting import Net, no_net, run_net
from credopolis.engine.provinces import (
    BOOKS,
    KNOWN,
    TERMS,
    add_up,
    add_up_grades,
    add_up_outcomes,
    count_demand,
    keep_fields,
    keep_watch,
    perceive,
    run_offices,
)
from credopolis.engine.schedule import STEPS, after_lives, before_lives, of_districts
from credopolis.engine.standing import ZERO
from credopolis.engine.tally import OUTCOMES
from credopolis.engine.world import FIELDS, SUMS, Array, Law, Row, World
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


class Between(NamedTuple):
    """What is worked out between the lives of a stride of T ticks, and where it is kept; see `engine.provinces`."""

    works: bool  # whether provinces do; else the fields stay as they are
    settled: Settled
    asked: Demand
    seen: Watch
    taken: Array  # (T, n_provinces, 4) of each tick, see `watch.days_taken`
    terms: Array  # (n_provinces,) TERMS
    books: Array
    watched: Array
    benefits: Array
    incidents: Array
    offices: Array
    entitled: Entitled
    net: Net
    contributions: Array  # (n_districts, columns) int64, see `provinces.contributions_of`
    first_districts: Array  # (n_provinces,) int64
    first_rows: Array  # (n_provinces,) int64, of tallies
    sums: Array
    outcomes: Array  # (n_provinces, n_acts, len(OUTCOMES)) int64, what the tick adds to the record of each act
    weights: Array  # (n_provinces, n_acts) float64, of the prior in each record, see `provinces.perceive`
    known: Array  # (n_provinces, n_acts, len(KNOWN)) float64, see `provinces.perceive`
    grades: Array  # (T, n_provinces, n_grades + 1) int64, lives after each tick
    read: Array  # (T, n_provinces, n_fields), what lives read in each tick
    spent: Array  # (len(SPENT) + 1,) seconds in each step, and when the latest began


@cache
def nothing_between() -> Between:
    """Fields are given, and nothing is worked out."""
    places = Places((), np.zeros(0), np.zeros(0))
    none, wide = np.zeros(0, np.int64), np.zeros((0, 1), np.int64)
    return Between(
        False, settle_quarter(Same(places), Same(RegimeParameters()), (), 2020, 0, 7), no_demand(places),
        no_watch(places), np.zeros((0, 0, 4)), np.zeros(0, TERMS), np.zeros(0, BOOKS),
        np.zeros((0, len(WATCHED), len(SEEING))),
        np.zeros((0, len(BENEFITS))), np.zeros((0, len(INCIDENTS), 2), np.int64), np.zeros((0, len(OFFICES))),
        nobody_entitled(), no_net(), wide, none, none, np.zeros((0, len(SUMS)), np.int64),
        np.zeros((0, 0, len(OUTCOMES)), np.int64), np.zeros((0, 0)), np.zeros((0, 0, len(KNOWN))), wide[None],
        np.zeros((0, 0, len(FIELDS))), np.zeros(len(SPENT) + 1),
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


class Turn(NamedTuple):
    """A tick's turn at the provinces: what their steps work on. tick : of the stride."""

    tick: int
    clock: Row
    world: World
    law: Law
    fields: Array
    between: Between


@far
def watch(turn):
    """Every channel's reach in the tick."""
    b, clock = turn.between, turn.clock
    seen = by_value(b.seen)
    look_out(by_value(b.settled), by_value(b.asked), seen.backlog, b.taken[turn.tick], seen)
    keep_watch(seen, b.terms, turn.fields, b.watched, b.benefits, b.books)
    draw_incidents(clock["seed"], clock["tick"], seen.incidents, seen.helped, b.incidents)


@hot
def lives(turn):
    """All threads have lived the districts of the tick."""


@far
def exchange(turn):
    """Sums of the districts by province, lives by grade, records of acts, and the fields that lives have read."""
    b = turn.between
    add_up(b.contributions, b.first_districts, b.sums)
    add_up_grades(turn.world.tally, b.first_rows, b.grades[turn.tick])
    add_up_outcomes(turn.world.tally, b.first_rows, b.grades.shape[2], b.outcomes)
    keep_fields(turn.fields, b.read[turn.tick])


@hot
def demand(turn):
    """What the tick asked of shared capacities."""
    b = turn.between
    count_demand(b.sums, b.grades[turn.tick], turn.law.rules, turn.law.variants, by_value(b.asked))


@far
def offices(turn):
    """Queues, quotas, figures reported upward, and how the centre looks into all that."""
    b, days = turn.between, turn.clock["day_end"] - turn.clock["day"]
    run_offices(b.sums, days, b.terms, b.books, turn.fields, b.offices)
    serve_entitled(b.grades[turn.tick], days, b.terms, b.books, by_value(b.entitled))
    tell_lives(b.grades[turn.tick], b.terms, by_value(b.entitled), turn.fields)
    govern(turn.clock, b.sums, b.grades[turn.tick], b.terms, b.books, turn.fields, by_value(b.entitled))


@far
def net(turn):
    """What is posted, filtered, blocked and told."""
    b = turn.between
    run_net(turn.clock, b.grades[turn.tick], b.taken[turn.tick], b.terms, b.books, by_value(b.net))


@far
def perception(turn):
    """What people can know of their province."""
    b = turn.between
    perceive(b.sums, b.outcomes, b.terms, b.weights, b.known, turn.fields)
    days = turn.clock["day_end"] - turn.clock["day"]
    of_provinces(b.sums, b.grades[turn.tick], days, b.terms, b.books, turn.fields)


RUNS: Final = {
    "watch": watch,
    "lives": lives,
    "exchange": exchange,
    "demand": demand,
    "offices": offices,
    "net": net,
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
def _nothing(turn):
    """After the last step."""


def _then(step: Callable[..., None], number: int, rest: Callable[..., None]) -> Callable[..., None]:
    @hot
    def run(turn):
        step(turn)
        now = seconds_now()
        turn.between.spent[number] += now - turn.between.spent[_MARK]
        turn.between.spent[_MARK] = now
        rest(turn)

    return run


_open_tick = in_order(before_lives())
_close_tick = in_order((*of_districts(), *after_lives()))
_conclude = in_order(after_lives())


class Crew(NamedTuple):
    """How threads share a stride.

    Where districts wait for room in their calendar the stride ends in the midst of that tick: all others have lived it,
    and it is closed once these have, by a call with them alone.

    opens : 1 for the one thread that opens the first tick. order : (n,) int64, districts; cuts : (chunks + 1,) int64,
    where each chunk begins in it; counters : see `counters_of`.
    """

    opens: int
    order: Array
    cuts: Array
    counters: Array


@hot_kernel
def before_and_after(after, world, law, fields, clocks, between):
    """The steps of the provinces in a tick whose lives are with workers: those before lives, or those after.

    after : bool. clocks : (1,) CLOCK.
    """
    between.spent[_MARK] = seconds_now()
    turn = by_address(Turn(ZERO, clocks[0], by_address(world), by_address(law), fields, by_address(between)))
    if after:
        _conclude(turn)
    else:
        _open_tick(turn)


@hot_kernel
def live(crew, world, law, fields, scratch, clocks, between):
    """Live a stride of ticks together with the other threads that call this.

    crew : Crew. fields : (n_provinces, n_fields) float64. scratch : this thread's. clocks : (T,) CLOCK.
    """
    world, law, scratch, between = by_address(world), by_address(law), by_address(scratch), by_address(between)
    order, cuts, counters = crew.order, crew.cuts, crew.counters
    n_chunks = cuts.shape[0] - 1
    if n_chunks < 1:
        return
    tick = ZERO - crew.opens
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
                districts = order[cuts[chunk] : cuts[chunk + 1]]
                if advance_districts(districts, world, law, fields, scratch, clocks[tick]) > 0:
                    add_one(counters, _WAITING)
                closes = add_one(counters, _DONE + 2 * tick) + 1 == n_chunks
                chunk = add_one(counters, _TAKEN + 2 * tick)
        if closes:
            if read_now(counters, _WAITING) > 0:
                counters[_LAST] = tick
            elif between.works:
                if tick < 0:
                    between.spent[_MARK] = seconds_now()
                else:
                    _close_tick(by_address(Turn(tick, clocks[tick], world, law, fields, between)))
                if tick + 1 < counters[_LAST]:
                    _open_tick(by_address(Turn(tick + 1, clocks[tick + 1], world, law, fields, between)))
            add_one(counters, _OPEN)
        tick += 1
