"""Least times against trying everything on the readable automaton, over random small rulebooks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from credopolis.audit.proofs.machine import machine_of
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
    ladder = Ladder.of(machine, effort=2_000_000)
    assert ladder is not None
    times = ladder.times()
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


def check(book: Rulebook, days_left: tuple[int, ...], directed: bool) -> None:
    """Every pair of grades, by brute force."""
    times = proved(book)
    machine = machine_of(book)
    assert machine is not None
    sources = entered(book, days_left)
    for of, name in enumerate(machine.names):
        up = [a for a, act in book.acts.items() if act.points >= 0 and not act.falls_to]
        down = [a for a, act in book.acts.items() if act.points <= 0]
        ways = [(range(len(machine.names)), list(book.acts))]
        if directed:
            ways = [(range(of + 1, len(machine.names)), up), (range(of), down)]
        for wanted, acts in ways:
            found = quickest(sources[name], acts, FAR_DAYS) if sources[name] else {}
            for to in wanted:
                if to == of:
                    continue
                least, tried = times.least[of, to], found.get(machine.names[to])
                where = f"{name} to {machine.names[to]}: proved {least}, tried {tried}"
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
    check(book, (YEAR_IS_FAR,), directed=False)


@EVERYTHING
@given(small_rulebooks(caps=True))
def test_rulebooks_with_caps(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)), directed=False)


@EVERYTHING
@given(small_rulebooks(terms=True))
def test_rulebooks_whose_entries_expire(book: Rulebook) -> None:
    check(book, (YEAR_IS_FAR,), directed=_expires(book))


@settings(EVERYTHING, max_examples=10)
@given(small_rulebooks(caps=True, terms=True))
def test_rulebooks_with_caps_whose_entries_expire(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)), directed=_expires(book))


@pytest.mark.slow
@AT_LENGTH
@given(small_rulebooks(caps=True))
def test_many_rulebooks_with_caps(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)), directed=False)


@pytest.mark.slow
@AT_LENGTH
@given(small_rulebooks(terms=True))
def test_many_rulebooks_whose_entries_expire(book: Rulebook) -> None:
    check(book, (YEAR_IS_FAR,), directed=_expires(book))


@pytest.mark.slow
@settings(AT_LENGTH, max_examples=50)
@given(small_rulebooks(caps=True, terms=True))
def test_many_rulebooks_with_caps_whose_entries_expire(book: Rulebook) -> None:
    check(book, tuple(range(1, FAR_DAYS + 2)), directed=_expires(book))


def _expires(book: Rulebook) -> bool:
    return any(act.expires_days and act.points for act in book.acts.values())
