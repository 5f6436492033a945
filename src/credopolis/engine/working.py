"""Working: how lives lose work, find other, change it and are promoted; see `mechanisms.jobs`.

A life that works or seeks work awaits one day at a time on which something may happen, drawn with the highest hazards
that there can be; what does happen then, or nothing, is drawn on that day. `here` is what the life's grid has at hand,
see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, high_unit, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import JOBS
from credopolis.core.schema import EMPLOYED, URBAN
from credopolis.engine.birthdays import birthday
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.coursing import SEEKS, tell_of, told_of
from credopolis.engine.following import decided_of
from credopolis.engine.joining import become_official
from credopolis.engine.places import number_of
from credopolis.engine.requests import decided_now
from credopolis.engine.standing import NONE, ONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.world import FIELDS
from credopolis.mechanisms import jobs
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.consequences import decided_at
from credopolis.mechanisms.services import NAMES
from credopolis.mechanisms.stages import DOORS, FIRST_WORK, NEVER, OFFICIAL, OUT_OF_WORK, SELF_EMPLOYED, work_of

JOB = np.int64(event_kind("job"))
_FARMER, _NEVER, _HIGHEST = np.int64(FIRST_WORK), np.int64(NEVER), np.int64(5)
_HIRED_AT, _PROMOTED_AT = (np.int64(decided_at(name)) for name in ("hired", "promoted"))
_HIRED, _PROMOTED = FIELDS.index("hired"), FIELDS.index("promoted")
NOT_THESE = np.int64(1 | 1 << (OUT_OF_WORK - FIRST_WORK))  # farming, and no work
_AT_DOOR = tuple(np.int64(NAMES.index(name)) for name in DOORS)
_OF_DOOR = np.int64(OFFICIAL - FIRST_WORK), np.int64(SELF_EMPLOYED - FIRST_WORK)
_JOBS, _DOORS = tally_number("jobs"), tally_number("doors")
_LOSES, _FINDS, _CHANGES, _RISES = (np.int64(k) for k in range(len(jobs.OUTCOMES)))
_JOB, _FOUND, _CHANGED, _DOOR = (np.int64(TRACES.index(name)) for name in ("job", "hired", "changed", "door"))
_AT_GAP, _AT_WHAT, _AT_WORK, _AT_OTHER, _AT_SEEKING = (np.int64(k) for k in range(5))
_TERTIARY, _THOUSAND = np.int64(4), 1000.0


@inlined
def closed_work(here, i):
    """Work that gates refuse a life where it stands, a bit for each kind from `FIRST_WORK` on."""
    refused, closed = decided_now(here, i), ZERO
    for k in range(len(_AT_DOOR)):
        closed |= ((refused >> _AT_DOOR[k]) & 1) << _OF_DOOR[k]
    return closed


@hot
def meet_a_door(here, i, day, wanted):
    """A life was refused the work that it wanted: it is counted and written down."""
    door = ZERO if wanted == OFFICIAL else ONE
    count(here, _DOORS, door, cell_of(here.world.person[i], day), ZERO)
    note(here, i, day, _DOOR, door, NONE, ZERO, ZERO, day)


@inlined
def age_of(born, day):
    """The place of an age among those by which the chance of losing work differs."""
    return (1 if day >= birthday(born, jobs.AGES[0]) else 0) + (1 if day >= birthday(born, jobs.AGES[1]) else 0)


@inlined
def works(person):
    """Whether a life has work that it may lose."""
    return _FARMER < np.int64(person["occupation"]) < OUT_OF_WORK


@hot
def job_day(here, i, day):
    """The day after today on which something may happen to a life's work, `NEVER` if none is near."""
    person, dials = here.world.person[i], here.dials
    spread = high_exponential(draw_at(key_of(here.clock["seed"], JOBS, number_of(here, i), day), _AT_GAP))
    if told_of(here, i, SEEKS) > 0:
        gap, last = spread * dials["days_of_seeking"], _NEVER
    elif works(person):
        born = np.int64(person["birth_day"])
        age, area = age_of(born, day), 1 if np.int64(person["flags"]) & URBAN else 0
        gap = spread * dials["days_between_jobs"][age, 1 if person["education"] == _TERTIARY else 0, area]
        last = birthday(born, jobs.AGES[age]) if age < len(jobs.AGES) else _NEVER
    else:
        return _NEVER
    return min(day + 1 + np.int64(gap), last) if gap < NEVER else last


@hot
def await_job(here, i, day):
    """Enter in the calendar when something may happen to a life's work next, if the run reaches it -> events."""
    mine, due = here.world.blocks.jobs[i], job_day(here, i, day)
    mine["job_on"] = 0
    if due >= here.clock["last_day"]:
        return 0
    mine["job_on"] = due
    schedule(here, i, due, pack(JOB, ZERO, ZERO, ZERO), day)
    return 1


@inlined
def stop_working(here, i):
    """Nothing happens to the work of a life that retires, which seeks none any more."""
    here.world.blocks.jobs[i]["job_on"] = 0
    tell_of(here, i, SEEKS, ZERO)


@hot
def may_seek(here, i, day):
    """Who has no paid work on day 0, or on leaving school, seeks some or does not."""
    person = here.world.person[i]
    if np.int64(person["occupation"]) != OUT_OF_WORK:
        return
    age, area = age_of(np.int64(person["birth_day"]), day), 1 if np.int64(person["flags"]) & URBAN else 0
    chance = here.dials["seeking"][age, np.int64(person["education"]), area]
    key = key_of(here.clock["seed"], JOBS, number_of(here, i), day)
    tell_of(here, i, SEEKS, 1 if low_unit(draw_at(key, _AT_SEEKING)) < chance else 0)


@inlined
def times_of(here, i, column, mean):
    """How many times the usual hazard holds for a life by a gate, as a share of the highest."""
    found = decided_of(here, i, column)
    own = 1.0 if found < 0 else found / _THOUSAND
    return min(own / mean, jobs.MOST_TIMES) / jobs.MOST_TIMES if mean > 0.0 else 0.0


@hot
def other_work(here, i, day, key, not_these):
    """The work that a life takes instead of what it did, or of none; `OUT_OF_WORK` if gates leave nothing.

    not_these : what nobody takes so, a bit for each kind from `FIRST_WORK` on.
    """
    person = here.world.person[i]
    chances = here.dials["work"][1 if np.int64(person["flags"]) & URBAN else 0, np.int64(person["education"])]
    closed = closed_work(here, i)
    found = np.int64(work_of(chances, np.int64(low_unit(draw_at(key, _AT_WORK)) * 65_536.0), not_these))
    if found < OUT_OF_WORK and (closed >> (found - _FARMER)) & 1:
        meet_a_door(here, i, day, found)
        drawn = np.int64(low_unit(draw_at(key, _AT_OTHER)) * 65_536.0)
        return np.int64(work_of(chances, drawn, not_these | closed))
    return found


@inlined
def take(here, i, day, work):
    """A life takes some work; who comes to be an official may join the Party."""
    here.world.person[i]["occupation"] = work
    if here.dials["admits"] > 0 and work == OFFICIAL:
        become_official(here, i, day)


@hot
def seek(here, i, day, key):
    """Who seeks work may find some today, and then may earn less than before."""
    person, bits = here.world.person[i], draw_at(key, _AT_WHAT)
    if low_unit(bits) >= times_of(here, i, _HIRED_AT, here.fields[_HIRED]):
        return
    found = other_work(here, i, day, key, NOT_THESE)
    if found >= OUT_OF_WORK:
        return
    person["flags"] = np.int64(person["flags"]) | EMPLOYED
    take(here, i, day, found)
    tell_of(here, i, SEEKS, 0)
    count(here, _JOBS, _FINDS, cell_of(person, day), ZERO)
    note(here, i, day, _FOUND, found, NONE, ZERO, ZERO, day)
    if high_unit(bits) < here.dials["loses_class"] and person["income"] > 1:
        person["income"] -= 1
        note(here, i, day, _JOB, _HIGHEST + np.int64(person["income"]) - 1, NONE, ZERO, ZERO, day)


@hot
def may_change(here, i, day, key):
    """What happens to the work of a life that has some: it is lost or changed, a promotion comes, or nothing."""
    person, bits = here.world.person[i], draw_at(key, _AT_WHAT)
    flags, age = np.int64(person["flags"]), age_of(np.int64(person["birth_day"]), day)
    schooled, area = 1 if person["education"] == _TERTIARY else 0, 1 if flags & URBAN else 0
    ends, mark = here.dials["job_until"][age, schooled, area], low_unit(bits)
    cell = cell_of(person, day)
    if mark < ends[0]:
        person["occupation"], person["flags"] = OUT_OF_WORK, flags & ~EMPLOYED
        tell_of(here, i, SEEKS, 1)
        count(here, _JOBS, _LOSES, cell, ZERO)
        note(here, i, day, _JOB, ZERO, NONE, ZERO, ZERO, day)
    elif mark < ends[1]:
        found = other_work(here, i, day, key, NOT_THESE)
        if found < OUT_OF_WORK:
            take(here, i, day, found)
            count(here, _JOBS, _CHANGES, cell, ZERO)
            note(here, i, day, _CHANGED, found, NONE, ZERO, ZERO, day)
    elif person["income"] < _HIGHEST and high_unit(bits) < times_of(here, i, _PROMOTED_AT, here.fields[_PROMOTED]):
        person["income"] += 1
        count(here, _JOBS, _RISES, cell, ZERO)
        note(here, i, day, _JOB, np.int64(person["income"]) - 1, NONE, ZERO, ZERO, day)


@hot
def at_work(here, i, day):
    """What may happen to a life's work today, if that is to be today; on some birthdays only the chances change."""
    mine, person = here.world.blocks.jobs[i], here.world.person[i]
    if mine["job_on"] != day:
        return
    born, key = np.int64(person["birth_day"]), key_of(here.clock["seed"], JOBS, number_of(here, i), day)
    if told_of(here, i, SEEKS) > 0:
        seek(here, i, day, key)
    elif works(person) and day != birthday(born, jobs.AGES[0]) and day != birthday(born, jobs.AGES[1]):
        may_change(here, i, day, key)
    await_job(here, i, day)


@hot
def begin_job(here, i, day, kept):
    """What lies ahead of a life at work, on day 0 or as it leaves school -> events. kept : 0 to count them only."""
    may_seek(here, i, day)
    if kept:
        return await_job(here, i, day)
    return 1 if job_day(here, i, day) < here.clock["last_day"] else 0
