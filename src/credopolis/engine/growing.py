"""Growing: when a life enters its next stage, and what that changes of what it is; see `mechanisms.stages`.

A life awaits one stage at a time. Nothing is drawn anew: schooling, work and retirement hang on the draws with which
the life was drawn, or would have been. `here` is what the life's grid has at hand, see `here`.
"""

from typing import Any, Final

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.draws import draw_at, key_of
from credopolis.core.jit import hot, hot_kernel, inlined
from credopolis.core.purposes import ATTRIBUTES
from credopolis.core.schema import ABSENT, EMPLOYED, FEMALE, STUDENT, UNBORN, URBAN
from credopolis.engine.birthdays import birthday
from credopolis.engine.calendar import NO_AGENDA, pack, schedule
from credopolis.engine.chances import Society, begin_chances, earn, goes_on
from credopolis.engine.coursing import LEVEL, tell_of, told_of
from credopolis.engine.early import begin_early, come_to_kindergarten
from credopolis.engine.families import begin_in_family
from credopolis.engine.here import NO_RECORDS, at_grid
from credopolis.engine.joining import become_official
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, ONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.working import begin_job, closed_work, meet_a_door, stop_working
from credopolis.engine.world import Array
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.kindergarten import AGE
from credopolis.mechanisms.stages import (
    FIRST_WORK,
    JUNIOR,
    NEVER,
    NO_WORK,
    OFFICIAL,
    OLDEST,
    OUT_OF_WORK,
    RETIRES,
    SCHOOL,
    SENIOR,
    TERTIARY,
    WORK,
    days_later,
    work_of,
)
from credopolis.society.generate import calibrated
from credopolis.society.people import FOR_RETIREMENT, FOR_SCHOOL, FOR_WORK, IN_SCHOOL, RETIRED, field16, level_of

GROWN: Final = ("education", "occupation")
"""What a stage changes of a life, besides its flags."""
EARNED: Final = ("income",)
"""What starting work changes besides, where gates have consequences."""
GROWN_UP: Final = 22
"""Age at which schooling is over: whoever is younger may still go on."""
STAGE = np.int64(event_kind("stage"))
_STAGE, _WORK = (np.int64(TRACES.index(name)) for name in ("stage", "work"))
_STAGES = tally_number("stages")
_JUNIOR_LEVEL, _SENIOR_LEVEL, _TERTIARY_LEVEL = np.int64(2), np.int64(3), np.int64(4)
_SCHOOL_AGE = 6
_AT_PERSON, _AT_WORK, _ON_DAY_0 = np.int64(0), np.int64(1), np.int64(0)


@inlined
def draws_of(here, i, which):
    """A draw with which a life was drawn, or, of who was born in the run, would have been."""
    return draw_at(key_of(here.clock["seed"], ATTRIBUTES, number_of(here, i), _ON_DAY_0), which)


@hot
def stage_day(here, i, day):
    """The day after today on which a life enters its next stage, `NEVER` if there is none."""
    person = here.world.person[i]
    born, occupation = np.int64(person["birth_day"]), np.int64(person["occupation"])
    if occupation < FIRST_WORK:
        if here.dials["kindergartens"] > 0 and birthday(born, AGE) > day:
            return birthday(born, AGE)
        for years in (6, 12, 15, 18, 22):
            if birthday(born, years) > day:
                return birthday(born, years)
        return day + 1
    if occupation == RETIRED:
        return np.int64(NEVER)
    flags = np.int64(person["flags"])
    female, urban = flags & FEMALE, flags & URBAN > 0
    shares = here.dials["retired"][0 if not urban else 1 + female]
    drawn, years = field16(draws_of(here, i, _AT_PERSON), FOR_RETIREMENT), max(day - born, 0) * 4 // 1461
    while years + 1 < OLDEST and drawn >= shares[years]:
        years += 1
    if drawn >= shares[years]:
        return np.int64(NEVER)
    due = birthday(born, years)
    if urban:
        due += days_later(female, years, due, here.dials["reform_day"])
    return max(due, day + 1)


@hot
def await_stage(here, i, day, earliest):
    """Enter a life's next stage in the calendar, not before the day `earliest`, if the run reaches it."""
    due = max(stage_day(here, i, day), earliest)
    of_life = here.world.blocks.stages[i]
    of_life["next_on"] = 0
    if due < here.clock["last_day"]:
        of_life["next_on"] = due
        schedule(here, i, due, pack(STAGE, ZERO, ZERO, ZERO), day)


@hot
def enter(here, i, day, stage):
    """Count a stage and write it down."""
    count(here, _STAGES, stage, cell_of(here.world.person[i], day), ZERO)
    if stage != WORK:
        note(here, i, day, _STAGE, stage, NONE, ZERO, ZERO, day)


@hot
def grow(here, i, day):
    """A life enters its next stage, if that is to be today."""
    of_life = here.world.blocks.stages[i]
    if of_life["next_on"] != day:
        return
    person, level, educates = here.world.person[i], told_of(here, i, LEVEL), here.dials["educates"] > 0
    occupation, years = np.int64(person["occupation"]), (day - np.int64(person["birth_day"])) * 4 // 1461
    if occupation >= FIRST_WORK:
        person["occupation"], person["flags"] = RETIRED, np.int64(person["flags"]) & ~EMPLOYED
        if here.dials["employs"] > 0:
            stop_working(here, i)
        enter(here, i, day, np.int64(RETIRES))
    elif occupation < IN_SCHOOL and here.dials["kindergartens"] > 0 and years < _SCHOOL_AGE:
        enter(here, i, day, come_to_kindergarten(here, i, day))
    elif occupation < IN_SCHOOL:
        person["occupation"], person["flags"] = IN_SCHOOL, np.int64(person["flags"]) | STUDENT
        go_to(here, i, day, np.int64(1), np.int64(SCHOOL))
    elif years < 15:
        go_to(here, i, day, _JUNIOR_LEVEL, np.int64(JUNIOR))
    elif years < 18 and (goes_on(here, i, day, _SENIOR_LEVEL) if educates else level >= _SENIOR_LEVEL):
        go_to(here, i, day, _SENIOR_LEVEL, np.int64(SENIOR))
    elif years < 22 and (goes_on(here, i, day, _TERTIARY_LEVEL) if educates else level == _TERTIARY_LEVEL):
        go_to(here, i, day, _TERTIARY_LEVEL, np.int64(TERTIARY))
    else:
        start_work(here, i, day)
    await_stage(here, i, day, ZERO)


@inlined
def go_to(here, i, day, level, stage):
    """A life goes to a school of some level; nobody loses a higher one."""
    person = here.world.person[i]
    person["education"] = max(np.int64(person["education"]), level)
    enter(here, i, day, stage)


@hot
def start_work(here, i, day):
    """A life leaves school, and does the work that its draw means, or what else there is where gates refuse that."""
    person = here.world.person[i]
    flags, closed = np.int64(person["flags"]), closed_work(here, i)
    chances = here.dials["work"][1 if flags & URBAN else 0, np.int64(person["education"])]
    drawn = field16(draws_of(here, i, _AT_WORK), FOR_WORK)
    wanted, found = np.int64(work_of(chances, drawn, ZERO)), np.int64(work_of(chances, drawn, closed))
    person["occupation"] = found
    works = found < OUT_OF_WORK
    person["flags"] = (flags & ~STUDENT) | (EMPLOYED if works else 0)
    enter(here, i, day, np.int64(WORK if works else NO_WORK))
    if here.dials["educates"] > 0:
        earn(here, i, day, wanted != found)
    if works:
        note(here, i, day, _WORK, found, NONE, ZERO, ZERO, day)
    if wanted != found:
        meet_a_door(here, i, day, wanted)
    if here.dials["admits"] > 0 and found == OFFICIAL:
        become_official(here, i, day)
    if here.dials["employs"] > 0:
        begin_job(here, i, day, ONE)


@hot_kernel
def begin_stages(order, world, law, agenda, records, clock, society, kept, counts):
    """Find the schooling that every life of the districts in `order` will have had, and the day of its next stage.

    agenda : `calendar.NO_AGENDA`. records : `here.NO_RECORDS`. clock : of the first tick. society : Society.
    kept : 1 if stages are entered in the calendar, 0 if those within the run are only counted. counts : (n_districts,)
    int64, to which they are added.
    """
    world, society = by_address(world), by_address(society)
    for d in order:
        district = world.districts[d]
        for g in range(district["grid_start"], district["grid_stop"]):
            here = by_address(at_grid(world, law, clock, agenda, d, g, records, 0.0))
            first = here.grid["start"]
            for i in range(first, first + here.grid["places"]):
                person = world.person[i]
                flags, level = np.int64(person["flags"]), np.int64(person["education"])
                area, drawn = 1 if flags & URBAN else 0, field16(draws_of(here, i, _AT_PERSON), FOR_SCHOOL)
                if flags & UNBORN or birthday(np.int64(person["birth_day"]), GROWN_UP) > 0:
                    level = max(level, np.int64(level_of(society.schooling[district["province"], area], drawn)))
                if here.dials["educates"] > 0:
                    begin_chances(here, i, society, drawn, area)
                if here.dials["kindergartens"] > 0 and not flags & UNBORN:
                    begin_early(here, i)
                tell_of(here, i, LEVEL, level)
                if flags & ABSENT:
                    continue
                if stage_day(here, i, ZERO) < clock["last_day"]:
                    counts[d] += 1
                if kept:
                    await_stage(here, i, ZERO, ZERO)
                if here.dials["employs"] > 0:
                    counts[d] += begin_job(here, i, ZERO, kept)
                if here.dials["in_families"] > 0:
                    counts[d] += begin_in_family(here, i, ZERO, kept)


def first_stages(engine: Any, *, kept: bool) -> Array:
    """Find the schooling and the next stage of every life on day 0 -> how many each district has in the run, (n,).

    engine : a built one. kept : also enter them in the calendar, where there is room for them.
    """
    people = calibrated(engine.scenario.tables)
    schooling = np.ascontiguousarray(people.schooling[:, :, int(people.cohort_of_age[GROWN_UP])])
    origin = people.province_points[:, None].astype(np.int64) + np.array([0, people.standing[0]], np.int64)
    society = Society(schooling, np.ascontiguousarray(origin), people.cuts.astype(np.int64))
    found = np.zeros(len(engine.world.districts), np.int64)
    begin_stages(
        engine.order, engine.world, engine.law, NO_AGENDA, NO_RECORDS, engine.clocks[0], society, int(kept), found
    )
    return found
