"""Beginnings: how a potential birth comes to be a life, and what a birth of some order is as an act.

A mother has one event at a time: her next potential birth. On its day it happens or not, and the one after it is
entered. The newborn takes its place, and does and suffers nothing until the tick is over; so nothing that its mother
writes there is read within the tick. `here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import key_of
from credopolis.core.jit import far, hot, inlined
from credopolis.core.purposes import IN_BIRTH
from credopolis.core.schema import FEMALE, PARENT, UNBORN
from credopolis.engine.calendar import CAME_OF_AGE, pack, schedule
from credopolis.engine.doing import have_done, tell_partner
from credopolis.engine.families import begin_in_family
from credopolis.engine.following import DEATH, reckon_life
from credopolis.engine.gifts import begin_clocks
from credopolis.engine.growing import await_stage
from credopolis.engine.lifespans import KIN
from credopolis.engine.places import number_of
from credopolis.engine.present import was_there
from credopolis.engine.prospects import stake_of
from credopolis.engine.responding import driver_level, response_to, seen_by
from credopolis.engine.standing import NONE, ONE, TRACES, ZERO, into_life, note, removed_from_life
from credopolis.engine.tally import count, tally_number
from credopolis.engine.ungraded import begin_scored
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.births import FIRST_AGE, GROUP_YEARS, N_AGES, ORDERS

BIRTH = np.int64(event_kind("birth"))
_BORN, _GIVES, _BIRTHS = np.int64(TRACES.index("born")), np.int64(TRACES.index("birth")), tally_number("births")
_LAST_ORDER, _LAST_AGE = np.int64(len(ORDERS) - 1), np.int64(N_AGES - 1)


@hot
def next_birth(here, i, after):
    """The place of a mother's next potential birth behind that at the place `after`, -1 for none.

    after : -1 for the first of all. Births come in the order of their days, and of one day in that of their places.
    """
    people, grid = here.world.person, here.grid
    found, j = NONE, i - np.int64(people[i]["place"]) + np.int64(people[i]["household_size"])
    while j < grid["start"] + grid["places"] and np.int64(people[j]["place"]) > 0:
        if np.int64(people[j]["flags"]) & UNBORN and j + np.int64(people[j]["mother"]) == i:
            day, last = people[j]["birth_day"], people[max(after, ZERO)]["birth_day"]
            later = after < 0 or day > last or (day == last and j > after)
            if later and (found < 0 or day < people[found]["birth_day"]):
                found = j
        j += 1
    return found


@hot
def await_birth(here, i, after, since, earliest):
    """Enter a mother's next potential birth in the calendar, not before the day `earliest`, if she has one in the
    run."""
    child = next_birth(here, i, after)
    if child >= 0:
        day = max(np.int64(here.world.person[child]["birth_day"]), earliest)
        schedule(here, i, day, pack(BIRTH, child - i, ZERO, ZERO), since)


@inlined
def as_an_act(here, order):
    """The act that a birth is: of those that one of this order is, one with a price, and of these the latest order; -1.

    order : 1 for a first child.
    """
    found, best = NONE, ZERO
    for index in range(here.acts.shape[0]):
        act = here.acts[index]
        begins = act["birth_from"]
        if 0 < begins <= order:
            rank = begins + (1000 if act["priced"] > 0 else 0)
            if rank > best:
                found, best = np.int64(index), rank
    return found


@inlined
def age_of_mother(here, i, day):
    """The age of a mother in completed years, from `FIRST_AGE` on, as the table has it."""
    years = (day - np.int64(here.world.person[i]["birth_day"])) * 4 // 1461
    return min(max(years - FIRST_AGE, ZERO), _LAST_AGE)


@hot
def chance_of_birth(here, i, day, index):
    """The share of potential births that happens to a mother today. index : of the act that it is, or -1."""
    person, dials = here.world.person[i], here.dials
    age, year = age_of_mother(here, i, day), 0
    while day >= dials["birth_year"][year]:
        year += 1
    order = min(np.int64(person["children"]), _LAST_ORDER)
    chance = dials["birth_share"][year, age, order] * here.grid["fertility"]
    if index < 0:
        return chance
    act = here.acts[index]
    if act["done_a_year"] > 0.0:
        chance *= act["rate"][driver_level(person, act["driver"])] / act["done_a_year"]
    if removed_from_life(here.world.standing[i], here.rules):
        return chance
    return chance * response_to(here, index, i, day, stake_of(here, act, i, day))


@inlined
def mark_of(here, child):
    """The mark of a potential birth, which lies where what is left of the threshold will lie if lives end."""
    if here.world.blocks.births.shape[0] > 0:
        return np.float64(here.world.blocks.births[child]["mark"])
    return np.float64(here.world.blocks.deaths[child]["left"])


@far
def give_birth(here, i, day, what):
    """A potential birth of a mother: it happens if its mark is below the chance of today."""
    child = i + ((what >> 20) & 255)
    if np.int64(here.world.person[child]["flags"]) & UNBORN == 0:
        return
    await_birth(here, i, child, day, day)
    order = np.int64(here.world.person[i]["children"])
    index = as_an_act(here, order + 1)
    if mark_of(here, child) >= chance_of_birth(here, i, day, index):
        return
    female = np.int64(here.world.person[child]["flags"]) & FEMALE
    count(here, _BIRTHS, min(order, _LAST_ORDER), female, age_of_mother(here, i, day) // GROUP_YEARS)
    bring_in(here, i, child, day)
    note(here, i, day, _GIVES, child, NONE, ZERO, ZERO, day)
    if index >= 0 and not removed_from_life(here.world.standing[i], here.rules):
        commit_birth(here, i, day, index, child)


@hot
def bring_in(here, i, child, day):
    """A child takes its place: it counts as a life, its mother has it, and its father will hear of it."""
    people, life = here.world.person, here.world.standing[child]
    newborn, mother = people[child], people[i]
    newborn["flags"] = np.int64(newborn["flags"]) & ~UNBORN
    life["grade_since"], life["lock_until"] = day, day
    here.grid["present"] += 1
    here.counts[np.uint64(here.rules["n_grades"])] += 1
    if mother["children"] == 0:
        mother["eldest_child"] = child - i
    mother["children"] += 1
    mother["flags"] = np.int64(mother["flags"]) | PARENT
    soon, father = here.clock["day_end"], np.int64(newborn["father"])
    if father != 0 and was_there(here, child + father):
        schedule(here, child + father, soon, pack(KIN, ZERO, ZERO, ZERO), day)
    if here.dials["mortal"] > 0:
        due = reckon_life(here, child, day, here.dials, here.dials, ONE, ONE)
        if due < here.clock["last_day"]:
            due = max(due, soon)
            here.world.blocks.deaths[child]["dies_on"] = due
            schedule(here, child, due, pack(DEATH, ZERO, ZERO, ZERO), day)
    if here.dials["grows"] > 0:
        await_stage(here, child, day, soon)
        if here.dials["in_families"] > 0:
            begin_in_family(here, child, day, ONE)
    of_age = day + here.rules["scored_from_days"]
    if of_age == day:
        into_life(here, child, day, begin_scored(here, child, soon, day))
        begin_clocks(here, child, soon)
    else:
        schedule(here, child, max(of_age, soon), pack(CAME_OF_AGE, ZERO, ZERO, ZERO), day)
    note(here, child, day, _BORN, i, NONE, ZERO, ZERO, day)
    if np.int64(newborn["flags"]) & FEMALE:
        await_birth(here, child, NONE, day, soon)


@hot
def commit_birth(here, i, day, index, child):
    """A birth is an act of both parents: it is seen or not, and if seen and priced it goes to the office."""
    act, z = here.acts[index], key_of(here.clock["seed"], IN_BIRTH, number_of(here, child), day)
    channel = seen_by(here, i, index, z) if act["priced"] else NONE
    if act["of_a_couple"]:
        tell_partner(here, i, day, index, channel)
    have_done(here, i, day, index, channel, z)
