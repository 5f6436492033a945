"""Serving: who asks to be taken into the army, serves and comes back, and which children win championships.

`here` is what the life's grid has at hand, see `here`. See `mechanisms.army` and `.championships`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, high_unit, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import ARMY as OF_ARMY
from credopolis.core.purposes import CHAMPIONSHIPS
from credopolis.core.schema import EMPLOYED, FEMALE, STUDENT
from credopolis.engine.birthdays import birthday
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.coursing import IN_ARMY, tell_of, told_of
from credopolis.engine.doors import ASKS, ENTERS, RETURNS, is_closed, look_at_parents, pack_step, tell_parents
from credopolis.engine.places import number_of
from credopolis.engine.standing import NONE, ONE, TRACES, ZERO, cell_of, note
from credopolis.engine.tally import count, tally_number
from credopolis.engine.working import await_job
from credopolis.mechanisms import army, championships, vetting
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.stages import FIRST_WORK, NEVER, OUT_OF_WORK
from credopolis.society.people import IN_SCHOOL

CHAMPIONSHIP, STAGE = np.int64(event_kind("championship")), np.int64(event_kind("stage"))
_ARMY, _SERVICE, _WON = np.int64(vetting.ARMY), np.int64(vetting.SERVICE), np.int64(vetting.CHAMPIONSHIP)
_NEVER, _ON_DAY_0 = np.int64(NEVER), np.int64(0)
_JOINS, _RETURNS, _ITSELF, _ITS_PARENTS = (np.int64(k) for k in range(len(army.OUTCOMES)))
_OUTCOMES, _TOLD_OF_ARMY = tally_number("army"), np.int64(TRACES.index("army"))
_WINS, _TOLD_OF_WIN = tally_number("championships"), np.int64(TRACES.index("championship"))


@hot
def army_day(here, i):
    """The day on which a life asks to serve in the army, `NEVER` if it does not."""
    person = here.world.person[i]
    bits = draw_at(key_of(here.clock["seed"], OF_ARMY, number_of(here, i), _ON_DAY_0), ZERO)
    if low_unit(bits) >= here.dials["army_share"][np.int64(person["flags"]) & FEMALE]:
        return _NEVER
    born = np.int64(person["birth_day"])
    first = birthday(born, army.FIRST_AGE)
    return first + np.int64(high_unit(bits) * (birthday(born, army.LAST_AGE) - first))


@hot
def begin_army(here, i, day, kept):
    """Enter in the calendar when a life asks to serve, or comes back from service that began before the run -> events.

    kept : 0 if they are only counted.
    """
    asks = army_day(here, i)
    until = asks + here.dials["army_days"]
    if asks >= here.clock["last_day"]:
        return 0
    if asks > day:
        if kept:
            tell_of(here, i, IN_ARMY, army.WILL_ASK)
            schedule(here, i, asks, pack_step(ASKS, ZERO, _ARMY), day)
        return 1
    if until <= day:
        if kept:
            tell_of(here, i, IN_ARMY, army.HAS_SERVED)
        return 0
    if kept:
        serve(here, i, day, until)
    return 2


@hot
def serve(here, i, day, until):
    """A life serves until a day: it is neither employed nor a student, and its next stage at school is put off."""
    person = here.world.person[i]
    person["flags"] = np.int64(person["flags"]) & ~(EMPLOYED | STUDENT)
    tell_of(here, i, IN_ARMY, army.SERVES)
    put_off(here, i, day, here.dials["army_days"])
    if here.dials["employs"] > 0:
        here.world.blocks.jobs[i]["job_on"] = 0
    schedule(here, i, until, pack_step(RETURNS, ZERO, _ARMY), day)


@inlined
def put_off(here, i, day, days):
    """The next stage at school of a life comes so many days later."""
    of_life = here.world.blocks.stages[i]
    if of_life["next_on"] > 0 and np.int64(here.world.person[i]["occupation"]) < FIRST_WORK:
        due = np.int64(of_life["next_on"]) + days
        of_life["next_on"] = 0
        if due < here.clock["last_day"]:
            of_life["next_on"] = due
            schedule(here, i, due, pack(STAGE, ZERO, ZERO, ZERO), day)


@hot
def ask_to_serve(here, i, day):
    """A life asks to serve: its own gate is looked at, and its parents will be."""
    if told_of(here, i, IN_ARMY) != army.WILL_ASK:
        return
    if is_closed(here, i, _ARMY):
        be_refused(here, i, day, _ITSELF)
        return
    due = look_at_parents(here, i, day, _ARMY)
    tell_of(here, i, IN_ARMY, army.IS_LOOKED_AT)
    schedule(here, i, due, pack_step(ENTERS, ZERO, _ARMY), day)


@inlined
def be_refused(here, i, day, whose):
    """A life is not taken into the army. whose : standing was against it."""
    tell_of(here, i, IN_ARMY, army.WAS_REFUSED)
    count(here, _OUTCOMES, whose, cell_of(here.world.person[i], day), ZERO)
    note(here, i, day, _TOLD_OF_ARMY, whose, NONE, ZERO, ZERO, day)


@hot
def be_refused_for_parents(here, i, day):
    """A life is refused by the army for its parents' standing, unless it knows that already."""
    if told_of(here, i, IN_ARMY) == army.IS_LOOKED_AT:
        be_refused(here, i, day, _ITS_PARENTS)


@hot
def join(here, i, day):
    """A life joins the army, unless it was refused."""
    if told_of(here, i, IN_ARMY) != army.IS_LOOKED_AT:
        return
    count(here, _OUTCOMES, _JOINS, cell_of(here.world.person[i], day), ZERO)
    serve(here, i, day, day + here.dials["army_days"])
    note(here, i, day, _TOLD_OF_ARMY, _JOINS, NONE, ZERO, ZERO, day)
    tell_parents(here, i, day, _SERVICE)


@hot
def come_back(here, i, day):
    """A life comes back from the army, to school or to its work."""
    person = here.world.person[i]
    if told_of(here, i, IN_ARMY) != army.SERVES:
        return
    tell_of(here, i, IN_ARMY, army.HAS_SERVED)
    occupation = np.int64(person["occupation"])
    if occupation == IN_SCHOOL:
        person["flags"] = np.int64(person["flags"]) | STUDENT
    elif FIRST_WORK <= occupation < OUT_OF_WORK:
        person["flags"] = np.int64(person["flags"]) | EMPLOYED
    if here.dials["employs"] > 0:
        await_job(here, i, day)
    count(here, _OUTCOMES, _RETURNS, cell_of(person, day), ZERO)
    note(here, i, day, _TOLD_OF_ARMY, _RETURNS, NONE, ZERO, ZERO, day)


@hot
def next_win(here, i, day):
    """The day after today on which a child wins a championship, `NEVER` if it does not before it is too old."""
    born = np.int64(here.world.person[i]["birth_day"])
    since = max(day, birthday(born, championships.FIRST_AGE) - 1)
    key = key_of(here.clock["seed"], CHAMPIONSHIPS, number_of(here, i), day)
    gap = high_exponential(draw_at(key, ZERO)) * here.dials["days_between_wins"]
    last = birthday(born, championships.LAST_AGE)
    return since + 1 + np.int64(gap) if gap < last - since - 1 else _NEVER


@hot
def await_win(here, i, day, kept):
    """Enter in the calendar when a child wins next, if the run reaches it -> events."""
    due = next_win(here, i, day)
    if due >= here.clock["last_day"]:
        return 0
    if kept:
        schedule(here, i, due, pack(CHAMPIONSHIP, ZERO, ZERO, ZERO), day)
    return 1


@hot
def win(here, i, day):
    """A child wins a championship."""
    count(here, _WINS, cell_of(here.world.person[i], day), ZERO, ZERO)
    note(here, i, day, _TOLD_OF_WIN, ZERO, NONE, ZERO, ZERO, day)
    tell_parents(here, i, day, _WON)
    await_win(here, i, day, ONE)
