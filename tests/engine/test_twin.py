"""The engine agrees with its plain twin, life by life and event by event."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from credopolis.engine.replay import TraceEvent
from credopolis.engine.scenario import Scenario
from credopolis.rulebook import Rulebook
from tests.strategies import rulebooks

from .cases import EVERYTHING, Ran, busier, run, shipped, shipped_rulebook, under
from .invariants import told_by_a_neighbour
from .twin import Twin

SHIPPED = ("popular-account", "suining-2010", "judgment-defaulters")
MECHANISMS = (
    "deterrence",
    "ambition",
    "learning",
    "records",
    "informants",
    "cameras",
    "false_alarms",
    "office",
    "locks",
)


def everything(**changes: object) -> tuple[Scenario, Rulebook]:
    return under(EVERYTHING, people=1500, days=400, **changes)


@cache
def case(name: str) -> tuple[Ran, Twin]:
    """A run and its twin, by the name of a shipped scenario, `busy NAME`, `everything` or `no MECHANISM`."""
    kind, _, rest = name.partition(" ")
    if kind == "everything":
        scenario, rulebook = everything(tick_days=7)
    elif kind == "no":
        scenario, rulebook = everything(tick_days=5, off=(rest,))
    elif kind == "busy":
        scenario, rulebook = busier(shipped(rest, 1000, 2), 6, off=(), seed=11), shipped_rulebook(rest)
        scenario = replace(scenario, conduct=replace(scenario.conduct, climate={"traffic_violation": 1.02}))
    else:
        scenario, rulebook = shipped(name, 2000, 2), shipped_rulebook(name)
    return run(scenario), Twin(scenario, rulebook).run()


def seen_from_outside(line: TraceEvent) -> tuple[object, ...]:
    """A line without where the life stood when it was written."""
    return (line.day, line.kind, line.act, line.channel, line.truth, line.points, line.due_day)


def agree(ran: Ran, twin: Twin) -> None:
    """Stories, fields, tallies and final states are the same."""
    for life in twin.lives:
        mine, its = ran.story(life.number), sorted(life.story, key=lambda line: line.day)
        assert [x for x in mine if not told_by_a_neighbour(x)] == [x for x in its if not told_by_a_neighbour(x)], (
            life.number
        )
        assert Counter(map(seen_from_outside, mine)) == Counter(map(seen_from_outside, its)), life.number
        assert [line.day for line in mine] == sorted(line.day for line in mine)
    for tick, read in zip(ran.ticks, twin.fields_read, strict=True):
        np.testing.assert_allclose(tick.fields, read, rtol=1e-9, atol=1e-12)
    for name, counter in twin.counts.items():
        total = ran.total(name)
        assert Counter({tuple(map(int, at)): int(total[tuple(at)]) for at in np.argwhere(total)}) == counter, name
    check_standings(ran, twin)


def check_standings(ran: Ran, twin: Twin) -> None:
    """Where every life stands in the end."""
    n_grades, lists = len(twin.t.grades), twin.t.lists
    for life, row in zip(twin.lives, ran.engine.world.standing, strict=True):
        found = (
            row["score"],
            row["grade"],
            row["lock_until"],
            row["grade_since"],
            row["fell_on"],
            row["caught_on"],
            row["listed"],
        )
        grade = n_grades if life.grade is None else life.grade
        listed = sum(1 << lists.index(name) for name in life.listed)
        expected = (life.score, grade, life.lock_until, life.since, life.fell_on, life.caught_on, listed)
        assert tuple(map(int, found)) == expected, life.number
        assert row["caught"] == pytest.approx(life.caught, rel=3e-7)


@pytest.mark.parametrize("name", [*SHIPPED, *(f"busy {name}" for name in SHIPPED), "everything"])
def test_the_engine_is_its_twin(name: str) -> None:
    agree(*case(name))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_with_a_mechanism_off(mechanism: str) -> None:
    agree(*case(f"no {mechanism}"))


@settings(max_examples=5, phases=[Phase.generate])
@given(rulebooks(), st.integers(1, 12), st.booleans())
def test_under_random_rulebooks(text: str, tick_days: int, unpriced: bool) -> None:
    scenario, rulebook = under(text, people=1000, days=366, tick_days=tick_days, unpriced=unpriced)
    agree(run(scenario), Twin(scenario, rulebook).run())


def test_everything_happens_in_these_cases() -> None:
    ran, _ = case("everything")
    lines = [line for life in range(ran.scenario.people) for line in ran.story(life)]
    kinds = Counter(line.kind for line in lines)
    assert set(kinds) == {"act", "case", "entry", "lock_end", "came_of_age", "list_end", "expiry", "capped"}
    entries = [line for line in lines if line.kind == "entry"]
    assert {line.truth for line in entries} == {"true", "mistaken", "malicious"}
    assert {line.channel for line in entries} == {"records", "informants", "cameras"}
    assert any(line.due_day < line.day for line in entries)
    assert any(line.due_day == line.day for line in entries)
    assert ran.total("spells").sum(axis=(0, 1)).min() > 0
    assert ran.total("recoveries").sum() > 0
    assert len(np.unique([tick.fields[:, 1] for tick in ran.ticks])) > 1
