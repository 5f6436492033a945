"""Least times under the limit of a day alone: against every life of small rulebooks, and at the size of a real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credopolis.audit.proofs.cleared import cleared_of, times_by_days
from credopolis.audit.proofs.daily import daily_of
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.prove import prove
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import Rulebook, parse_rulebook

from .test_histories import lives

FEW = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def book_of(score: dict[str, Any], grades: dict[str, Any], acts: dict[str, Any]) -> Rulebook:
    data = {"format": "credopolis-rulebook/1", "name": "daily", "title": "Daily", "account": "hypothetical"}
    return parse_rulebook(json.dumps(data | {"score": score, "grades": grades, "acts": acts}))


@st.composite
def limited(draw: st.DrawFn) -> Rulebook:
    """Scores, bands and acts under the limit of a day: nothing else is remembered."""
    high = draw(st.integers(6, 14))
    edges = sorted(draw(st.lists(st.integers(1, high), min_size=1, max_size=3, unique=True)), reverse=True)
    names = [f"G{len(edges) - k}" for k in range(len(edges) + 1)]
    grades: dict[str, Any] = {name: {"from": edge} for name, edge in zip(names, edges, strict=False)} | {names[-1]: {}}
    acts: dict[str, Any] = {}
    for k, points in enumerate(draw(st.lists(st.integers(-5, 5).filter(bool), min_size=2, max_size=4))):
        acts[f"act_{k}"] = {"points": points}
        if draw(st.integers(0, 3)) == 0:
            acts[f"act_{k}"]["only"] = {"grades": draw(st.lists(st.sampled_from(names), min_size=1, unique=True))}
    ways = draw(st.sampled_from([("gained",), ("gained",), ("lost",), ("lost", "gained")]))
    at_once = {way: draw(st.integers(1, 6)) for way in ways}
    return book_of({"start": draw(st.integers(0, high)), "min": 0, "max": high, "at_once": at_once}, grades, acts)


@st.composite
def cleared(draw: st.DrawFn) -> Rulebook:
    """Losses alone, under the limit of a day, that clean time clears; the lowest grade may be locked, and shut."""
    high = draw(st.integers(5, 10))
    edges = sorted(draw(st.lists(st.integers(1, high), min_size=1, max_size=3, unique=True)), reverse=True)
    names = [f"G{len(edges) - k}" for k in range(len(edges) + 1)]
    grades: dict[str, Any] = {name: {"from": edge} for name, edge in zip(names, edges, strict=False)} | {names[-1]: {}}
    acts = {f"act_{k}": {"points": -n} for k, n in enumerate(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))}
    after = draw(st.integers(2, 4))
    if draw(st.booleans()):
        grades[names[-1]] = {"lock": {"lasts": f"{draw(st.integers(after, 6))}d", "release": "band"}}
        acts = {name: act | {"only": {"grades": names[:-1]}} for name, act in acts.items()}
    score = {"start": high, "min": 0, "max": high, "at_once": {"lost": draw(st.integers(1, 6))}}
    return book_of(score | {"resets": {"after": f"{after}d"}}, grades, acts)


@given(cleared())
@FEW
def test_what_clean_time_clears_is_bounded_from_both_sides(book: Rulebook) -> None:
    machine = machine_of(book)
    assert machine is not None
    found = cleared_of(machine, Effort())
    assert found is not None
    truth, names = lives(book), machine.names
    for (of, to), days, _ in found.ways():
        assert truth[names[of], names[to]] <= days
    for (of, to), days in truth.items():
        if of != to:
            assert found.floor(names.index(of), names.index(to)) <= days
    times = times_by_days(machine, Effort())
    assert times is not None
    for (of, to), story in times.witnesses.items():
        assert replay(book, story) == story.steps
        assert story.ends - story.begins == times.least[of, to]


@given(limited())
@FEW
def test_no_life_undercuts_the_floor_and_each_way_is_a_life(book: Rulebook) -> None:
    machine = machine_of(book)
    assert machine is not None
    daily = daily_of(machine, Effort())
    assert daily is not None
    truth, names = lives(book), machine.names
    for (of, to), days, _ in daily.ways():
        assert truth[names[of], names[to]] <= days
    for (of, to), days in truth.items():
        if of != to:
            assert daily.floor(names.index(of), names.index(to)) <= days
    assert {names[grade] for grade in daily.reachable} <= {of for of, to in truth if of == to}


@given(limited())
@FEW
def test_what_is_proved_is_so_and_its_witnesses_live(book: Rulebook) -> None:
    machine = machine_of(book)
    assert machine is not None
    times, truth = times_by_days(machine, Effort()), lives(book)
    assert times is not None
    for (of, to), days in times.least.items():
        if of != to and (of, to) not in times.unproved:
            assert days == truth[machine.names[of], machine.names[to]]
    for (of, to), story in times.witnesses.items():
        assert replay(book, story) == story.steps
        assert story.ends - story.begins == times.least[of, to]


@pytest.mark.parametrize("kind", [limited, cleared])
def test_some_are_proved_whole(kind: Callable[[], st.SearchStrategy[Rulebook]]) -> None:
    proved: list[bool] = []

    @given(kind())
    @FEW
    def count(book: Rulebook) -> None:
        times = times_by_days(machine_of(book), Effort())  # type: ignore[arg-type]
        proved.append(times is not None and not times.unproved)

    count()
    assert sum(proved) > len(proved) / 5


def test_a_long_ladder_is_climbed_by_the_limit_of_a_day() -> None:
    """A site where votes move ten points up, two down, and 200 a day at most: 25,000 points take 124 days from 4."""
    edges = {"top": 25000, "high": 1000, "low": 15, "none": 1}
    acts = {"up": {"points": 10}, "down": {"points": -2}, "costs": {"points": -1, "only": {"grades": ["high"]}}}
    grades = {name: {"from": edge} for name, edge in edges.items()}
    book = book_of({"start": 1, "min": 1, "max": 30000, "at_once": {"gained": 200}}, grades, acts)
    proofs = prove(book, None)
    assert not proofs.unproved
    best = {"none": 14, "low": 999, "high": 24999}
    for of, score in best.items():
        for to, edge in edges.items():
            climb = max(edge - score, 0)
            assert proofs.least_time_days[of, to] == max(-(-climb // 200) - 1, 0)


def test_what_remembers_more_is_left_to_others() -> None:
    score, grades = {"start": 5, "min": 0, "max": 9, "at_once": {"gained": 3}}, {"A": {"from": 5}, "B": {}}
    act = {"points": -2}
    plain = book_of(score, grades, {"a": act})
    expires, dropping = book_of(score, grades, {"a": act | {"counts_for": "3d"}}), {"a": act | {"falls_to": "B"}}
    locked = book_of(score, grades | {"B": {"lock": {"lasts": "2d", "release": "band"}}}, {"a": act})
    free = book_of({"start": 5, "min": 0, "max": 9}, grades, {"a": act})
    taken = [
        daily_of(machine, Effort()) is not None
        for book in (plain, expires, locked, free, book_of(score, grades, dropping))
        if (machine := machine_of(book))
    ]
    assert taken == [True, False, False, False, False]
