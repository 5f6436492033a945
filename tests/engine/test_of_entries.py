"""Scores and grades that hang on what was entered before: the engine against the automaton and its twin, in any rhythm
of ticks, with lives that begin and end, and as rules change."""

from __future__ import annotations

from functools import cache

import pytest

from credopolis.engine.scenario import Scenario
from credopolis.rulebook import Rulebook

from .cases import LIVELY, Ran, fertile, run, under
from .cases_of_entries import OF_ENTRIES
from .invariants import Laws
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
