"""Scores and grades that hang on what was entered before: the engine against the automaton and its twin, in any rhythm
of ticks, with lives that begin and end, and as rules change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.engine.bounds import Unsound
from credopolis.engine.columns import columns_of
from credopolis.engine.places import places_of_districts
from credopolis.engine.replay import replay_life
from credopolis.engine.run import begin
from credopolis.engine.scenario import Era, Scenario
from credopolis.rulebook import Rulebook
from credopolis.runs.branching import carried

from .calendars import check_calendars
from .cases import EVERYTHING, LIVELY, Ran, fertile, run, under
from .cases_of_entries import OF_ENTRIES
from .invariants import Laws
from .test_exact import assert_same, threaded
from .test_freeze import frozen_at, thawed
from .test_twin import agree
from .twin import Twin

NAMES = tuple(OF_ENTRIES)


def scenario_of(name: str, **changes: object) -> tuple[Scenario, Rulebook]:
    return under(OF_ENTRIES[name], **{"people": 1000, "days": 400, "tick_days": 7, **changes})  # type: ignore[arg-type]


@cache
def case(name: str) -> tuple[Ran, Twin, Rulebook]:
    scenario, rulebook = scenario_of(name)
    return run(scenario), Twin(scenario, rulebook).run(), rulebook


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_is_its_twin(name: str) -> None:
    ran, twin, _ = case(name)
    agree(ran, twin)


@pytest.mark.parametrize("name", NAMES)
def test_every_life_follows_the_automaton(name: str) -> None:
    ran, _, book = case(name)
    Laws(ran, book).hold()


@pytest.mark.parametrize("name", NAMES)
def test_with_lives_that_begin_and_end(name: str) -> None:
    scenario, rulebook = scenario_of(name, days=250, regime=LIVELY)
    scenario = fertile(scenario)
    ran = run(scenario)
    agree(ran, Twin(scenario, rulebook).run())
    Laws(ran, rulebook).hold()


def lines_of(name: str, kind: str) -> list[object]:
    _, twin, _ = case(name)
    return [line for life in twin.lives for line in life.story if line.kind == kind]


@pytest.mark.parametrize("name", ["by cycle", "at once"])
def test_all_that_cycles_do_is_among_what_is_compared(name: str) -> None:
    ran, twin, _ = case(name)
    every, after = (60, 20) if name == "by cycle" else (45, 0)
    sets = [line for life in twin.lives for line in life.story if line.kind == "set"]
    assert len(sets) > 300 and {line.grade for line in sets} >= {"A", "B", "C", "D"}
    assert sum((line.day - after) % every == 0 for line in sets) > 0.9 * len(sets)
    assert len({(line.day - after) % every for line in sets}) > 3, "cycles begin as lives come of age"
    ended = [line for life in twin.lives for line in life.story if line.kind == "lock_end"]
    assert len(ended) > 100 and {line.grade for line in ended} >= {"B", "C"}
    resets = [line for life in twin.lives for line in life.story if line.kind == "reset"]
    starts = {line.score for line in resets}
    assert {100, 103, 96, 89, 105} <= starts, "what was before, and what was entered, moves starts"
    assert any(life.heads for life in twin.lives) and ran.total("spells").sum() > 100


def test_all_that_a_mean_does_is_among_what_is_compared() -> None:
    _, twin, _ = case("stars")
    assert sum(len(life.rated) == 4 for life in twin.lives) > 50
    assert len(lines_of("stars", "repair")) > 30 and len(lines_of("stars", "correction")) > 30
    scores = {life.score for life in twin.lives}
    assert len(scores) > 50 and min(scores) < 50 and max(scores) > 120


def test_all_that_standing_entries_do_is_among_what_is_compared() -> None:
    _, twin, _ = case("stands")
    assert len(lines_of("stands", "ended")) > 200
    assert len({life.together for life in twin.lives}) > 3
    assert sum(len(life.stands) > 3 for life in twin.lives) > 20
    for kind in ("expiry", "repair", "correction"):
        assert len(lines_of("stands", kind)) > 30, kind


# Threads, frozen runs, replays


@cache
def spread_out(name: str) -> Scenario:
    """Many small districts."""
    return scenario_of(name, people=3000, days=160, grid_lives=60, district_grids=1)[0]


@pytest.mark.parametrize("name", NAMES)
def test_threads_and_order_change_nothing(name: str) -> None:
    alone = threaded(spread_out(name), 1)
    order = np.random.default_rng(3).permutation(alone.engine.layout.n_districts)
    assert_same(alone, threaded(spread_out(name), 3, order=order))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tick", [9, 15])
def test_a_run_frozen_amid_it_is_the_run(name: str, tick: int) -> None:
    straight = threaded(spread_out(name), 1)
    later = thawed(spread_out(name), frozen_at(spread_out(name), tick, 2), 3)
    assert later.outcome.state_digest == straight.outcome.state_digest


@pytest.mark.parametrize("name", NAMES)
def test_lives_are_replayed(name: str) -> None:
    traced = run(spread_out(name))
    recorded = np.stack([tick.fields for tick in traced.ticks])
    for life in sorted(range(3000), key=lambda life: -len(traced.story(life)))[:4]:
        assert replay_life(traced.scenario, life, recorded) == traced.story(life)


@pytest.mark.parametrize(
    ("name", "column", "value", "said"),
    [
        ("by cycle", "sets", 82, "the calendar knows"), ("by cycle", "resets", 0, "a cycle ends"),
        ("by cycle", "heads", -1, "extra"), ("stars", "rated", 99, "extra"), ("stands", "held", -1, "extra"),
    ],
)  # fmt: skip
def test_what_no_life_can_remember_is_no_frozen_run(name: str, column: str, value: int, said: str) -> None:
    frozen, columns = frozen_at(spread_out(name), 9), columns_of(spread_out(name))
    places = {
        "sets": columns.sets, "resets": columns.resets, "heads": min(columns.heads.values(), default=-1),
        "rated": columns.rated.column, "held": columns.held.column,
    }  # fmt: skip
    frozen.arrays["extra"][frozen.arrays["standing"]["grade"] < 6, places[column]] = value
    with pytest.raises(Unsound, match=said):
        thawed(spread_out(name), frozen, 1)


# Other rules


CHANGES = [("everything", name) for name in NAMES] + [(name, "everything") for name in NAMES]
CHANGES += [("by cycle", "at once"), ("by cycle", "stars"), ("stars", "stands"), ("stands", "by cycle")]


def either(name: str, **changes: object) -> tuple[Scenario, Rulebook]:
    size: dict[str, object] = {"people": 1000, "days": 300, "tick_days": 7, **changes}
    return under(OF_ENTRIES.get(name, EVERYTHING), **size)  # type: ignore[arg-type]


OFTEN = {
    ("everything", "by cycle"),
    ("everything", "at once"),
    ("stands", "everything"),
    ("by cycle", "stars"),
    ("stars", "stands"),
}
"""From and to each kind once; the twin lives the others in the slow suite."""


@pytest.mark.parametrize(
    ("first", "then"), [pytest.param(*pair, marks=[] if pair in OFTEN else pytest.mark.slow) for pair in CHANGES]
)
def test_rules_that_come_amid_a_run_are_those_of_the_twin(first: str, then: str) -> None:
    (before, book), (after, its) = either(first), either(then)
    scenario = replace(before, eras=(Era(147, after.rules),))
    ran = run(scenario)
    agree(ran, Twin(before, book, {147: (after, its)}).run())
    check_calendars(ran.engine, ran.outcome.days_done)


@pytest.mark.parametrize(("first", "then"), CHANGES)
def test_rules_from_a_day_on_are_a_fork_on_that_day(first: str, then: str) -> None:
    """But for what stands: a fork knows of entries that stand since rules asked, dated rules from the first day on."""
    size = {"people": 2000, "days": 240, "grid_lives": 60, "district_grids": 1}
    before, after = either(first, **size)[0], either(then, **size)[0]
    ends = next(k + 1 for k, ends in enumerate(before.records_at()) if ends and k > 12)
    dated = threaded(replace(before, eras=(Era(ends * 7, after.rules),)), 2)
    old = begin(before, 1)
    old.take()
    while old.tick < ends:
        old.step()
        if old.records:
            old.take()
    future = carried(old, after, 2)
    while not future.over:
        future.stride()
        if future.records:
            future.take()
    assert check_calendars(future.engine, future.day) >= 0
    mine, its = dated.engine.world, future.engine.world
    if then != "stands":
        np.testing.assert_array_equal(mine.standing, its.standing)
    else:
        assert (mine.standing["score"] != its.standing["score"]).mean() < 0.5
    old.close()
    future.close()


def side_by_side() -> Scenario:
    """In one run all four, by province."""
    one = either("everything", people=3000, days=150)[0]
    names = [province.name for province in one.tables.provinces]
    eras = tuple(
        Era(0, either(name, people=3000, days=150)[0].rules, tuple(names[k::5])) for k, name in enumerate(NAMES)
    )
    return replace(one, eras=eras)


def test_side_by_side_each_place_lives_by_its_own_rules() -> None:
    mixed = threaded(side_by_side(), 2)
    names = [province.name for province in mixed.scenario.tables.provinces]
    at = np.repeat(mixed.engine.layout.district_province, np.diff(places_of_districts(mixed.engine.world)))
    for k, name in enumerate((*NAMES, "everything")):
        alone = threaded(either(name, people=3000, days=150)[0], 1)
        there = np.isin(at, np.arange(k, len(names), 5))
        assert there.sum() > 100
        np.testing.assert_array_equal(mixed.engine.world.standing[there], alone.engine.world.standing[there])
