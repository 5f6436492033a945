"""Where lives lie: at their number, or, in a society that holds potential births, at a place among those.

What a grid draws for its lives (candidates, whom a report strikes) is drawn for their ranks among the living of the
grid, and what hangs on a life is keyed by its number; neither knows of places. So a society draws the same with and
without potential births, which cost nothing in a tick: no rank leads to their places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from credopolis.core.errors import BadValue
from credopolis.core.jit import inlined
from credopolis.core.schema import ABSENT
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import PERSON, Array, World
from credopolis.mechanisms.births import lives_begin
from credopolis.society.slots import holds_slots, lay_out


@dataclass(frozen=True)
class PlacesOfLives:
    """Where the lives of some grids lie.

    start : (n_grids + 1,) int64. person : (n_places,) PERSON. place_of : (n_lives,) uint16, place of each life within
    its grid, in the order of places; it is empty without potential births. marks : (n_unborn,) float64, see
    `society.slots.Slots`.
    """

    start: Array
    person: Array
    place_of: Array
    marks: Array


def places_of(scenario: Scenario, person: Array, grid_start: Array) -> PlacesOfLives:
    """Give lives their places. person : (n_lives,) PERSON; grid_start : (n_grids + 1,), number of each grid's first."""
    first = grid_start[0]
    if not slots_held(scenario):
        none = np.zeros(0, np.uint16)
        return PlacesOfLives(grid_start - first, person, none, np.zeros(0))
    lives = {name: person[name] for name in person.dtype.names or ()}
    slots = lay_out(scenario.tables, lives, grid_start, scenario.seed, scenario.days)
    everybody = np.zeros(int(slots.start[-1]), PERSON)
    for name, column in slots.columns.items():
        everybody[name] = column
    sizes = np.diff(grid_start)
    place_of = (slots.places - np.repeat(slots.start[:-1], sizes)).astype(np.uint16)
    return PlacesOfLives(slots.start, everybody, place_of, slots.marks)


def slots_held(scenario: Scenario) -> bool:
    """Whether there are places for who may be born: if the society keeps them, or lives begin."""
    return holds_slots(scenario.tables) or scenario.asks(lives_begin)


def of_day_0(world: World) -> Array:
    """Whether each place holds a life that was there on day 0, (n_places,) bool."""
    if not len(world.place_of):
        return np.ones(len(world.person), np.bool_)
    found = np.zeros(len(world.person), np.bool_)
    found[np.repeat(world.grids["start"], world.grids["lives"]) + world.place_of] = True
    return found


def is_living(world: World) -> Array:
    """Whether each place holds a life that is born and not dead, (n_places,) bool."""
    return np.asarray((world.person["flags"] & ABSENT) == 0)


def places_of_districts(world: World) -> Array:
    """The first place of each district, and the one after the last, (n_districts + 1,) int64."""
    return np.append(world.grids["start"][world.districts["grid_start"]], len(world.person))


def find_place(world: World, number: int) -> int:
    """The place of a life. number : among those that are built."""
    if not len(world.place_of):
        return number
    g = int(np.searchsorted(world.grids["first"], number, side="right")) - 1
    return int(world.grids["start"][g]) + int(world.place_of[number])


def home_of(scenario: Scenario, number: int) -> int:
    """A life of day 0 in whose household a life is: itself, or the first of the household into which it was born."""
    return number % scenario.people if scenario.asks(lives_begin) and number >= 0 else number


def find_life(world: World, number: int, people: int, offset: int) -> int:
    """The place of a life, which may be one that was born in the run. offset : number of the first life that is built.

    Raises
    ------
    BadValue
        If nobody may be born under this number.
    """
    place, births = find_place(world, number % people - offset), number // people
    if births:
        size = int(world.person["household_size"][place])
        found = place + size + births - 1
        kept = found < len(world.person) and int(world.person["place"][found]) == size + births - 1
        if int(world.person["place"][place]) or not kept:
            remedy = "The first birth in a household has the number of its first life and, more, that of all lives."
            raise BadValue("The number of the life", number, "one of day 0, or of a potential birth", remedy)
        return found
    return place


def number_at(world: World, place: int, people: int = 0) -> int:
    """The number of the life at a place, among those that are built. people : of the society on day 0; see
    `number_of`."""
    if not len(world.place_of):
        return place
    births = int(world.person["place"][place]) - int(world.person["household_size"][place]) + 1
    if births > 0:
        return number_at(world, place - int(world.person["place"][place])) + births * people
    g = int(np.searchsorted(world.grids["start"], place, side="right")) - 1
    first, lives = int(world.grids["first"][g]), int(world.grids["lives"][g])
    local = place - int(world.grids["start"][g])
    return first + int(np.searchsorted(world.place_of[first : first + lives], local))


@inlined
def place_at(world, grid, rank):
    """Place within a grid of the life of that rank among its living."""
    if world.place_of.shape[0] == 0:
        return rank
    return np.int64(world.place_of[grid["first"] + rank])


@inlined
def stands_in_ranks(here):
    """Whether every life stands at the place of its rank: no grid's lives are in parts, and nobody can be born."""
    return here.world.order.shape[0] == 0 and here.world.place_of.shape[0] == 0


@inlined
def place_in_order(world, grid, rank):
    """Place within a grid of the life that stands there when the grid's lives are put into parts, see `heights`."""
    if world.order.shape[0] == 0:
        return place_at(world, grid, rank)
    return np.int64(world.order[grid["at"] + rank])


@inlined
def rank_at(here, local):
    """Rank among the living of the grid of the life of day 0 at a place within it.

    It is searched for among the places, which stand in the order of ranks: two bytes a life less than to keep it.
    """
    world, first = here.world, here.grid["first"]
    if world.place_of.shape[0] == 0:
        return local
    low = max(local - (here.grid["places"] - here.grid["lives"]), np.int64(0))
    high = min(local, here.grid["lives"] - 1)
    while low < high:
        middle = (low + high) >> 1
        if np.int64(world.place_of[first + middle]) < local:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def number_of(here, i):
    """The number of a life of the grid, which its draws are keyed by. i : its place.

    Of who was there on day 0 it is the life's own, from 0 on. The k-th who may be born into a household (from 1 on) has
    the number of the household's first life, and k times as many lives as there are on day 0 more: in a society of
    1,000 lives the second birth in the household of life 37 is life 2,037.
    """
    if here.world.place_of.shape[0] == 0:  # nobody can be born
        return here.clock["first_life"] + here.grid["first"] + i - here.grid["start"]
    world, place = here.world, np.int64(here.world.person[i]["place"])
    births = place - np.int64(world.person[i]["household_size"]) + 1
    if births <= 0:
        return here.clock["first_life"] + here.grid["first"] + rank_at(here, i - here.grid["start"])
    first = here.clock["first_life"] + here.grid["first"] + rank_at(here, i - place - here.grid["start"])
    return first + births * here.clock["people"]
