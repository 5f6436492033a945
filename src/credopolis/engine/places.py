"""Where lives lie: at their number, or, in a society that holds potential births, at a place among those.

What a grid draws for its lives (candidates, whom a report strikes) is drawn for their ranks among the living of the
grid, and what hangs on a life is keyed by its number; neither knows of places. So a society draws the same with and
without potential births, which cost nothing in a tick: no rank leads to their places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from credopolis.core.jit import inlined
from credopolis.core.schema import UNBORN
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import LIFE, Array, World
from credopolis.society.slots import holds_slots, lay_out

NOBODY = np.uint16(2**16 - 1)


@dataclass(frozen=True)
class PlacesOfLives:
    """Where the lives of some grids lie.

    start : (n_grids + 1,) int64. lives : (n_places,) LIFE. place_of : (n_lives,) uint16, place of each life within
    its grid; rank_of : (n_places,) uint16, rank of each place's life among the living of its grid, `NOBODY` for who is
    not born. Both are empty without potential births.
    """

    start: Array
    lives: Array
    place_of: Array
    rank_of: Array


def places_of(scenario: Scenario, lives: Array, grid_start: Array) -> PlacesOfLives:
    """Give lives their places. lives : (n_lives,) LIFE; grid_start : (n_grids + 1,), number of each grid's first."""
    first = grid_start[0]
    if not holds_slots(scenario.tables):
        none = np.zeros(0, np.uint16)
        return PlacesOfLives(grid_start - first, lives, none, none)
    person = lives["person"]
    columns = {name: person[name] for name in person.dtype.names or ()}
    slots = lay_out(scenario.tables, columns, grid_start, scenario.seed, scenario.days)
    everybody = np.zeros(int(slots.start[-1]), LIFE)
    for name, column in slots.columns.items():
        everybody["person"][name] = column
    sizes = np.diff(grid_start)
    rank_of = np.full(len(everybody), NOBODY, np.uint16)
    rank_of[slots.places] = np.arange(len(person)) - np.repeat(grid_start[:-1] - first, sizes)
    place_of = (slots.places - np.repeat(slots.start[:-1], sizes)).astype(np.uint16)
    return PlacesOfLives(slots.start, everybody, place_of, rank_of)


def is_living(world: World) -> Array:
    """Whether each place holds a life that is born, (n_places,) bool."""
    return np.asarray((world.person["flags"] & UNBORN) == 0)


def places_of_districts(world: World) -> Array:
    """The first place of each district, and the one after the last, (n_districts + 1,) int64."""
    return np.append(world.grids["start"][world.districts["grid_start"]], len(world.person))


def find_place(world: World, number: int) -> int:
    """The place of a life. number : among those that are built."""
    if not len(world.place_of):
        return number
    g = int(np.searchsorted(world.grids["first"], number, side="right")) - 1
    return int(world.grids["start"][g]) + int(world.place_of[number])


def number_at(world: World, place: int) -> int:
    """The number of the life at a place, among those that are built."""
    if not len(world.rank_of):
        return place
    g = int(np.searchsorted(world.grids["start"], place, side="right")) - 1
    return int(world.grids["first"][g]) + int(world.rank_of[place])


@inlined
def place_at(here, rank):
    """Place within the grid of the life of that rank among its living."""
    if here.world.place_of.shape[0] == 0:
        return rank
    return np.int64(here.world.place_of[here.grid["first"] + rank])


@inlined
def stands_in_ranks(here):
    """Whether every life stands at the place of its rank: no grid's lives are in parts, and nobody can be born."""
    return here.world.order.shape[0] == 0 and here.world.place_of.shape[0] == 0


@inlined
def place_in_order(here, rank):
    """Place within the grid of the life that stands there when the grid's lives are put into parts, see `heights`."""
    if here.world.order.shape[0] == 0:
        return place_at(here, rank)
    return np.int64(here.world.order[here.grid["first"] + rank])


@inlined
def rank_at(here, local):
    """Rank among the living of the grid of the life at a place within it."""
    if here.world.rank_of.shape[0] == 0:
        return local
    return np.int64(here.world.rank_of[here.grid["start"] + local])


@inlined
def number_of(here, i):
    """The number of a life of the grid, which its draws are keyed by. i : its place."""
    return here.clock["first_life"] + here.grid["first"] + rank_at(here, i - here.grid["start"])
