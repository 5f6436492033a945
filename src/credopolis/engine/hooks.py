"""Where mechanisms hook into a life: what happens after an entry, what moves a response, what a province sees.

Each hook is one function that calls, in order and behind its switch, every mechanism that has something to do there.
The arguments are as in `posting`.
"""

import numpy as np

from credopolis.core.jit import hot, inlined
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import FIELDS, SUMS
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.fear import alarmed, expose, fear_now, jolted
from credopolis.mechanisms.learning import experience_now

_EXPOSURE = FIELDS.index("exposure")
_JOLTS, _SCORED = SUMS.index("jolts"), SUMS.index("scored")
_FRIGHT, _TOLD, _JOLTED = np.int64(event_kind("fright")), np.int64(TRACES.index("fright")), tally_number("jolts")
_OWN, _HOUSEHOLD = np.int64(0), np.int64(1)


@inlined
def after_entry(world, rules, dials, d, g, agenda, i, day, cell, act, clock):
    """After an entry is posted: the life and its grid remember the charge; it and its household are frightened."""
    if act["negative"] > 0:
        remember_charge(world, d, g, i, day, dials)
        if dials["frightens"] > 0:
            jolt(world, rules, dials, d, i, day, cell, _OWN, dials["own_jolt"])
            tell_household(world, d, g, agenda, i, day, clock)


@inlined
def perceived(world, dials, d, i, day, chance):
    """The chance of being caught as a life sees it, after all that moves it."""
    if dials["frightens"] > 0:
        chance = alarmed(chance, fear_of(world, dials, d, i, day), dials["fear_weight"])
    return chance


@hot
def at_event(world, rules, dials, d, i, day, kind):
    """Events of mechanisms that have a kind of their own."""
    if kind == _FRIGHT:
        jolt(world, rules, dials, d, i, day, cell_of(world.person[i], day), _HOUSEHOLD, dials["household_jolt"])
        note(world, d, i, day, _TOLD, ZERO, NONE, ZERO, ZERO, day)


@hot
def of_provinces(sums, days, terms, books, fields):
    """What the provinces' lives will read besides, after a tick of so many days."""
    if terms["frightens"] > 0:
        years = days / DAYS_PER_YEAR_OF_RATES
        expose(sums[:, _JOLTS], sums[:, _SCORED], years, terms, books, fields[:, _EXPOSURE])


@inlined
def remember_charge(world, d, g, i, day, dials):
    """Being charged raises the life's own sense of being caught, and its grid's and district's record."""
    world.grids[g]["charged"] += 1.0
    world.districts[d]["charged"] += 1
    if dials["caught_step"] > 0.0:
        life = world.standing[i]
        own = experience_now(life["caught"], day - life["caught_on"], dials)
        life["caught"] = own + dials["caught_step"] * (1.0 - own)
        life["caught_on"] = day


@inlined
def fear_of(world, dials, d, i, day):
    """The fear of a life today."""
    of_life = world.blocks.fear[i]
    since = day - np.int64(of_life["fear_on"])
    return fear_now(of_life["fear"], since, world.read[d, _EXPOSURE], dials["fear_half_life_days"])


@hot
def jolt(world, rules, dials, d, i, day, cell, whose, size):
    """Jolt a life's fear, and count it."""
    of_life = world.blocks.fear[i]
    of_life["fear"] = jolted(fear_of(world, dials, d, i, day), size)
    of_life["fear_on"] = day
    world.districts[d]["jolts"] += 1
    count(world, rules, d, _JOLTED, whose, cell, ZERO)


@hot
def tell_household(world, d, g, agenda, i, day, clock):
    """Let the others of a household know of an entry, on the first day of the tick to come."""
    first = i - np.int64(world.person[i]["place"])
    for other in range(first, first + np.int64(world.person[i]["household_size"])):
        if other != i:
            schedule(world, d, g, agenda, other, clock["day_end"], pack(_FRIGHT, ZERO, ZERO, ZERO), day, clock)
