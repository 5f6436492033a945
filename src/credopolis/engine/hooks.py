"""Where mechanisms hook into a life: what happens after an entry, what moves a response, what a province sees.

Each hook is one function that calls, in order and behind its switch, every mechanism that has something to do there.
`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.jit import hot, inlined
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.filing import TRUE
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import CHARGED_ANYWAY, FIELDS, SUMS
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.fear import alarmed, expose, fear_now, jolted
from credopolis.mechanisms.innocence import expect_undeserved
from credopolis.mechanisms.learning import experience_now, moved

_EXPOSURE = FIELDS.index("exposure")
_JOLTS, _SCORED, _WRONGED = SUMS.index("jolts"), SUMS.index("scored"), SUMS.index("wronged")
_FRIGHT, _TOLD, _JOLTED = np.int64(event_kind("fright")), np.int64(TRACES.index("fright")), tally_number("jolts")
_OWN, _HOUSEHOLD = np.int64(0), np.int64(1)


@inlined
def after_entry(here, i, day, cell, act, truth):
    """After an entry is posted: the life and its grid remember the charge; it and its household are frightened."""
    if act["negative"] > 0:
        here.district["charged"] += 1
        if truth == TRUE:
            remember_charge(here, i, day)
        else:
            remember_wrong(here, i, day)
        if here.dials["frightens"] > 0:
            jolt(here, i, day, cell, _OWN, here.dials["own_jolt"])
            tell_household(here, i, day)


@inlined
def perceived(here, i, day, chance):
    """The chance of being caught as a life sees it, after all that moves it."""
    if here.dials["frightens"] > 0:
        chance = alarmed(chance, fear_of(here, i, day), here.dials["fear_weight"])
    return chance


@hot
def at_event(here, i, day, kind):
    """Events of mechanisms that have a kind of their own; one may be left of rules that are gone."""
    if kind == _FRIGHT and here.dials["frightens"] > 0:
        jolt(here, i, day, cell_of(here.world.person[i], day), _HOUSEHOLD, here.dials["household_jolt"])
        note(here, i, day, _TOLD, ZERO, NONE, ZERO, ZERO, day)


@hot
def of_provinces(sums, days, terms, books, fields):
    """What the provinces' lives will read besides, after a tick of so many days."""
    years = days / DAYS_PER_YEAR_OF_RATES
    expect_undeserved(sums[:, _WRONGED], sums[:, _SCORED], years, terms, books, fields[:, CHARGED_ANYWAY])
    expose(sums[:, _JOLTS], sums[:, _SCORED], years, terms, books, fields[:, _EXPOSURE])


@inlined
def move_experience(here, i, day, step, towards):
    """Bring a life's own experience up to date, and move it."""
    life = here.world.standing[i]
    own = experience_now(life["caught"], day - life["caught_on"], here.dials)
    life["caught"] = moved(own, step, towards)
    life["caught_on"] = day


@inlined
def remember_charge(here, i, day):
    """Being charged raises the life's own sense of being caught, and its grid's record."""
    here.grid["charged"] += 1.0
    if here.dials["caught_step"] > 0.0:
        move_experience(here, i, day, here.dials["caught_step"], 1.0)


@inlined
def remember_wrong(here, i, day):
    """Being charged with what one has not done lowers the sense of what guilt adds, one's own and the province's."""
    here.grid["charged"] += here.dials["believed"]
    here.district["wronged"] += 1
    if here.dials["wronged_step"] > 0.0:
        move_experience(here, i, day, here.dials["wronged_step"], 0.0)


@inlined
def fear_of(here, i, day):
    """The fear of a life today."""
    of_life = here.world.blocks.fear[i]
    since = day - np.int64(of_life["fear_on"])
    return fear_now(of_life["fear"], since, here.fields[_EXPOSURE], here.dials["fear_half_life_days"])


@hot
def jolt(here, i, day, cell, whose, size):
    """Jolt a life's fear, and count it."""
    of_life = here.world.blocks.fear[i]
    of_life["fear"] = jolted(fear_of(here, i, day), size)
    of_life["fear_on"] = day
    here.district["jolts"] += 1
    count(here, _JOLTED, whose, cell, ZERO)


@hot
def tell_household(here, i, day):
    """Let the others of a household know of an entry, on the first day of the tick to come."""
    first = i - np.int64(here.world.person[i]["place"])
    for other in range(first, first + np.int64(here.world.person[i]["household_size"])):
        if other != i:
            schedule(here, other, here.clock["day_end"], pack(_FRIGHT, ZERO, ZERO, ZERO), day)
