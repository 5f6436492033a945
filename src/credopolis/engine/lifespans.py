"""Lifespans: on which day each life ends, what its end leaves, and what the household makes of it.

`here` is what the life's grid has at hand, see `here`.
"""

from typing import Final, NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot, hot_kernel, inlined
from credopolis.core.schema import ABSENT, DEAD, FEMALE, PARENT, PARTNERED
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.following import DEATH, lives_on, reckon_life
from credopolis.engine.here import at_grid
from credopolis.engine.present import was_there
from credopolis.engine.standing import NONE, TRACES, ZERO, close_spell, note, removed_from_life
from credopolis.engine.tally import BY_DEATH, count, tally_number
from credopolis.engine.world import Array
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.vital import AGE_DAYS

KIN = np.int64(event_kind("kin"))
OF_KIN: Final = ("children", "eldest_child")
"""What lives know of their household, besides a partner: it changes where lives end or begin."""
_DIES, _DEATHS = np.int64(TRACES.index("death")), tally_number("deaths")


class Moves(NamedTuple):
    """From which rules to which days of death are reckoned.

    old, new : (n_provinces,) int64, numbers of rules. drawn : 1 if thresholds are drawn now. kept : 1 if what is
    reckoned is kept and entered in the calendar, 0 if it is only counted.
    """

    old: Array
    new: Array
    drawn: int
    kept: int


@hot_kernel
def reckon(order, world, law, agenda, records, clock, moves, counts):
    """Reckon the day of death of every life of the districts in `order`.

    agenda : `calendar.NO_AGENDA`. records : `here.NO_RECORDS`. clock : of the tick to come. moves : Moves. counts :
    (n_districts,) int64, to which those who die within the run are added.
    """
    world, moves = by_address(world), by_address(moves)
    for d in order:
        district = world.districts[d]
        old, new = law.dials[moves.old[district["province"]]], law.dials[moves.new[district["province"]]]
        for g in range(district["grid_start"], district["grid_stop"]):
            here = by_address(at_grid(world, law, clock, agenda, d, g, records, 0.0))
            first, day = here.grid["start"], clock["day"]
            for i in range(first, first + here.grid["places"]):
                if np.int64(world.person[i]["flags"]) & ABSENT:
                    continue
                due = reckon_life(here, i, day, old, new, moves.drawn, moves.kept)
                if due < clock["last_day"]:
                    counts[d] += 1
                    if moves.kept:
                        schedule(here, i, due, pack(DEATH, ZERO, ZERO, ZERO), day)


@inlined
def age_group(days):
    """The group of the life table of an age in days."""
    group = np.int64(AGE_DAYS.shape[0] - 1)
    while group > 0 and days < AGE_DAYS[group]:
        group -= 1
    return group


@hot
def end_life(here, i, day):
    """A life ends, if that is to be today: it leaves its grade, its lists and all counts of lives."""
    if here.world.blocks.deaths[i]["dies_on"] != day:
        return
    if here.dials["crowds"] > 0 and lives_on(here, i, day):
        return
    life, person, rules = here.world.standing[i], here.world.person[i], here.rules
    grade, district = np.int64(life["grade"]), here.district
    if removed_from_life(life, rules):
        district["removed"] -= 1
        district["liberty"] += day
    elif grade < rules["n_grades"]:
        if day < life["lock_until"]:
            close_spell(here, i, day, BY_DEATH)
        district["scored"] -= 1
        district["score_sum"] -= life["score"]
    age = day - np.int64(person["birth_day"])
    count(here, _DEATHS, grade, np.int64(person["flags"]) & FEMALE, age_group(age))
    here.counts[np.uint64(grade)] -= 1
    here.grid["present"] -= 1
    tell_kin(here, i, day)
    person["flags"] = np.int64(person["flags"]) | DEAD
    life["grade"], life["grade_since"], life["lock_until"] = rules["n_grades"], day, day
    life["fell_on"], life["listed"] = -1, 0
    note(here, i, day, _DIES, 4 * age // 1461, NONE, ZERO, ZERO, day)


@hot
def tell_kin(here, i, day):
    """Let partner and parents know of a death, on the first day of the tick to come."""
    person, when = here.world.person[i], here.clock["day_end"]
    flags, mother, father = np.int64(person["flags"]), np.int64(person["mother"]), np.int64(person["father"])
    if flags & PARTNERED:
        partner = i + 1 if flags & FEMALE else i - 1  # of partners the woman comes first
        schedule(here, partner, when, pack(KIN, ZERO, ZERO, ZERO), day)
    if mother != 0 and was_there(here, i + mother):
        schedule(here, i + mother, when, pack(KIN, ZERO, ZERO, ZERO), day)
    if father != 0 and was_there(here, i + father):
        schedule(here, i + father, when, pack(KIN, ZERO, ZERO, ZERO), day)


@hot
def look_around(here, i):
    """What a life knows of its household is brought up to date: whether it has a partner, its children, the eldest."""
    people, grid = here.world.person, here.grid
    person = people[i]
    flags, first = np.int64(person["flags"]), i - np.int64(person["place"])
    if flags & PARTNERED and not was_there(here, i + 1 if flags & FEMALE else i - 1):
        person["flags"] = flags & ~PARTNERED
    children, eldest, j = ZERO, ZERO, first
    while j < grid["start"] + grid["places"] and np.int64(people[j]["place"]) == j - first:
        mother, father = np.int64(people[j]["mother"]), np.int64(people[j]["father"])
        mine = (mother != 0 and j + mother == i) or (father != 0 and j + father == i)
        if mine and was_there(here, j):
            children += 1
            if eldest == 0 or people[j]["birth_day"] < people[i + eldest]["birth_day"]:
                eldest = j - i
        j += 1
    person["children"], person["eldest_child"] = children, eldest
    if children > 0:
        person["flags"] = np.int64(person["flags"]) | PARENT
