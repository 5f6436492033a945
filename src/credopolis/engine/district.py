"""The life loop: one tick of a range of districts, life by life, touching only lives to whom something happens.

Candidates of a grid come from one Poisson process over its lives and the tick, whose rate is fixed by the society's
conduct table and not by the regime (thinning, Lewis and Shedler 1979), and from a second one for acts that only the
rulebook knows. Walking the product of lives and time life by life gives every life its candidates in the order of
days, and memory in the order of lives.
"""

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import inlined, merged
from credopolis.core.processor import prefetch
from credopolis.core.purposes import CANDIDATES, OWN_CANDIDATES
from credopolis.engine.acting import alarm, commit, consider, search, visit
from credopolis.engine.calendar import most_scheduled, open_agenda, shut_agenda
from credopolis.engine.places import place_at
from credopolis.engine.posting import drain
from credopolis.engine.standing import NONE, ZERO
from credopolis.engine.world import ALARMS, CANDIDATE, N_CHANNELS, Array
from credopolis.mechanisms.informants import grid_attention
from credopolis.mechanisms.perception import detection

BLOCK: Final = 32  # draws made at once, a power of two
_BATCH: Final = 64
_MANY: Final = 100.0  # candidates of a grid and tick from which on drawing them in blocks pays


class Scratch(NamedTuple):
    """What a thread needs for itself, whatever district it lives."""

    agenda: Array  # (places of the largest grid,) int32, filled with -1 and left so
    touched: Array  # (places of the largest grid,) int32
    batch: Array  # (any,) CANDIDATE
    draws: Array  # (BLOCK,) uint64
    gaps: Array  # (BLOCK,) float64


def scratch_for(widest: int) -> Scratch:
    """Scratch for grids of so many places at most."""
    agenda, touched = np.full(widest, -1, np.int32), np.zeros(widest, np.int32)
    return Scratch(agenda, touched, np.zeros(_BATCH, CANDIDATE), np.zeros(BLOCK, np.uint64), np.zeros(BLOCK))


@inlined
def draw_block(key, first, draws, gaps):
    """Draws of a stream from the `first` on, and the exponential variate of each: a loop that the compiler vectorises.

    draws : (BLOCK,) uint64; gaps : (BLOCK,) float64.
    """
    for k in range(draws.shape[0]):
        z = draw_at(key, np.uint64(first) + np.uint64(k))
        draws[k] = z
        gaps[k] = high_exponential(z)


@merged
def draw_candidates(world, stream, dials, g, scratch, place, counter, own_place, own_counter, fields, clock):
    """Draw a batch of a grid's candidates and ask memory for their lives -> (size, place, counter, own ones).

    A false alarm that could strike nobody in this tick is left out before it costs anything.

    scratch : this thread's. place : where the shared candidates stand in the product of lives and time, in lives,
    below 0 once all have ended; counter : draws made. own_place : where the next candidate for an act that only the
    rulebook knows lies, from the draw own_counter.
    """
    first, lives = world.grids[g]["start"], float(world.grids[g]["lives"])
    days = float(clock["day_end"] - clock["day"])
    lives_a_candidate = stream["lives_a_candidate_day"] / days
    n_shared = stream["n_shared"]
    key = key_of(clock["seed"], CANDIDATES, clock["first_grid"] + g, clock["tick"])
    size, batch = 0, scratch.batch
    in_blocks = lives > _MANY * lives_a_candidate
    while size < batch.shape[0]:
        if in_blocks:
            k = counter & (BLOCK - 1)
            if k == 0:
                draw_block(key, counter, scratch.draws, scratch.gaps)
            z, gap = scratch.draws[k], scratch.gaps[k]
        else:
            z = draw_at(key, counter)
            gap = high_exponential(z)
        here = place + gap * lives_a_candidate
        bound = stream["bound"]
        if own_place < here:
            if own_place >= lives:
                return size, -1.0, counter, own_place, own_counter
            here, bound = own_place, stream["own_bound"]
            own_key = key_of(clock["seed"], OWN_CANDIDATES, clock["first_grid"] + g, clock["tick"])
            z = draw_at(own_key, own_counter)
            own_counter += 1
            own_place += high_exponential(draw_at(own_key, own_counter)) * stream["lives_an_own_day"] / days
            u = low_unit(z)
            slot = n_shared
            while u >= stream["end"][slot]:
                slot += 1
        else:
            counter += 1
            place = here
            if place >= lives:
                return size, -1.0, counter, own_place, own_counter
            u = low_unit(z)
            slot = stream["guide"][int(u * 256.0)]
            while slot < n_shared and u >= stream["end"][slot]:
                slot += 1
            if slot == n_shared:
                continue
        mark = (u - stream["start"][slot]) * bound
        if slot < N_CHANNELS and mark >= dials["alarm_most"][slot] * fields[ALARMS + slot]:
            continue
        rank = int(here)
        local = place_at(world, g, rank)
        prefetch(world.person, first + local)
        prefetch(world.standing, first + local)
        candidate = batch[size]
        candidate["z"] = z
        candidate["local"] = local
        candidate["day"] = clock["day"] + int((here - rank) * days)
        candidate["slot"] = slot
        candidate["mark"] = mark
        size += 1
    return size, place, counter, own_place, own_counter


@inlined
def first_own_place(stream, g, clock):
    """Where the first candidate for an act that only the rulebook knows lies; infinitely far if there is none."""
    if stream["own_bound"] == 0.0:
        return np.inf
    key = key_of(clock["seed"], OWN_CANDIDATES, clock["first_grid"] + g, clock["tick"])
    return high_exponential(draw_at(key, ZERO)) * stream["lives_an_own_day"] / float(clock["day_end"] - clock["day"])


@merged
def walk_candidates(world, rules, stream, dials, d, g, scratch, attention, record, fields, clock):
    """The tick's candidates of a grid, life by life; what is due to a life happens between them on its own day."""
    first, agenda = world.grids[g]["start"], scratch.agenda
    n_alarms = stream["n_alarms"]
    place = 0.0
    counter = own_counter = ZERO
    own_place = first_own_place(stream, g, clock)
    last = NONE
    while place >= 0.0:
        size, place, counter, own_place, own_counter = draw_candidates(
            world, stream, dials, g, scratch, place, counter, own_place, own_counter, fields, clock
        )
        for k in range(size):
            candidate = scratch.batch[k]
            local, day, z, mark = candidate["local"], candidate["day"], candidate["z"], candidate["mark"]
            if local != last and last >= 0 and agenda[last] >= 0:
                drain(world, rules, dials, d, g, agenda, last, clock["day_end"], clock)
            last = local
            if agenda[local] >= 0:
                drain(world, rules, dials, d, g, agenda, local, day, clock)
            i = first + local
            index = candidate["slot"] - n_alarms
            act, gain = NONE, 0.0
            if index >= 0:
                act, gain = consider(world, rules, dials, d, i, day, index, mark, record, fields)
            elif index < N_CHANNELS - n_alarms:
                alarm(world, rules, dials, d, g, agenda, i, day, candidate["slot"], mark, z, fields, clock)
            elif index == N_CHANNELS - n_alarms:
                act = visit(world, rules, dials, d, i, day, mark, z, fields)
            else:
                search(world, rules, dials, d, g, agenda, i, day, mark, z, fields, clock)
            if act >= 0:
                commit(world, rules, dials, d, g, agenda, i, day, act, gain, z, attention, fields, clock)
    if last >= 0 and agenda[last] >= 0:
        drain(world, rules, dials, d, g, agenda, last, clock["day_end"], clock)


@merged
def advance_grid(world, rules, stream, dials, d, g, scratch, fields, clock):
    """One tick of a grid: due events and candidates of each life in the order of their days -> whether it was lived.

    It is not while its district has fewer free nodes than it may take; then nothing has changed.
    """
    grid, agenda, touched = world.grids[g], scratch.agenda, scratch.touched
    n_touched, n_due = open_agenda(world, d, g, agenda, touched, clock)
    days = clock["day_end"] - clock["day"]
    need = most_scheduled(stream, grid["lives"], days, n_due)
    if world.districts[d]["node_free"] < need:
        shut_agenda(world, g, agenda, touched, n_touched, clock)
        world.districts[d]["node_need"] = need
        return False
    record = detection(
        grid["charged"] * grid["weight"], grid["violations"] * grid["weight"], dials["prior"], dials["pseudo_count"]
    )
    attention = grid_attention(grid["reports"] / max(grid["lives"], 1), dials["attention"])
    grid["charged"] *= dials["field_keep"]
    grid["violations"] *= dials["field_keep"]
    reports_before = grid["reports"]
    grid["reports"] = 0.0
    walk_candidates(world, rules, stream, dials, d, g, scratch, attention, record, fields, clock)
    for k in range(n_touched):
        if agenda[touched[k]] >= 0:
            drain(world, rules, dials, d, g, agenda, np.int64(touched[k]), clock["day_end"], clock)
    keep = dials["reports_keep"]
    grid["reports"] = reports_before * keep + grid["reports"] * (1.0 - keep) * 365.25 / days
    return True


@merged
def advance_districts(order, first, end, world, rules, stream, dials, fields, scratch, clock):
    """One tick of the districts order[first:end] -> how many of them wait for room with grids that are left.

    fields : (n_provinces, n_fields) float64. scratch : Scratch. rules, stream, dials, clock : records of engine.world.
    """
    waiting = 0
    for k in range(first, end):
        d = order[k]
        district = world.districts[d]
        here = world.read[d]
        for k_field in range(here.shape[0]):
            here[k_field] = fields[district["province"], k_field]
        g = district["grid_next"]
        while g < district["grid_stop"]:
            if g + 1 < district["grid_stop"]:
                prefetch(world.heads[g + 1], clock["tick"] % world.heads.shape[1])
            if not advance_grid(world, rules, stream, dials, d, g, scratch, here, clock):
                break
            g += 1
        if g < district["grid_stop"]:
            district["grid_next"] = g
            waiting += 1
        else:
            district["grid_next"] = district["grid_start"]
    return waiting
