"""Doors: what a life asks to be taken into, whose standing closes it, and the steps between; see `mechanisms.vetting`.

All that passes between a child and its parents is an event of the first day of the next tick, for no life may read or
change another within a tick. `here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.jit import hot, inlined
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.following import decided_of
from credopolis.engine.present import was_there
from credopolis.engine.standing import ZERO, removed_from_life
from credopolis.mechanisms import vetting
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.consequences import decided_at

VETTING = np.int64(event_kind("vetting"))
ASKS, LOOKED_AT, REFUSED, ENTERS, RETURNS, TOLD = (np.int64(k) for k in range(len(vetting.STEPS)))
_N_DOORS, _N_FEATS = np.int64(len(vetting.DOORS)), np.int64(len(vetting.FEATS))
_SELF, _DOORS_AT = np.int64(vetting.SELF), np.int64(decided_at("doors"))


@inlined
def pack_step(step, away, which):
    """A step of vetting. away : how far off in the household another life is, 0 if none is. which : door or feat."""
    return pack(VETTING, away + _SELF, step, which)


@inlined
def unpack_step(what):
    """-> (step, how far off the other life is, door or feat)."""
    return (what >> 16) & 15, ((what >> 20) & 255) - _SELF, what & 0xFFFF


@inlined
def is_closed(here, i, door):
    """Whether a life closes a door where it stands: to itself, or to its children."""
    if removed_from_life(here.world.standing[i], here.rules):
        return True
    found = decided_of(here, i, _DOORS_AT)
    return found > 0 and (found >> door) & 1 > 0


@hot
def look_at_parents(here, i, day, door):
    """Let a life's parents be looked at, where any standing closes the door -> the day on which it knows."""
    person, soon = here.world.person[i], here.clock["day_end"]
    if here.dials["vetted"][door] > 0:
        for parent in (np.int64(person["mother"]), np.int64(person["father"])):
            if parent != 0 and was_there(here, i + parent):
                schedule(here, i + parent, soon, pack_step(LOOKED_AT, -parent, door), day)
    return soon + here.clock["tick_days"]


@hot
def be_looked_at(here, i, day, child, door):
    """A parent whose standing closes a door answers, to a child that is still there."""
    if is_closed(here, i, door) and was_there(here, child):
        schedule(here, child, here.clock["day_end"], pack_step(REFUSED, ZERO, door), day)


@hot
def tell_parents(here, i, day, feat):
    """What a child did reaches its mother, or if she is not there its father, on the first day of the tick to come."""
    person = here.world.person[i]
    mother, father = np.int64(person["mother"]), np.int64(person["father"])
    parent = mother if mother != 0 and was_there(here, i + mother) else father
    if parent != 0 and was_there(here, i + parent):
        schedule(here, i + parent, here.clock["day_end"], pack_step(TOLD, -parent, feat), day)


@inlined
def is_step(world, i, what):
    """Whether what a calendar from a file holds can be a step of vetting of a life. world : World."""
    step, away, which = unpack_step(what)
    if what != pack_step(step, away, which) or step > TOLD or which >= (_N_FEATS if step == TOLD else _N_DOORS):
        return False
    if step not in (LOOKED_AT, TOLD):
        return away == 0
    child = i + away
    if away == 0 or child < 0 or child >= world.person.shape[0]:
        return False
    return world.person[child]["mother"] == -away or world.person[child]["father"] == -away
