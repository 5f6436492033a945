"""Doing: what an act that is done leaves with whoever did it, and the part of a partner in an act of a couple.

An act of a couple (a child is born to both) comes from one of the partners, and both have done it: the other's part is
an event of the first day of the next tick, for no life may change another within a tick. Whatever channel saw it saw
both. Each of the two comes to it at half the act's rate, so that each does it at the rate that its table states.
Whoever has no partner in the household does it alone, at the whole rate. A mistake or a lie still strikes one of them
only: it is about a file, or a person, and not about a birth.
"""

import numpy as np

from credopolis.core.draws import key_of
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import LEDGER
from credopolis.core.schema import FEMALE, PARTNERED
from credopolis.engine.calendar import JOINT, pack, schedule, unpack_joint
from credopolis.engine.filing import TRUE, file_later
from credopolis.engine.hooks import move_experience
from credopolis.engine.ledger import what_when
from credopolis.engine.places import number_of
from credopolis.engine.standing import TRACE_ACT, ZERO, cell_of, note, removed_from_life
from credopolis.engine.tally import VIOLATED, count_act, count_outcome, count_sighting


@inlined
def own_part(act, person):
    """What of an act's rate comes from one life: half if its partner does it, too."""
    return 0.5 if act["of_a_couple"] > 0 and np.int64(person["flags"]) & PARTNERED else 1.0


@hot
def remember_escape(here, i, day, index, seen):
    """A violation enters the grid's and province's record; one that nobody saw lowers the sense of being caught.

    Where homes are searched, it is what a search could find.
    """
    here.grid["violations"][here.acts[index]["domain"]] += 1.0
    count_outcome(here, index, VIOLATED)
    if seen:
        return
    if here.dials["searches"] > 0:
        here.world.blocks.officers[i]["unseen"] = index + 1
    if here.dials["missed_step"] > 0.0:
        move_experience(here, i, day, index, here.dials["missed_step"], 0.0)


@inlined
def leave_traces(here, i, day, cell, index, channel):
    """Count an act and write it down. channel : the one that sees it first, -1 if none does."""
    act, district = here.acts[index], here.district
    count_act(here, cell, index, np.int64(channel >= 0))
    district["on_file"] += act["on_file"]
    district["in_sight"] += act["in_sight"]
    note(here, i, day, TRACE_ACT, index, channel, TRUE, ZERO, day)


@hot
def have_done(here, i, day, index, channel, z):
    """What an act leaves with whoever did it, where an event of the calendar is the act: traces, and a case of its own
    that is closed on a later day or at the day's end. channel : the one that saw it first, -1 if none did. z : the key
    of what hangs on the case."""
    leave_traces(here, i, day, cell_of(here.world.person[i], day), index, channel)
    if here.world.standing[i]["grade"] >= here.rules["n_grades"]:
        return
    if here.acts[index]["negative"]:
        remember_escape(here, i, day, index, channel >= 0)
    if channel >= 0:
        file_later(here, i, day, index, channel, TRUE, z, day)


@hot
def tell_partner(here, i, day, index, channel):
    """What one of a couple did is done by the other, too, on the first day of the tick to come."""
    flags = np.int64(here.world.person[i]["flags"])
    if flags & PARTNERED:
        partner = i + 1 if flags & FEMALE else i - 1  # of partners the woman comes first
        schedule(here, partner, here.clock["day_end"], pack(JOINT, index, channel + 1, ZERO), day)


@hot
def take_part(here, i, day, what):
    """A life's part in what its partner did: the same act, seen by the same channel, and a case of its own."""
    index, channel = unpack_joint(what)
    if removed_from_life(here.world.standing[i], here.rules):
        return
    if channel >= 0:
        count_sighting(here, index, channel)
    z = key_of(here.clock["seed"], LEDGER, number_of(here, i), what_when(day, index, max(channel, ZERO), TRUE))
    have_done(here, i, day, index, channel, z)
