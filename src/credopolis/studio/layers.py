"""Layers: what of every life the wall can show, each a small whole number with words and colours for its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.words import title
from credopolis.core.schema import FEMALE, MINORITY, URBAN
from credopolis.core.svg import BLUE, GREY, ORANGE, grade_colours

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.engine.world import World

Values = NDArray[np.uint8]
COLUMNS: Final = ("income", "age", "flags")
"""What is told of every life on day 0, a byte each: income class 1 to 5, age in years (255 for more), bits below."""
BITS: Final = {"female": 1, "urban": 2, "minority": 4}
_LISTS: Final = ("#d95f0e", "#2b6cb0", "#7b3294", "#1b7837", "#7f2704", "#c51b7d", "#08519c", "#444444")
_NOT: Final = "#c9d3dc"


@dataclass(frozen=True)
class Layer:
    """What a life is in one respect.

    labels, colours : of each value, from 0 on. good : the grade in which lives start, below which one is in trouble; 0
    where all but value 0 is trouble. table : of a run's results that has the same. read : the value of every life, (n,)
    uint8, of the standing of lives and the day.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    good: int
    table: str
    read: Callable[[NDArray[Any], int], Values]

    def as_json(self) -> dict[str, Any]:
        """All but how it is read."""
        return {
            "name": self.name, "title": self.title, "labels": self.labels, "colours": self.colours,
            "good": self.good, "table": self.table,
        }  # fmt: skip


def layers_of(scenario: Scenario) -> tuple[Layer, ...]:
    """The layers of a scenario, the one that says most first: grade, lock, lists; those it has."""
    dims, found = scenario.dimensions, []
    good = int(scenario.rulebook.start_grade)
    if len(dims.grades) > 1:
        colours = (*grade_colours(len(dims.grades)), GREY)
        found.append(Layer("grade", "Grade", (*dims.grades, "unscored"), colours, good, "ticks", _grade))
    if dims.lists:
        labels = ("on no list", *map(title, dims.lists), *(("on several lists",) if len(dims.lists) > 1 else ()))
        colours = (_NOT, *_LISTS[: len(dims.lists)], *(("#14181c",) if len(dims.lists) > 1 else ()))
        found.append(Layer("list", "List", labels, colours, 0, "listed", _lists_of(len(dims.lists))))
    if scenario.lock_days:
        found.append(Layer("lock", "Lock", ("in no lock", "in a lock"), (_NOT, ORANGE), 0, "grades", _locked))
    if not found:
        found.append(Layer("grade", "Grade", (*dims.grades, "unscored"), (BLUE, GREY), good, "ticks", _grade))
    return tuple(found)


def _grade(standing: NDArray[Any], day: int) -> Values:
    return np.ascontiguousarray(standing["grade"], np.uint8)


def _locked(standing: NDArray[Any], day: int) -> Values:
    return (standing["lock_until"] > day).astype(np.uint8)


def _lists_of(n_lists: int) -> Callable[[NDArray[Any], int], Values]:
    """Reads the list that each life is on: 0 for none, then the list's number from 1 on, then one for several."""
    table = np.full(256, n_lists + 1, np.uint8)
    table[0] = 0
    for k in range(n_lists):
        table[1 << k] = k + 1

    def read(standing: NDArray[Any], day: int) -> Values:
        return np.asarray(table[standing["listed"].astype(np.uint8)])

    return read


def in_order(world: World) -> NDArray[np.int64] | slice:
    """Where lives lie, by number: everywhere, unless the society keeps places for who may be born."""
    if not len(world.place_of):
        return slice(None)
    return np.repeat(world.grids["start"], world.grids["lives"]) + world.place_of


def columns_of(world: World) -> Values:
    """What is told of every life on day 0, (len(COLUMNS), n_lives); before the first tick."""
    person = world.person[in_order(world)]
    years = np.clip(-person["birth_day"].astype(np.int64) / 365.25, 0, 255)
    flags = person["flags"]
    bits = np.zeros(len(person), np.uint8)
    for name, flag in (("female", FEMALE), ("urban", URBAN), ("minority", MINORITY)):
        bits[(flags & flag) > 0] |= BITS[name]
    return np.stack([person["income"], years.astype(np.uint8), bits])
