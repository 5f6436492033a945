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

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot, inlined
from credopolis.core.processor import not_negative, prefetch
from credopolis.engine.accusing import alarm
from credopolis.engine.acting import commit, consider, is_searched, is_visited, search, visit
from credopolis.engine.calendar import most_scheduled, open_agenda, shut_agenda
from credopolis.engine.candidates import draw_candidates, nothing_drawn
from credopolis.engine.feeling import end_tick_of_grid
from credopolis.engine.here import at_grid, move_to
from credopolis.engine.posting import drain
from credopolis.engine.present import takes_part
from credopolis.engine.settling import settle_grid, settles_now
from credopolis.engine.standing import NONE, ZERO
from credopolis.engine.world import N_CHANNELS, N_DOMAINS
from credopolis.mechanisms.informants import grid_attention


@inlined
def meet(here, stream, i, day, candidate):
    """A candidate meets its life: an act that the life may do, a false alarm, a visit or a search."""
    z, mark, index = candidate["z"], candidate["mark"], candidate["slot"] - stream["n_alarms"]
    act, gain = NONE, 0.0
    if index >= 0:
        act, gain = consider(here, i, day, index, mark)
    elif index < N_CHANNELS - stream["n_alarms"]:
        alarm(here, i, day, candidate["slot"], mark, z)
    elif index == N_CHANNELS - stream["n_alarms"]:
        if is_visited(here, i):
            act = visit(here, i, day, mark, z)
    elif is_searched(here, i):
        search(here, i, day, mark, z)
    if act >= 0:
        commit(here, i, day, act, gain, z)


@inlined
def walk_candidates(here, variant, stream, scratch, drawn):
    """The tick's candidates of a grid, life by life; what is due to a life happens between them on its own day -> what
    is drawn of the district's next grid.

    drawn : SoFar, of the grid.
    """
    first, agenda, day_end = not_negative(here.grid["start"]), scratch.agenda, here.clock["day_end"]
    g, stop = here.g, here.district["grid_stop"]
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
            if local != last and last >= 0 and agenda[last] >= 0:
                drain(here, last, day_end)
            last = local
            if agenda[local] >= 0:
                drain(here, local, day)
            i = not_negative(first + local)
            if not changes or takes_part(here, i):
                meet(here, stream, i, day, candidate)
    if last >= 0 and agenda[last] >= 0:
        drain(here, last, day_end)
    return drawn


@inlined
def advance_grid(here, law, variant, scratch, g, drawn):
    """One tick of a grid: due events and candidates of each life in the order of their days -> whether it was lived,
    and what is drawn of the next.

    It is not while its district has fewer free nodes than it may take; then nothing has changed.

    here : at any grid of the district. variant : of the district's rules. drawn : SoFar, of this grid.
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
    need, settles = most_scheduled(stream, grid["ranks"], days, n_due), settles_now(here)
    if settles and dials["speaks_out"] > 0:
        need += grid["present"] * dials["acts_of_speech"]
    if here.district["node_free"] < need:
        shut_agenda(here, touched, n_touched)
        here.district["node_need"] = need
        return False, drawn
    for k in range(N_DOMAINS):
        grid["charged"][k] *= dials["field_keep"]
        grid["violations"][k] *= dials["field_keep"]
    reports_before = grid["reports"]
    grid["reports"] = 0.0
    if settles:
        n_touched = settle_grid(here, touched, n_touched)
    drawn = walk_candidates(here, variant, stream, scratch, drawn)
    for k in range(n_touched):
        if scratch.agenda[touched[k]] >= 0:
            drain(here, np.int64(touched[k]), clock["day_end"])
    keep = dials["reports_keep"]
    grid["reports"] = reports_before * keep + grid["reports"] * (1.0 - keep) * 365.25 / days
    if dials["feels"] > 0:
        end_tick_of_grid(here, days)
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
                prefetch(world.stops[g + 1], 0)
                if world.spacing.shape[1] > 1:
                    prefetch(world.spacing[variant, g + 1], 0)
                prefetch(world.grids, g + 1)
                prefetch(world.grids, g + 2)
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
