"""A society that holds places for who may be born lives as it does without them, life by life and bit by bit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.core.schema import UNBORN
from credopolis.engine.bounds import Unsound
from credopolis.engine.build import build
from credopolis.engine.calendar import CASE
from credopolis.engine.needs import need_of
from credopolis.engine.places import find_place, is_living, number_at
from credopolis.engine.replay import describe_life, replay_life
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import PERSON, STANDING
from credopolis.library.catalogue import load_scenario
from credopolis.society.params import AgeBands, Cited
from tests.periods import assert_same_period

from .calendars import check_calendars
from .cases import Ran, run
from .test_exact import busy, threaded
from .test_freeze import frozen_at, future, past, society, thawed


def expecting(scenario: Scenario, often: float | None = None) -> Scenario:
    """The same scenario, in a society that holds places for who may be born. often : so many a year and 1,000 women."""
    births = scenario.tables.params.births
    assert births is not None
    changed: dict[str, Any] = {"potential": True}
    if often is not None:
        bands = AgeBands(starts=(15,), end=50, weights=(often,))
        changed["fertility"] = Cited[AgeBands](value=bands, source="made up, so that there are many")
    params = scenario.tables.params.model_copy(update={"births": births.model_copy(update=changed)})
    return replace(scenario, tables=replace(scenario.tables, params=params))


@cache
def long_busy(slots: bool) -> Scenario:
    scenario = replace(busy(), days=400, by_district=True)
    return expecting(scenario, 600.0) if slots else scenario


@cache
def lived(slots: bool) -> Ran:
    return run(long_busy(slots))


def test_the_unborn_change_nothing() -> None:
    without, with_slots = lived(False), lived(True)
    for mine, its in zip(without.periods, with_slots.periods, strict=True):
        assert_same_period(mine, its)
    for tick, other in zip(without.ticks, with_slots.ticks, strict=True):
        np.testing.assert_array_equal(tick.fields, other.fields)
        np.testing.assert_array_equal(tick.grades, other.grades)
    told = [life for life in range(0, 4000, 7) if len(without.story(life)) > 2]
    assert len(told) > 300
    for life in told:
        assert without.story(life) == with_slots.story(life)


def test_lives_stand_where_they_stand_without_and_the_unborn_nowhere() -> None:
    alone, world = lived(False).engine.world, lived(True).engine.world
    as_built, living = build(long_busy(True), 1).world, is_living(world)
    assert 800 < (~living).sum() < 2000 and living.sum() == 4000
    for array, other in ((alone.person, world.person), (alone.standing, world.standing), (alone.extra, world.extra),
                         (alone.blocks.fear, world.blocks.fear)):  # fmt: skip
        np.testing.assert_array_equal(array, other[living])
        if array is not alone.person:
            before = as_built.standing if array is alone.standing else np.zeros_like(other)
            np.testing.assert_array_equal(other[~living], before[~living])
    assert (world.standing["grade"][~living] == lived(True).engine.extent.n_grades).all()
    assert not (alone.person["flags"] & UNBORN).any()
    for number in range(0, 4000, 37):
        place = find_place(world, number)
        assert living[place] and number_at(world, place) == number


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_and_thawing_change_nothing(threads: int) -> None:
    scenario = expecting(busy(), 600.0)
    straight, later = threaded(scenario, threads), thawed(scenario, frozen_at(scenario, 7), threads)
    plain = threaded(busy(), 2)
    assert straight.outcome.state_digest == later.outcome.state_digest != plain.outcome.state_digest
    for mine, its in zip(straight.periods, plain.periods, strict=True):
        assert_same_period(mine, its)
    assert_same_period(later.periods[-1], plain.periods[-1])


def test_a_frozen_calendar_with_an_event_of_who_is_not_born_is_refused() -> None:
    scenario = expecting(busy(), 600.0)
    frozen, world = frozen_at(scenario, 7), build(scenario, 1).world
    nodes = frozen.arrays["nodes"]
    moved = 0
    for g, grid in enumerate(world.grids):
        unborn = np.flatnonzero(~is_living(world)[grid["start"] : grid["start"] + grid["places"]])
        index = next((int(head) for head in frozen.arrays["heads"][g] if head >= 0 and nodes[head]["kind"] == CASE), -1)
        if index < 0 or not len(unborn):
            continue
        before, nodes[index]["local"] = int(nodes[index]["local"]), unborn[0]
        with pytest.raises(Unsound, match="calendar"):
            thawed(scenario, frozen, 1)
        nodes[index]["local"], moved = before, moved + 1
        if moved == 2:
            break
    assert moved == 2
    assert thawed(scenario, frozen, 1).outcome.days_done == scenario.days


def test_a_reform_counts_the_unborn_nowhere() -> None:
    name = {"rulebook.score.max": 1100, "rulebook.grades.B.from": 900, "rulebook.grades.B.lock.lasts": "30d"}
    (_, plain), (course, held) = (
        future(past(one(society())), one(society(**name))) for one in (lambda scenario: scenario, expecting)
    )
    for mine, its in zip(plain, held, strict=True):
        assert_same_period(mine, its)
    assert len(course.engine.world.person) > 4050


def test_a_life_is_opened_by_its_number() -> None:
    scenario = long_busy(True)
    recorded = np.stack([tick.fields for tick in lived(True).ticks])
    for life in sorted(range(4000), key=lambda life: -len(lived(False).story(life)))[:400:40]:
        assert replay_life(scenario, life, recorded) == lived(False).story(life)
        assert describe_life(scenario, life) == describe_life(long_busy(False), life)


def test_two_regimes_share_the_potential_births() -> None:
    one, other = (
        build(expecting(load_scenario("popular-account", people=3000, years=5, regime=regime)), 1).world.person
        for regime in ("popular-account", "us-bank-score")
    )
    np.testing.assert_array_equal(one, other)
    assert ((one["flags"] & UNBORN) != 0).sum() > 150


def test_a_place_costs_its_record_and_no_more_and_was_reckoned_with() -> None:
    scenario = load_scenario("popular-account", people=20_000, years=10)
    plain, held = build(scenario, 1), build(expecting(scenario), 1)
    slots = len(held.world.person) - 20_000
    assert 0.1 < slots / 20_000 < 0.3
    own = sum(block.itemsize for block in held.world.blocks if len(block))  # what only some scenarios have
    each = PERSON.itemsize + STANDING.itemsize + held.world.extra.itemsize * held.world.extra.shape[1] + own
    assert held.state_bytes - plain.state_bytes == slots * each + 2 * 20_000
    assert check_calendars(held, 0) == check_calendars(plain, 0) > 0
    more = need_of(expecting(scenario)).arrays - need_of(scenario).arrays
    assert more > held.state_bytes - plain.state_bytes


def test_nobody_is_born_of_a_driver_of_workers() -> None:
    empty = build(expecting(busy()), 1, (0, 0))
    assert len(empty.world.person) == len(empty.world.place_of) == 0
