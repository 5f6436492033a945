"""Following: what a life's health and its children's schooling make of where it stands; see `mechanisms.consequences`.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import DEATHS
from credopolis.core.schema import ABSENT, FEMALE
from credopolis.engine.calendar import pack, schedule
from credopolis.engine.places import number_of
from credopolis.engine.requests import await_request
from credopolis.engine.world import FIELDS
from credopolis.mechanisms.all import event_kind
from credopolis.mechanisms.consequences import ALIKE, decided_at
from credopolis.mechanisms.crowding import days_of
from credopolis.mechanisms.deaths import OUTLIVES, live_on

DEATH = np.int64(event_kind("death"))
PLACE_AT, CARE_AT, KIND_AT = (np.int64(decided_at(name)) for name in ("place", "care", "kind"))
_FIRST_DAYS, _OTHERS_DAYS = FIELDS.index("care_first_days"), FIELDS.index("care_others_days")
_MILLION, _ZERO, _ONE, _TWO = 1e6, np.int64(0), np.int64(1), np.int64(2)


@inlined
def decided_of(here, i, column):
    """What gates decide on a life where it stands, of one column; -1 for who is in no grade."""
    life = here.world.standing[i]
    if np.int64(life["grade"]) >= here.rules["n_grades"]:
        return np.int64(-1)
    return np.int64(here.decided[np.int64(life["grade"]), np.int64(life["listed"]), column])


@inlined
def care_now(here, i):
    """How many times the hazard of death holds for a life where it stands, as it is kept."""
    found = decided_of(here, i, CARE_AT)
    return np.float64(np.float32(1.0 if found < 0 else found / _MILLION))


@hot
def reckon_life(here, i, day, old, new, drawn, kept):
    """The day on which a life ends, of which so much is left today; see `lifespans.Moves`. old, new : DIALS."""
    person, of_life = here.world.person[i], here.world.blocks.deaths[i]
    born, sex = np.int64(person["birth_day"]), np.int64(person["flags"]) & FEMALE
    times = here.grid["mortality"]
    before = after_it = times
    if new["cares"] > 0:
        before = times * np.float64(here.world.blocks.care[i]["times"])
        after_it = times * care_now(here, i)
    if drawn:
        left = high_exponential(draw_at(key_of(here.clock["seed"], DEATHS, number_of(here, i), _ZERO), _ZERO))
    else:
        since, left = np.int64(of_life["left_on"]), np.float64(of_life["left"])
        _, left = live_on(born, sex, since, day, left, old, before)
        left = max(left, 0.0)
    left = np.float64(np.float32(left))
    due, after = live_on(born, sex, day, here.clock["last_day"], left, new, after_it)
    if after >= 0.0:
        due = np.int64(OUTLIVES)
    if kept:
        of_life["left"], of_life["left_on"], of_life["dies_on"] = left, day, due
        if new["cares"] > 0:
            here.world.blocks.care[i]["times"] = care_now(here, i)
    return due


@hot
def lives_on(here, i, day):
    """Whether a life whose threshold has run out lives on, because the hazard is not as high as it may be (`crowding`).

    It has a new threshold then, from tomorrow on.
    """
    dials, highest = here.dials, np.float64(here.world.blocks.care[i]["times"])
    kind = decided_of(here, i, KIND_AT)
    if kind <= 0:
        return False
    days = days_of(kind, here.fields[_FIRST_DAYS], here.fields[_OTHERS_DAYS], dials["crowding_first"])
    key = key_of(here.clock["seed"], DEATHS, number_of(here, i), day)
    less = dials["care_risk"] * (dials["crowding_most"] - days)
    if low_unit(draw_at(key, _ONE)) * highest >= less:
        return False
    person, of_life = here.world.person[i], here.world.blocks.deaths[i]
    left = np.float64(np.float32(high_exponential(draw_at(key, _TWO))))
    born, sex = np.int64(person["birth_day"]), np.int64(person["flags"]) & FEMALE
    due, after = live_on(born, sex, day + 1, here.clock["last_day"], left, dials, here.grid["mortality"] * highest)
    if after >= 0.0:
        due = np.int64(OUTLIVES)
    of_life["left"], of_life["left_on"], of_life["dies_on"] = left, day + 1, due
    if due < here.clock["last_day"]:
        schedule(here, i, due, pack(DEATH, _ZERO, _ZERO, _ZERO), day)
    return True


@hot
def follow(here, i, day):
    """A life came to another grade or list: its day of death, and the place that it gives its children, follow."""
    person = here.world.person[i]
    if np.int64(person["flags"]) & ABSENT:
        return
    if here.dials["educates"] > 0:
        mine, found = here.world.blocks.chances[i], decided_of(here, i, PLACE_AT)
        place = np.int64(ALIKE) if found < 0 else found
        if place != np.int64(mine["place"]):
            if np.int64(mine["moved_on"]) < here.clock["day"]:
                mine["before"] = mine["place"]
            mine["place"], mine["moved_on"] = place, day
    if here.dials["cares"] > 0 and care_now(here, i) != np.float64(here.world.blocks.care[i]["times"]):
        before = np.int64(here.world.blocks.deaths[i]["dies_on"])
        due = reckon_life(here, i, day, here.dials, here.dials, _ZERO, _ONE)
        if due < here.clock["last_day"]:
            if np.int64(person["birth_day"]) >= here.clock["day"]:  # who was born in this tick outlives it
                due = max(due, here.clock["day_end"])
                here.world.blocks.deaths[i]["dies_on"] = due
            if due != before:
                schedule(here, i, due, pack(DEATH, _ZERO, _ZERO, _ZERO), day)


@inlined
def place_as_it_began(here, i):
    """The place that a life gives its children, as the tick began."""
    mine = here.world.blocks.chances[i]
    return np.int64(mine["before"]) if np.int64(mine["moved_on"]) >= here.clock["day"] else np.int64(mine["place"])


@inlined
def came_elsewhere(here, i, day):
    """A life came to another grade or list: it may ask for what is refused there, and lives by what gates decide."""
    if here.dials["serves"] > 0:
        await_request(here, i, day)
    if here.dials["bears"] > 0:
        follow(here, i, day)
