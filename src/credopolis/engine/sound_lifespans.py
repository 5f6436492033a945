"""Whether who is dead, and who has whom left, can be so in a frozen run; see `soundness`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from credopolis.core.schema import DEAD, EDUCATION, EMPLOYED, OCCUPATIONS, PARENT, PARTNERED, PARTY, STUDENT, UNBORN
from credopolis.engine.bounds import none, within
from credopolis.engine.build import Engine
from credopolis.engine.growing import EARNED, GROWN
from credopolis.engine.inspection import HAS_DEATH
from credopolis.engine.lifespans import OF_KIN
from credopolis.engine.places import is_living
from credopolis.engine.world import TRACED, Array, World, column_of
from credopolis.mechanisms.army import SERVES, people_serve
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.deaths import lives_end
from credopolis.mechanisms.jobs import people_change_work
from credopolis.mechanisms.party import people_join
from credopolis.mechanisms.stages import FIRST_WORK, OUT_OF_WORK, people_grow
from credopolis.society.births import MOST_OF_A_HOUSEHOLD
from credopolis.society.people import IN_SCHOOL


def with_kin(world: World, arrays: Mapping[str, Array]) -> dict[str, Any]:
    """The people of a world and their blocks as a frozen run has them, where anything of people changes."""
    names = [name for name in (*OF_KIN, *GROWN, *EARNED) if name in arrays]
    if not names:
        return {}
    person = world.person.copy()
    for name in ("flags", *names):
        person[name] = arrays[name]
    blocks = {name: arrays.get(f"block_{name}", block) for name, block in world.blocks._asdict().items()}
    return {"person": person, "blocks": world.blocks._replace(**blocks)}


def check_flags(engine: Engine, flags: Array) -> None:
    """Flags are those that lives were born with, but for who was born or died, and what households make of that."""
    born = engine.world.person["flags"] & ~np.uint16(TRACED)
    none("flags", (flags & TRACED) != 0, flags, "without the mark of a traced life")
    ends, begins = engine.scenario.asks(lives_end), engine.scenario.asks(lives_begin)
    grows = (EMPLOYED | STUDENT) * engine.scenario.asks(people_grow)
    joins = PARTY * engine.scenario.asks(people_join)
    comes = DEAD * ends | PARENT * begins | PARENT * ends | grows | joins
    goes = PARTNERED * ends | UNBORN * begins | grows | joins
    fine = ((flags & ~born & ~np.uint16(comes)) == 0) & ((born & ~flags & ~np.uint16(goes)) == 0)
    none("flags", ~fine, flags, "those that the life was born with, and what can change of them")
    none("flags", (flags & UNBORN != 0) & (flags & DEAD != 0), flags, "born before it died")


def check_kin(engine: Engine, world: World, day: int) -> None:
    """Who is born has had the day of birth; children are of the household."""
    person, eldest = world.person, world.person["eldest_child"].astype(np.int64)
    early = ((person["flags"] & UNBORN) == 0) & (person["birth_day"] >= max(day, 1))
    none("flags", early, person["flags"], "without those whose day of birth has not come")
    within("children", person["children"], 0, MOST_OF_A_HOUSEHOLD)
    whose = np.flatnonzero(eldest)
    child = whose + eldest[whose]
    none("eldest_child", (child < 0) | (child >= len(person)), eldest, "a child in the household", whose)
    parents = [child + person[name][child] for name in ("mother", "father")]
    none("eldest_child", (parents[0] != whose) & (parents[1] != whose), eldest, "a child in the household", whose)


def check_stages(engine: Engine, world: World, day: int) -> None:
    """What lives do is what their flags say, and nobody has missed a stage."""
    person, names = world.person, (*GROWN,)
    for name, most in zip(names, (len(EDUCATION) - 1, len(OCCUPATIONS) - 1), strict=True):
        within(name, person[name], 0, most)
    within("income", person["income"], 1, 5)
    work, flags = person["occupation"], person["flags"]
    away = _serving(engine, world)
    none("flags", away & (flags & (STUDENT | EMPLOYED) != 0), flags, "neither a student's nor a worker's in the army")
    none("occupation", ((work == IN_SCHOOL) & ~away) != (flags & STUDENT != 0), work, "a student's for students alone")
    works = (work >= FIRST_WORK) & (work < OUT_OF_WORK) & ~away
    none("occupation", works != (flags & EMPLOYED != 0), work, "work for the employed alone")
    if engine.scenario.asks(people_change_work):
        seeks, then = (column_of(world.blocks, "jobs", name) for name in ("seeks", "job_on"))
        none("jobs.seeks", (seeks > 0) & (work != OUT_OF_WORK), seeks, "1 for who is out of work alone")
        none("jobs.job_on", is_living(world) & (then > 0) & (then < day), then, f"0, or {day} or later")
    due = world.blocks._asdict()["stages"]["next_on"]
    none("stages.next_on", is_living(world) & (due > 0) & (due < day), due, f"0, or {day} or later")


def _serving(engine: Engine, world: World) -> Array:
    """Who is in the army, (n_places,) bool."""
    if not engine.scenario.asks(people_serve):
        return np.zeros(len(world.person), bool)
    return np.asarray(column_of(world.blocks, "army", "army") == SERVES)


def check_lifespans(engine: Engine, world: World, day: int, marks: Array) -> None:
    """The dead have died on their day, and the others will."""
    life, dies = world.standing, world.blocks._asdict()["deaths"]["dies_on"]
    dead, living = (world.person["flags"] & DEAD) != 0, is_living(world)
    none("deaths.dies_on", dead & (dies != life["grade_since"]), dies, "the day on which the life ended")
    none("deaths.dies_on", living & (dies < day), dies, f"{day} or later, for who is not dead")
    none("deaths.dies_on", living & (dies < engine.scenario.days) & ((marks & HAS_DEATH) == 0), dies,
         "a day that the calendar knows")  # fmt: skip
    within("standing.listed", life["listed"][dead], 0, 0)


def check_present(world: World) -> None:
    """Grids count who is there."""
    starts, living = world.grids["start"], is_living(world)
    there = np.add.reduceat(living, starts, dtype=np.int64) if len(starts) else starts
    none("grids.present", world.grids["present"] != there, world.grids["present"], "the lives that are there")
