"""Joining: who asks to be taken into the Party, and what its own and its parents' standing make of that.

Its steps are those of vetting. `here` is what the life's grid has at hand, see `here`. See `mechanisms.party`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_unit, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import ATTRIBUTES
from credopolis.core.purposes import PARTY as OF_PARTY
from credopolis.core.schema import FEMALE, PARTY
from credopolis.engine.birthdays import birthday
from credopolis.engine.calendar import schedule
from credopolis.engine.doors import ASKS, ENTERS, is_closed, look_at_parents, pack_step
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.mechanisms import party, vetting
from credopolis.mechanisms.stages import FIRST_WORK, OFFICIAL
from credopolis.society.people import FOR_PARTY, field16

_PARTY, _AT_PERSON, _ON_DAY_0 = np.int64(vetting.PARTY), np.int64(0), np.int64(0)
_JOINS, _ITSELF, _ITS_PARENTS = (np.int64(k) for k in range(len(party.OUTCOMES)))
_OUTCOMES, _TOLD_OF_PARTY = tally_number("party"), np.int64(TRACES.index("party"))


@inlined
def party_day(here, i):
    """The day on which a life would ask to join the Party, if it is of those who do."""
    bits = draw_at(key_of(here.clock["seed"], OF_PARTY, number_of(here, i), _ON_DAY_0), ZERO)
    part = 0 if low_unit(bits) < here.dials["party_by_35"] else 1
    born = np.int64(here.world.person[i]["birth_day"])
    first, last = birthday(born, party.AGES[part]), birthday(born, party.AGES[part + 1])
    return first + np.int64(high_unit(bits) * (last - first))


@inlined
def would_join(here, i, which):
    """Whether a life's draw of membership is below the share of members. which : schooling, or `OF_OFFICIALS`."""
    bits = draw_at(key_of(here.clock["seed"], ATTRIBUTES, number_of(here, i), _ON_DAY_0), _AT_PERSON)
    person = here.world.person[i]
    female, later = np.int64(person["flags"]) & FEMALE, 1 if person["birth_day"] >= here.dials["elders_until"] else 0
    return field16(bits, FOR_PARTY) < here.dials["members"][later, female, which]


@inlined
def like_of(here, i):
    """Among whom a life's draw of membership is looked up: officials, or those of its schooling."""
    person = here.world.person[i]
    occupation = np.int64(person["occupation"])
    if occupation == OFFICIAL:
        return np.int64(party.OF_OFFICIALS)
    return np.int64(here.world.blocks.stages[i]["level"] if occupation < FIRST_WORK else person["education"])


@hot
def begin_party(here, i, day, kept):
    """Enter in the calendar when a life asks to join the Party, if it may and the run reaches it -> events.

    On day 0 those are members who would have asked before. kept : 0 if events are only counted.
    """
    person, asks, like = here.world.person[i], party_day(here, i), like_of(here, i)
    member = (asks <= day or like == party.OF_OFFICIALS) and would_join(here, i, like)
    if day == 0 and kept:
        person["flags"] = (np.int64(person["flags"]) & ~PARTY) | (PARTY if member else 0)
    if member or asks <= day or asks >= here.clock["last_day"]:
        return 0
    if not would_join(here, i, np.int64(here.world.blocks.stages[i]["level"])):
        return 0
    if kept:
        here.world.blocks.party[i]["party"] = party.WILL_ASK
        schedule(here, i, asks, pack_step(ASKS, ZERO, _PARTY), day)
    return 1


@hot
def become_official(here, i, day):
    """Who has just become an official asks to join the Party on the first day of the next tick, if it would."""
    mine, flags = here.world.blocks.party[i], np.int64(here.world.person[i]["flags"])
    if flags & PARTY == 0 and mine["party"] == party.NOTHING and would_join(here, i, np.int64(party.OF_OFFICIALS)):
        mine["party"] = party.WILL_ASK
        schedule(here, i, here.clock["day_end"], pack_step(ASKS, ZERO, _PARTY), day)


@hot
def ask_to_join(here, i, day):
    """A life asks to join the Party: its own gate is looked at, and its parents will be."""
    mine = here.world.blocks.party[i]
    if mine["party"] != party.WILL_ASK:
        return
    if not would_join(here, i, like_of(here, i)):
        mine["party"] = party.NOTHING
    elif is_closed(here, i, _PARTY):
        be_turned_away(here, i, day, _ITSELF)
    else:
        mine["party"] = party.IS_LOOKED_AT
        schedule(here, i, look_at_parents(here, i, day, _PARTY), pack_step(ENTERS, ZERO, _PARTY), day)


@inlined
def be_turned_away(here, i, day, whose):
    """A life is not taken into the Party. whose : standing was against it."""
    here.world.blocks.party[i]["party"] = party.HAS_ASKED
    count(here, _OUTCOMES, whose, cell_of(here.world.person[i], day), ZERO)
    note(here, i, day, _TOLD_OF_PARTY, whose, NONE, ZERO, ZERO, day)


@hot
def hear_from_party(here, i, day, refused):
    """A life is refused by the Party for its parents' standing, or joins it."""
    mine, person = here.world.blocks.party[i], here.world.person[i]
    if mine["party"] != party.IS_LOOKED_AT:
        return
    if refused:
        be_turned_away(here, i, day, _ITS_PARENTS)
        return
    mine["party"] = party.HAS_ASKED
    person["flags"] = np.int64(person["flags"]) | PARTY
    count(here, _OUTCOMES, _JOINS, cell_of(person, day), ZERO)
    note(here, i, day, _TOLD_OF_PARTY, _JOINS, NONE, ZERO, ZERO, day)
