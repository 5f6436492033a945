"""Bytes of a life with everything of minds, of households and of services on: the bound that the project promises."""

from dataclasses import replace

import numpy as np
import pytest

from credopolis.engine.build import Engine, build
from credopolis.engine.places import number_at, of_day_0
from credopolis.engine.workplaces import Workplaces, employed_of
from credopolis.engine.world import column_of
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import resolve_rulebook
from credopolis.mechanisms.all import BLOCKS
from credopolis.rulebook import load_rulebook

MINDS = ("fear", "habituation", "publicity", "trust", "opinion", "informing", "services")
PEOPLE, MOST_BYTES, MOST_BYTES_WITH_COMPANIES = 100_000, 80.0, 84.0
NOT_OF_LIVES = ("nodes", "heads", "tally", "trace", "blocks")
"""The calendar, and what does not grow with lives; blocks are counted one by one."""


@pytest.fixture(scope="module")
def lived_in() -> Engine:
    """Ten years of a society in which lives begin and end, with places for who may be born."""
    asked = {f"regime.{name}.stands": True for name in MINDS}
    return build(load_scenario("generations", people=PEOPLE, set=asked), 2)


def test_a_life_takes_no_more_than_is_promised_places_of_the_unborn_counted(lived_in: Engine) -> None:
    world = lived_in.world
    fields = {name: array for name, array in world._asdict().items() if name not in NOT_OF_LIVES}
    taken = {**fields, **world.blocks._asdict()}
    a_life = {name: array.nbytes / PEOPLE for name, array in taken.items() if array.nbytes}
    assert {"opinion", "trust", "habituation", "fear", "course", "services", "deaths"} < a_life.keys()
    assert len(world.person) > 1.1 * PEOPLE
    assert sum(a_life.values()) <= MOST_BYTES, a_life


def test_no_column_with_bits_takes_a_record_of_its_own(lived_in: Engine) -> None:
    blocks = lived_in.world.blocks
    for block in BLOCKS:
        for column in block.columns if lived_in.scenario.asks(block.needed) else ():
            assert len(column_of(blocks, block.name, column.name)) == len(lived_in.world.person)
            assert column.bits == 0 or column.name not in (getattr(blocks, block.name, blocks.course).dtype.names or ())
    assert column_of(blocks, "stages", "level").max() == 4


def test_a_life_of_day_0_is_found_by_its_place_as_by_its_number(lived_in: Engine) -> None:
    world = lived_in.world
    there = np.flatnonzero(of_day_0(world))
    assert len(there) == PEOPLE
    for number in (0, 1, 644, 31_415, PEOPLE - 1):
        assert number_at(world, int(there[number])) == number


def test_with_companies_a_life_takes_no_more_than_is_promised(lived_in: Engine) -> None:
    """With the popular account's companies; rulebooks whose entries expire keep 32 of them for a company, and more."""
    world = lived_in.world
    beside = replace(lived_in.scenario, companies=load_rulebook(resolve_rulebook("popular-company")))
    of = Workplaces(beside, lived_in.layout, employed_of(world)).course
    arrays = (of.firms, of.entries, of.room, of.used, of.sister, of.hits, of.by, of.fell, *of.links)
    companies = sum(array.nbytes for array in arrays) / PEOPLE
    fields = {name: array for name, array in world._asdict().items() if name not in NOT_OF_LIVES}
    lives = sum(array.nbytes for array in {**fields, **world.blocks._asdict()}.values()) / PEOPLE
    assert 1.0 < companies < 10.0
    assert lives + companies <= MOST_BYTES_WITH_COMPANIES, (lives, companies)
