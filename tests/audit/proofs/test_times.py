"""Least times against trying everything on the readable automaton, over random small rulebooks; where entries expire
see `test_histories`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.times import Ladder, Times
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import Rulebook

from .small import entered, quickest, small_rulebooks

FAR_DAYS = 6
"""Brute force looks so many days ahead; what it does not find by then takes longer, or cannot be."""
YEAR_IS_FAR = 100
EVERYTHING = settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AT_LENGTH = settings(EVERYTHING, max_examples=150)


def proved(book: Rulebook) -> Times:
    """The times of a rulebook, all proved; and each witness lived through the automaton."""
    machine = machine_of(book)
    assert machine is not None
    times = Ladder.of(machine, effort=4_000_000).times()
    assert not times.unproved and not times.longest_unproved
    names = machine.names
    for (of, to), witness in times.witnesses.items():
        assert replay(book, witness) == witness.steps
        assert witness.days == times.least[of, to]
        at_end = [s for s in witness.steps if s.day <= witness.begins]
        begins_in = {s.grade for s in at_end if s.day == witness.begins} | {witness.start.grade}
        assert names[of] in begins_in
        assert (witness.steps[-1].grade if witness.steps else witness.start.grade) == names[to]
    return times


def check(book: Rulebook, days_left: tuple[int, ...]) -> None:
    """Every pair of grades, by brute force."""
    times = proved(book)
    machine = machine_of(book)
    assert machine is not None
    sources = entered(book, days_left)
    for of, name in enumerate(machine.names):
        found = quickest(sources[name], list(book.acts), FAR_DAYS) if sources[name] else {}
        for to, goal in enumerate(machine.names):
            least, tried = times.least[of, to], found.get(goal)
            where = f"{name} to {goal}: proved {least}, tried {tried}"
            if to != of:
                assert least == tried if tried is not None else least is None or least > FAR_DAYS, where
        if machine.plain and sources[name]:
            each = [quickest([source], list(book.acts), FAR_DAYS) for source in sources[name]]
            for to, goal in enumerate(machine.names):
                longest = times.longest[of, to]
                if longest is not None and longest <= FAR_DAYS:
                    assert longest == max(found[goal] for found in each)
                else:
                    assert any(goal not in found for found in each)


@EVERYTHING
@given(small_rulebooks())
def test_plain_rulebooks(book: Rulebook) -> None:
    check(book, (YEAR_IS_FAR,))


@EVERYTHING
@given(small_rulebooks(only=True))
def test_acts_open_in_some_grades(book: Rulebook) -> None:
    check(book, (YEAR_IS_FAR,))


@EVERYTHING
@given(small_rulebooks(caps=True, only=True))
def test_rulebooks_with_caps(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)))


@pytest.mark.slow
@AT_LENGTH
@given(small_rulebooks(caps=True))
def test_many_rulebooks_with_caps(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)))
