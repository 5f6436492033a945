"""Candidates of a grid, drawn batch by batch, and memory asked for their lives; see `district` for what they are.

A batch is drawn before the one before it is walked, beyond a grid's end as well: most grids have a few dozen candidates
in a tick, and memory takes longer to bring a life than the life takes to be lived. What is drawn depends on nothing
that lives do in the tick.
"""

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import inlined, merged
from credopolis.core.processor import not_negative, prefetch
from credopolis.core.purposes import CANDIDATES, OWN_CANDIDATES
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.acting import searches_at_most, visits_at_most
from credopolis.engine.places import place_in_order, stands_in_ranks
from credopolis.engine.standing import ZERO
from credopolis.engine.world import ALARMS, CANDIDATE, N_CHANNELS, N_DOMAINS, Array

BLOCK: Final = 16  # draws made at once, a power of two
_BATCH: Final = 8
"""Candidates of a batch; each asks for two or three lines of memory. A processor waits for a few lines at once (some
two dozen where this was measured) and forgets what it is asked for beyond them."""
_LINE_OF_ENDS: Final = 8  # numbers of 8 bytes that come with one line of memory
_MANY: Final = 16.0  # candidates of a grid and tick from which on drawing them in blocks pays


class Scratch(NamedTuple):
    """What a thread needs for itself, whatever district it lives."""

    agenda: Array  # (places of the largest grid,) int32, filled with -1 and left so
    touched: Array  # (places of the largest grid,) int32
    batches: Array  # (2, any) CANDIDATE: the batch that is walked, and the one after it
    draws: Array  # (BLOCK,) uint64
    gaps: Array  # (BLOCK,) float64
    records: Array  # (N_DOMAINS, 2) float64, of the grid in hand, see `here`


def scratch_for(widest: int) -> Scratch:
    """Scratch for grids of so many places at most."""
    agenda, touched = np.full(widest, -1, np.int32), np.zeros(widest, np.int32)
    draws, gaps, records = np.zeros(BLOCK, np.uint64), np.zeros(BLOCK), np.zeros((N_DOMAINS, 2))
    return Scratch(agenda, touched, np.zeros((2, _BATCH), CANDIDATE), draws, gaps, records)


@inlined
def draw_block(key, first, draws, gaps):
    """Draws of a stream from the `first` on, and the exponential variate of each: a loop that the compiler vectorises.

    draws : (BLOCK,) uint64; gaps : (BLOCK,) float64.
    """
    for k in range(draws.shape[0]):
        z = draw_at(key, np.uint64(first) + np.uint64(k))
        draws[k] = z
        gaps[k] = high_exponential(z)


@inlined
def part_at(stops, place):
    """The part of a grid's lives in which a place among them lies."""
    part = 0
    while place >= stops[part] and part + 1 < stops.shape[0]:
        part += 1
    return part


@inlined
def ask_for_next_part(ends, guide):
    """Ask memory for the stream of the part after a part, which after a grid's last part is that of the next grid.

    Streams of all grids are more than the cache next to the processor holds, and each is read once a tick. ends, guide
    : of a part; those of all parts stand one after the other.
    """
    for k in range(ends.shape[0], 2 * ends.shape[0] + _LINE_OF_ENDS, _LINE_OF_ENDS):
        prefetch(ends, k)
    prefetch(guide, guide.shape[0])
    prefetch(guide, 2 * guide.shape[0] - 1)


class SoFar(NamedTuple):
    """How far a grid's candidates are drawn: the batch drawn last, which is not yet walked, and where the next begins.

    In the product of lives and time the shared candidates stand at `place`, in lives, below 0 once all ended, after
    `counter` draws; the next candidate for an act that only the rulebook knows at `own_place`, by draw `own_counter`.
    """

    side: int  # of the scratch's two batches
    size: int
    place: float
    counter: int
    own_place: float
    own_counter: int


@inlined
def draw_candidates(here, variant, stream, scratch, g, drawn):
    """Draw a batch of a grid's candidates and ask memory for their lives -> SoFar.

    A false alarm, a visit or a search that could meet nobody in this tick is left out before it costs anything.

    here : at any grid of the district; g : the grid whose candidates are drawn. variant : of the district's rules.
    stream : STREAM. scratch : this thread's; the other of its batches is written. drawn : SoFar, of this grid.
    """
    side, _, place, counter, own_place, own_counter = drawn
    side = 1 - side
    batch = scratch.batches[side]
    # Read once: after every candidate that is written the compiler must think that what lies behind `here` has changed.
    clock, world, dials, fields = here.clock, here.world, here.dials, here.fields
    grid, row = world.grids[g], g if world.spacing.shape[1] > 1 else 0  # grids whose lives are all alike share one
    stops, spacing = world.stops[g], world.spacing[variant, row]
    all_ends, all_guides = world.ends[variant, row], world.guides[variant, row]
    first, lives = not_negative(grid["start"]), float(grid["ranks"])
    days = float(clock["day_end"] - clock["day"])
    n_alarms, n_shared = stream["n_alarms"], stream["n_shared"]
    part = part_at(stops, place)
    stop, apart, bound = stops[part], spacing[part] / days, DAYS_PER_YEAR_OF_RATES / spacing[part]
    ends, guide = all_ends[part], all_guides[part]
    if counter == 0:
        ask_for_next_part(ends, guide)
    visits, searches = visits_at_most(here), searches_at_most(here)
    key = key_of(clock["seed"], CANDIDATES, clock["first_grid"] + g, clock["tick"])
    size = ZERO
    person, standing, draws, gaps = world.person, world.standing, scratch.draws, scratch.gaps
    in_ranks = stands_in_ranks(here)
    in_blocks = lives * days * stream["candidates_a_life_day"] > _MANY
    while size < batch.shape[0]:
        if in_blocks:
            k = counter & (BLOCK - 1)
            if k == 0:
                draw_block(key, counter, draws, gaps)
            z, gap = draws[k], gaps[k]
        else:
            z = draw_at(key, counter)
            gap = high_exponential(z)
        there, its = place + gap * apart, part
        if there >= stop:
            while there >= stops[its] and its + 1 < stops.shape[0]:
                there = stops[its] + (there - stops[its]) * (spacing[its + 1] / spacing[its])
                its += 1
        if own_place < there:
            if own_place >= lives:
                return SoFar(side, size, -1.0, counter, own_place, own_counter)
            there = own_place
            own_key = key_of(clock["seed"], OWN_CANDIDATES, clock["first_grid"] + g, clock["tick"])
            z = draw_at(own_key, own_counter)
            own_counter += 1
            own_place += high_exponential(draw_at(own_key, own_counter)) * stream["lives_an_own_day"] / days
            u = low_unit(z)
            slot = n_shared
            while u >= stream["end"][slot]:
                slot += 1
            mark = (u - stream["start"][slot]) * stream["own_bound"]
        else:
            counter += 1
            place = there
            if place >= lives:
                return SoFar(side, size, -1.0, counter, own_place, own_counter)
            if its != part:
                part = its
                stop, apart, bound = stops[part], spacing[part] / days, DAYS_PER_YEAR_OF_RATES / spacing[part]
                ends, guide = all_ends[part], all_guides[part]
                ask_for_next_part(ends, guide)
            u = low_unit(z)
            slot = not_negative(guide[int(u * float(guide.shape[0]))])
            while u >= ends[slot]:
                slot += 1
            mark = (u - (ends[slot - 1] if slot > 0 else 0.0)) * bound
            if slot < N_CHANNELS:
                if mark >= dials["alarm_most"][slot] * fields[ALARMS + slot]:
                    continue
            elif slot < n_alarms and mark >= (visits if slot == N_CHANNELS else searches):
                continue
        rank = not_negative(int(there))
        local = rank if in_ranks else place_in_order(world, grid, rank)
        prefetch(standing, first + local)
        if not N_CHANNELS <= slot < n_alarms:  # a visit or a search ends with most lives when their grade is read
            prefetch(person, first + local)
            prefetch(person, first + local + 1)  # a person of 20 bytes may end in the next line
        candidate = batch[size]
        candidate["z"] = z
        candidate["local"] = local
        candidate["day"] = clock["day"] + int((there - rank) * days)
        candidate["slot"] = slot
        candidate["mark"] = mark
        size += 1
    return SoFar(side, size, place, counter, own_place, own_counter)


@inlined
def first_own_place(stream, g, clock):
    """Where the first candidate for an act that only the rulebook knows lies; infinitely far if there is none."""
    if stream["own_bound"] == 0.0:
        return np.inf
    key = key_of(clock["seed"], OWN_CANDIDATES, clock["first_grid"] + g, clock["tick"])
    return high_exponential(draw_at(key, ZERO)) * stream["lives_an_own_day"] / float(clock["day_end"] - clock["day"])


@merged
def nothing_drawn(stream, g, clock, side):
    """Of a grid no candidate is drawn. side : of the batch that may still be walked."""
    return SoFar(side, ZERO, 0.0, ZERO, first_own_place(stream, g, clock), ZERO)
