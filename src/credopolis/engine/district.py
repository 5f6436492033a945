"""The life loop: one tick of a range of districts, life by life, touching only lives to whom something happens.

Candidates of a grid come from one Poisson process over its lives and the tick, whose rate is fixed by its people and
the society's conduct table and not by the regime (thinning, Lewis and Shedler 1979; `heights`), and from a second one
for acts that only the rulebook knows. Walking the product of lives and time life by life gives every life its
candidates in the order of days, and memory in the order of lives.

**No life may change what another life reads within a tick.** Lives are taken one after the other, each through the
whole tick: when life 4 comes to its Monday, life 3 has lived its Sunday already, and life 5 has not lived its
Saturday. Whatever one did to the other would then depend on who has the lower number. So what reaches others waits:
what the province's lives read is copied into `read` before the tick (`here.fields`), a grid's record and its
informants' attention are worked out before its first life (`here.records`, `here.attention`), and what one life does to
another is scheduled for the first day of the next tick. An example: in the tick of days 14 to 20 a mother is charged
on day 16. Her own agenda has the charge on day 16; her child reads of it on day 21, whether it is life 3 or life 5.

**The order of a drain.** What is due to a life happens on its own day, before what the life does on that day: a lock
that ends on day 16 is over when a candidate of day 16 is considered. When the walk comes to the next life, what the
one before has still due in the tick is drained to the tick's end, and who had no candidate at all is drained last. So
a life's events come in the order of its days, whatever other lives do between them.
"""

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import hot, inlined, merged
from credopolis.core.processor import not_negative, prefetch
from credopolis.core.purposes import CANDIDATES, OWN_CANDIDATES
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.accusing import alarm
from credopolis.engine.acting import (
    commit,
    consider,
    is_searched,
    is_visited,
    search,
    searches_at_most,
    visit,
    visits_at_most,
)
from credopolis.engine.calendar import most_scheduled, open_agenda, shut_agenda
from credopolis.engine.here import at_grid, move_to
from credopolis.engine.places import place_in_order, stands_in_ranks
from credopolis.engine.posting import drain
from credopolis.engine.present import takes_part
from credopolis.engine.standing import NONE, ZERO
from credopolis.engine.world import ALARMS, CANDIDATE, N_CHANNELS, N_DOMAINS, Array
from credopolis.mechanisms.informants import grid_attention

BLOCK: Final = 16  # draws made at once, a power of two
_BATCH: Final = 8
"""Candidates of a batch. A processor waits for some two dozen lines of memory at once and forgets what it is asked for
beyond them; each candidate asks for two or three."""
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


class Drawn(NamedTuple):
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
    """Draw a batch of a grid's candidates and ask memory for their lives -> Drawn.

    A false alarm, a visit or a search that could meet nobody in this tick is left out before it costs anything.

    here : at any grid of the district; g : the grid whose candidates are drawn. variant : of the district's rules.
    stream : STREAM. scratch : this thread's; the other of its batches is written. drawn : Drawn, of this grid.
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
                return Drawn(side, size, -1.0, counter, own_place, own_counter)
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
                return Drawn(side, size, -1.0, counter, own_place, own_counter)
            if its != part:
                part = its
                stop, apart, bound = stops[part], spacing[part] / days, DAYS_PER_YEAR_OF_RATES / spacing[part]
                ends, guide = all_ends[part], all_guides[part]
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
        candidate = batch[size]
        candidate["z"] = z
        candidate["local"] = local
        candidate["day"] = clock["day"] + int((there - rank) * days)
        candidate["slot"] = slot
        candidate["mark"] = mark
        size += 1
    return Drawn(side, size, place, counter, own_place, own_counter)


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
    return Drawn(side, ZERO, 0.0, ZERO, first_own_place(stream, g, clock), ZERO)


@inlined
def walk_candidates(here, variant, stream, scratch, drawn):
    """The tick's candidates of a grid, life by life; what is due to a life happens between them on its own day -> what
    is drawn of the district's next grid.

    A batch is drawn, and its lives asked for, before the one before it is walked, beyond the grid's end as well: most
    grids have a few dozen candidates in a tick, and to ask for a life takes memory as long as to live several. What is
    drawn depends on nothing that lives do in the tick.
    """
    first, agenda, day_end = not_negative(here.grid["start"]), scratch.agenda, here.clock["day_end"]
    n_alarms, g, stop = stream["n_alarms"], here.g, here.district["grid_stop"]
    changes = here.dials["begins"] > 0 or here.dials["mortal"] > 0  # else everybody whom a candidate meets is there
    last = NONE
    whose = g
    while whose == g:
        side, size = drawn.side, drawn.size
        if drawn.place < 0.0:
            whose = g + 1
            drawn = nothing_drawn(stream, whose, here.clock, side)
        if whose < stop:
            drawn = draw_candidates(here, variant, stream, scratch, whose, drawn)
        for k in range(size):
            candidate = scratch.batches[side, k]
            local, day = not_negative(candidate["local"]), candidate["day"]
            z, mark = candidate["z"], candidate["mark"]
            if local != last and last >= 0 and agenda[last] >= 0:
                drain(here, last, day_end)
            last = local
            if agenda[local] >= 0:
                drain(here, local, day)
            i = not_negative(first + local)
            if changes and not takes_part(here, i):
                continue
            index = candidate["slot"] - n_alarms
            act, gain = NONE, 0.0
            if index >= 0:
                act, gain = consider(here, i, day, index, mark)
            elif index < N_CHANNELS - n_alarms:
                alarm(here, i, day, candidate["slot"], mark, z)
            elif index == N_CHANNELS - n_alarms:
                if is_visited(here, i):
                    act = visit(here, i, day, mark, z)
            elif is_searched(here, i):
                search(here, i, day, mark, z)
            if act >= 0:
                commit(here, i, day, act, gain, z)
    if last >= 0 and agenda[last] >= 0:
        drain(here, last, day_end)
    return drawn


@inlined
def advance_grid(here, law, variant, scratch, g, drawn):
    """One tick of a grid: due events and candidates of each life in the order of their days -> whether it was lived,
    and what is drawn of the next.

    It is not while its district has fewer free nodes than it may take; then nothing has changed.

    here : at any grid of the district. variant : of the district's rules. drawn : Drawn, of this grid.
    """
    clock, grid, dials, stream = here.clock, here.world.grids[g], here.dials, law.streams[variant]
    records, weight = here.records, grid["weight"]
    for k in range(N_DOMAINS):
        records[k, 0], records[k, 1] = grid["charged"][k] * weight, grid["violations"][k] * weight
    attention = grid_attention(grid["reports"] / max(grid["present"], 1), dials["attention"])
    here = move_to(here, g, attention)
    touched = scratch.touched
    n_touched, n_due = open_agenda(here, touched)
    days = clock["day_end"] - clock["day"]
    need = most_scheduled(stream, grid["ranks"], days, n_due)
    if here.district["node_free"] < need:
        shut_agenda(here, touched, n_touched)
        here.district["node_need"] = need
        return False, drawn
    for k in range(N_DOMAINS):
        grid["charged"][k] *= dials["field_keep"]
        grid["violations"][k] *= dials["field_keep"]
    reports_before = grid["reports"]
    grid["reports"] = 0.0
    drawn = walk_candidates(here, variant, stream, scratch, drawn)
    for k in range(n_touched):
        if scratch.agenda[touched[k]] >= 0:
            drain(here, np.int64(touched[k]), clock["day_end"])
    keep = dials["reports_keep"]
    grid["reports"] = reports_before * keep + grid["reports"] * (1.0 - keep) * 365.25 / days
    return True, drawn


@hot
def advance_districts(districts, world, law, fields, scratch, clock):
    """One tick of some districts -> how many of them wait for room with grids that are left.

    districts : (n,) int64. fields : (n_provinces, n_fields) float64. scratch : Scratch. clock : CLOCK.
    """
    waiting = 0
    for d in districts:
        district = world.districts[d]
        read = world.read[d]
        for k in range(read.shape[0]):
            read[k] = fields[district["province"], k]
        g, variant = district["grid_next"], law.variants[district["province"]]
        if g >= district["grid_stop"]:
            continue  # nobody lives there
        here = by_address(at_grid(world, law, clock, scratch.agenda, d, g, scratch.records, 0.0))
        drawn = nothing_drawn(law.streams[variant], g, clock, ZERO)
        while g < district["grid_stop"]:
            if g + 1 < district["grid_stop"]:
                prefetch(world.heads[g + 1], clock["tick"] % world.heads.shape[1])
            lived, drawn = advance_grid(here, law, variant, scratch, g, drawn)
            if not lived:
                break
            g += 1
        if g < district["grid_stop"]:
            district["grid_next"] = g
            waiting += 1
        else:
            district["grid_next"] = district["grid_start"]
    return waiting
