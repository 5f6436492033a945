"""Speech: when who speaks openly does an act of speech next, and what becomes of who is seen to; see `speaking`.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import far, hot, inlined
from credopolis.core.purposes import AT_ANSWER, AT_GAP, AT_TAKING, SPEECH
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.doing import have_done
from credopolis.engine.places import number_of
from credopolis.engine.prospects import stake_of
from credopolis.engine.responding import driver_level, response_to, seen_by
from credopolis.engine.standing import NONE, ZERO, cell_of, out_of_life, put_on, removed_from_life
from credopolis.engine.tally import count, tally_number
from credopolis.engine.who import eligible, how_common
from credopolis.engine.world import CLIMATE
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.opinion import SETTLING_DAYS, opinion_of

SPOKEN = np.int64(event_kind("speech"))
_DONE, _TAKEN = tally_number("spoken"), tally_number("taken")
_EVERY, _ACTS = np.int64(SETTLING_DAYS), np.int64(256)


@inlined
def next_settling(here):
    """The first day of the next tick that begins with a settling day."""
    ticks = here.clock["tick_days"]
    day = here.clock["day"] + ticks
    while day % _EVERY >= ticks:
        day += ticks
    return day


@inlined
def key_of_speech(here, i, day, index):
    """The key of what hangs on an act of speech of a life on a day."""
    return key_of(here.clock["seed"], SPEECH, number_of(here, i), day * _ACTS + index)


@hot
def await_one(here, i, index, day, earliest):
    """Enter in the calendar when a life that speaks does an act of speech next, if that is before it settles again."""
    act, person = here.acts[index], here.world.person[i]
    a_year = act["rate"][driver_level(person, act["driver"])] * act["spoken"]
    if act["climate_at_most"] > 0.0:
        a_year *= min(act["climate_at_most"], here.fields[CLIMATE])
    if act["follows"] > 0:
        a_year *= how_common(act, person, day)
    spread = high_exponential(draw_at(key_of_speech(here, i, day, index), AT_GAP)) * DAYS_PER_YEAR_OF_RATES
    until = next_settling(here)
    if spread < a_year * (until - earliest):
        due = earliest + np.int64(spread / a_year)
        if due < until:
            schedule(here, i, due, pack(SPOKEN, index, ZERO, ZERO), day)


@hot
def await_speech(here, i, day):
    """Enter in the calendar what a life that speaks openly does, from a settling day on."""
    for index in range(here.acts.shape[0]):
        if here.acts[index]["spoken"] > 0.0:
            await_one(here, i, np.int64(index), day, day)


@hot
def take_away(here, i, day):
    """Remove a life from civic life for what it said."""
    life, lists, which = here.world.standing[i], here.rules["removal_lists"], ZERO
    if lists == 0 or life["grade"] >= here.rules["n_grades"]:
        return
    while (lists >> which) & 1 == 0:
        which += 1
    here.grid["taken"] += 1.0
    count(here, _TAKEN, cell_of(here.world.person[i], day), ZERO, ZERO)
    put_on(here, i, day, which)
    out_of_life(here, i, day)


@far
def speak_up(here, i, day, what):
    """A life that speaks openly does an act of speech, unless it is deterred; who is seen to may be removed for it."""
    index = (what >> 20) & 255
    act = here.acts[index]
    if act["spoken"] <= 0.0:  # left of rules that are gone
        return
    await_one(here, i, index, day, day + 1)
    if removed_from_life(here.world.standing[i], here.rules) or not eligible(here, act, i, day):
        return
    z = key_of_speech(here, i, day, index)
    response = response_to(here, index, i, day, stake_of(here, act, i, day))
    if low_unit(draw_at(z, AT_ANSWER)) >= response:
        return
    channel = seen_by(here, i, index, z) if act["priced"] else NONE
    count(here, _DONE, cell_of(here.world.person[i], day), ZERO, ZERO)
    have_done(here, i, day, index, channel, z)
    if channel >= 0 and here.dials["takes_away"] > 0:
        opinion = opinion_of(np.int64(here.world.blocks.opinion[i]["opinion"]))
        if opinion <= -here.dials["taken_beyond"] and low_unit(draw_at(z, AT_TAKING)) < here.dials["taken_share"]:
            take_away(here, i, day)
