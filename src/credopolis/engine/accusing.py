"""Accusing: false alarms, entries that the office makes up, and reports on a neighbour.

A false report strikes its neighbour on the first day of the next tick. What the neighbour could be accused of hangs on
what it is and where it stands, which its own days of this tick move, and whether it has lived these depends on who has
the lower number.

Whoever is accused could have done it. `here` is what the life's grid has at hand, see `here`; `z` is the candidate's
64-bit draw, the key of every draw that hangs on it.
"""

import numpy as np

from credopolis.core.draws import below, draw_at, key_of, unit
from credopolis.core.jit import hot
from credopolis.core.purposes import CHARGE, REPORTED, STRIKES, TARGET, TRUTH
from credopolis.core.schema import FEMALE, MINORITY
from credopolis.engine.calendar import schedule
from credopolis.engine.filing import FABRICATED, MALICIOUS, MISTAKEN, file_later
from credopolis.engine.places import number_of, place_at, rank_at
from credopolis.engine.present import was_there
from credopolis.engine.standing import NONE
from credopolis.engine.who import eligible, how_common
from credopolis.engine.world import ALARMS
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.channels import INFORMANTS, OFFICE
from credopolis.mechanisms.informants import false_share

STRUCK = np.int64(event_kind("struck"))
"""A false report strikes a life. What else the event holds is drawn for each report, so that two of one day differ."""
MOST_DRAWS = np.int64(64)
"""Draws of a neighbour: a grid in which all of them meet nobody who is there is as good as empty."""


@hot
def weight_of_charge(here, i, day, index, channel):
    """Weight of an act among those of which a channel's false alarm may accuse a life: 0 if it cannot have done it.

    It goes by how common the act is among people of the life's sex and age.
    """
    act = here.acts[index]
    weight = act["charge"][channel]
    if weight <= 0.0 or not eligible(here, act, i, day):
        return 0.0
    return weight * how_common(act, here.world.person[i], day) if act["follows"] > 0 else weight


@hot
def charged_with(here, i, day, channel, z):
    """The act of which a false alarm accuses an innocent: one that the channel sees and that this life could have done.

    The commoner an act is among people of its sex and age, the likelier. -1 if there is none.
    """
    whole = 0.0
    for index in range(here.acts.shape[0]):
        whole += weight_of_charge(here, i, day, index, channel)
    left, found = unit(draw_at(z, CHARGE)) * whole, NONE
    for index in range(here.acts.shape[0]):
        weight = weight_of_charge(here, i, day, index, channel)
        if weight > 0.0:
            found = np.int64(index)
            left -= weight
            if left < 0.0:
                break
    return found


@hot
def neighbour_of(here, i, z):
    """Another life of the grid, each as likely, drawn anew while it meets who was not there as the tick began; -1 if
    nobody else is there."""
    grid, bits = here.grid, draw_at(z, TARGET)
    if grid["ranks"] < 2:
        return NONE
    for again in range(MOST_DRAWS):
        rank = below(bits, grid["ranks"] - 1)
        if rank >= (i - grid["start"] if grid["ranks"] == grid["places"] else rank_at(here, i - grid["start"])):
            rank += 1
        other = grid["start"] + (rank if grid["ranks"] == grid["places"] else place_at(here.world, grid, rank))
        if was_there(here, other):
            return other
        bits = draw_at(bits, again)
    return NONE


@hot
def report_neighbour(here, i, day, gain, z):
    """A report on a neighbour: true ones raise the grid's attention, false ones will strike an innocent of the grid."""
    grid = here.grid
    honesty = here.world.person[i]["honesty"] / 255.0
    if unit(draw_at(z, TRUTH)) >= false_share(honesty, max(gain, 0.0), here.dials):
        grid["reports"] += 1.0
        return
    other = neighbour_of(here, i, z)
    if other >= 0:
        drawn = np.int64(draw_at(z, STRIKES) >> np.uint64(33))
        schedule(here, other, here.clock["day_end"], (STRUCK << 32) | drawn, day)


@hot
def be_struck(here, i, day, what):
    """A neighbour's false report of the tick before reaches the office: a case of what this life could have done."""
    z = key_of(here.clock["seed"], REPORTED, number_of(here, i), what & 0x7FFFFFFF)
    index = charged_with(here, i, day, INFORMANTS, z)
    if index >= 0 and here.world.standing[i]["grade"] < here.rules["n_grades"]:
        file_later(here, i, day, index, INFORMANTS, MALICIOUS, z, day)


@hot
def alarm(here, i, day, channel, mark, z):
    """A false alarm of a channel against an innocent, or an entry that the office makes up, if the mark falls under
    its rate."""
    flags = np.int64(here.world.person[i]["flags"])
    who = (1 if flags & FEMALE else 0) + (2 if flags & MINORITY else 0)
    rate = here.dials["alarm_rate"][channel, who] * here.fields[ALARMS + channel]
    if mark >= rate or here.world.standing[i]["grade"] >= here.rules["n_grades"]:
        return
    index = charged_with(here, i, day, channel, z)
    truth = FABRICATED if channel == OFFICE else MISTAKEN
    if index >= 0:
        if truth == FABRICATED:
            here.district["made_up"] += 1
        file_later(here, i, day, index, channel, truth, z, day)
