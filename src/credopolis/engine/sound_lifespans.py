"""Whether who is dead, and who has whom left, can be so in a frozen run; see `soundness`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from credopolis.core.schema import DEAD, PARTNERED
from credopolis.engine.bounds import none, within
from credopolis.engine.build import Engine
from credopolis.engine.inspection import HAS_DEATH
from credopolis.engine.lifespans import OF_KIN
from credopolis.engine.places import is_living
from credopolis.engine.world import TRACED, Array, World
from credopolis.mechanisms.deaths import lives_end


def with_kin(world: World, arrays: Mapping[str, Array]) -> dict[str, Any]:
    """The people of a world and their blocks as a frozen run has them, where anything of people changes."""
    if not all(name in arrays for name in OF_KIN):
        return {}
    person = world.person.copy()
    for name in ("flags", *OF_KIN):
        person[name] = arrays[name]
    blocks = {name: arrays.get(f"block_{name}", block) for name, block in world.blocks._asdict().items()}
    return {"person": person, "blocks": world.blocks._replace(**blocks)}


def check_flags(engine: Engine, flags: Array) -> None:
    """Flags are those that lives were born with; where lives end, who is dead is marked, and partners may be gone."""
    born = engine.world.person["flags"] & ~np.uint16(TRACED)
    none("flags", (flags & TRACED) != 0, flags, "without the mark of a traced life")
    if not engine.scenario.asks(lives_end):
        none("flags", flags != born, flags, "those that the life was born with")
        return
    other = (flags ^ born) & ~np.uint16(DEAD | PARTNERED)
    none("flags", (other != 0) | ((flags & ~born & PARTNERED) != 0), flags, "those that the life was born with")


def check_lifespans(engine: Engine, world: World, day: int, marks: Array) -> None:
    """The dead have died on their day, the others will; children are of the household."""
    of_lives, life, person = world.blocks.deaths, world.standing, world.person
    dies, dead, living = of_lives["dies_on"], (person["flags"] & DEAD) != 0, is_living(world)
    none("deaths.dies_on", dead & (dies != life["grade_since"]), dies, "the day on which the life ended")
    none("deaths.dies_on", living & (dies < day), dies, f"{day} or later, for who is not dead")
    none("deaths.dies_on", living & (dies < engine.scenario.days) & ((marks & HAS_DEATH) == 0), dies,
         "a day that the calendar knows")  # fmt: skip
    within("standing.listed", life["listed"][dead], 0, 0)
    within("children", person["children"], 0, engine.world.person["household_size"].max(initial=0))
    eldest = person["eldest_child"].astype(np.int64)
    whose = np.flatnonzero(eldest)
    child = whose + eldest[whose]
    inside = (child >= 0) & (child < len(person))
    none("eldest_child", ~inside, eldest, "a child in the household", whose)
    parents = [child + person[name][child] for name in ("mother", "father")]
    none("eldest_child", (parents[0] != whose) & (parents[1] != whose), eldest, "a child in the household", whose)


def check_present(world: World) -> None:
    """Grids count who is there."""
    starts, living = world.grids["start"], is_living(world)
    there = np.add.reduceat(living, starts, dtype=np.int64) if len(starts) else starts
    none("grids.present", world.grids["present"] != there, world.grids["present"], "the lives that are there")
