"""Least times over all lives against every life that fits, over random small rulebooks in which entries expire."""

from __future__ import annotations

import heapq
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from credopolis.audit.proofs import bounds, dated, few, machine, plan
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.times import Ladder, Times
from credopolis.audit.proofs.witness import replay, stand
from credopolis.rulebook import Rulebook, calendar
from credopolis.rulebook.automaton import Standing

from . import small
from .small import can, key, posted, small_rulebooks, tomorrow

YEAR = 5
"""A cap year, short enough that lives are tried through several."""
MOST_STATES = 1_000
MOST_ON_FILE = 5
EVERYTHING = settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", autouse=True)
def short_years() -> Any:
    """Years of caps that are as long as terms and locks, in the automaton and in the proofs."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (calendar, machine, plan, dated, bounds, few):
            patch.setattr(module, "DAYS_PER_YEAR", YEAR)
        patch.setattr(small, "YEAR", YEAR)
        yield


def lives(book: Rulebook) -> dict[tuple[str, str], int]:
    """Every state that lives come to, until they are many -> the least days from entering each grade to each other."""
    first = Standing(book)
    numbers = {key(first): 0}
    states, after = [first], list[list[tuple[int, int]]]()
    entered: dict[str, set[int]] = {name: set() for name in book.grades}
    entered[first.grade].add(0)
    for standing in states:
        if len(after) == MOST_STATES:
            break
        after.append([])
        onward = [(posted(standing, act), 0) for act in can(standing)] if small_file(standing) else []
        for then, days in [*onward, (tomorrow(standing), 1)]:
            number = numbers.setdefault(key(then), len(states))
            if number == len(states):
                states.append(then)
            after[-1].append((number, days))
            if then.grade != standing.grade:
                entered[then.grade].add(number)
    grades = [state.grade for state in states]
    after += [[] for _ in range(len(states) - len(after))]
    return {(of, to): days for of in book.grades for to, days in quickest(entered[of], after, grades).items()}


def small_file(standing: Standing) -> bool:
    return len(standing.ledger.expiring) < MOST_ON_FILE


def quickest(sources: set[int], after: list[list[tuple[int, int]]], grades: list[str]) -> dict[str, int]:
    best: dict[str, int] = {}
    queue, done = [(0, source) for source in sorted(sources)], set[int]()
    while queue:
        days, state = heapq.heappop(queue)
        if state in done:
            continue
        done.add(state)
        best.setdefault(grades[state], days)
        for then, more in after[state]:
            if then not in done:
                heapq.heappush(queue, (days + more, then))
    return best


def check(book: Rulebook) -> tuple[Times, int]:
    """Every pair of grades; how many are proved."""
    found = machine_of(book)
    assert found is not None
    times = Ladder.of(found, effort=400_000).times()
    names, tried = found.names, lives(book)
    for (of, to), least in times.least.items():
        days, where = tried.get((names[of], names[to])), f"{names[of]} to {names[to]}"
        if (of, to) not in times.unproved:
            assert least is not None or days is None, f"{where} is said to be never, and takes {days} days"
        floor = least if (of, to) not in times.unproved else times.floors[of, to]
        assert days is None or floor is None or floor <= days, f"{where}: {floor} days at the least, lived in {days}"
        if of != to and least is not None and (of, to) not in times.unproved:
            assert (of, to) in times.witnesses
            assert times.floors[of, to] == least, f"{where}: {least} days were lived, and the bound is another"
    for (of, to), story in times.witnesses.items():
        assert replay(book, story) == story.steps and story.start.day == 0
        assert story.days == times.least[of, to]
        could_do(book, story)
        assert story.steps[-1].grade == names[to]
        before = [step for step in story.steps if step.day <= story.begins]
        assert names[of] in {step.grade for step in before if step.day == story.begins} | (
            {story.start.grade} if story.begins == 0 else set()
        )
    assert {names.index(to) for of, to in tried if of == book_start(book)} <= times.reachable
    return times, len(names) ** 2 - len(names)


def could_do(book: Rulebook, story: Witness) -> None:
    """Whoever does an act in a story is on the list that it needs."""
    standing = stand(book, story.start)
    for step in story.steps:
        standing.advance(step.day)
        if step.act:
            assert step.act in can(standing), step
            standing.post(step.act, step.day)


def book_start(book: Rulebook) -> str:
    return Standing(book).grade


@EVERYTHING
@given(small_rulebooks(terms=True).filter(lambda book: machine_of(book).expires))
def test_no_life_is_quicker_where_entries_expire(book: Rulebook) -> None:
    check(book)


@EVERYTHING
@given(small_rulebooks(caps=True, terms=True).filter(lambda book: machine_of(book).expires))
def test_no_life_is_quicker_where_entries_expire_and_are_capped(book: Rulebook) -> None:
    check(book)


@EVERYTHING
@given(small_rulebooks(caps=True, terms=True, windows=True, only=True).filter(lambda book: machine_of(book).remembers))
def test_no_life_is_quicker_where_acts_are_open_in_some_grades(book: Rulebook) -> None:
    check(book)


@EVERYTHING
@given(small_rulebooks(terms=True, windows=True).filter(lambda book: machine_of(book).windows))
def test_no_life_is_quicker_where_windows_roll(book: Rulebook) -> None:
    check(book)


@EVERYTHING
@given(small_rulebooks(caps=True, windows=True).filter(lambda book: machine_of(book).windows))
def test_no_life_is_quicker_where_caps_go_by_years_and_by_windows(book: Rulebook) -> None:
    check(book)


@pytest.mark.slow
@settings(EVERYTHING, max_examples=350)
@given(small_rulebooks(caps=True, terms=True, windows=True, only=True).filter(lambda book: machine_of(book).windows))
def test_no_life_is_quicker_in_many_rulebooks_with_windows(book: Rulebook) -> None:
    check(book)


@pytest.mark.slow
@settings(EVERYTHING, max_examples=350)
@given(small_rulebooks(caps=True, terms=True).filter(lambda book: machine_of(book).expires))
def test_no_life_is_quicker_in_many_rulebooks(book: Rulebook) -> None:
    check(book)
