"""Least times against trying everything on the readable automaton, over random small rulebooks."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings

from credopolis.audit.proofs.machine import machine_of
from credopolis.audit.proofs.times import Ladder, Times
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import Rulebook
from credopolis.rulebook.automaton import Standing

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
    times = Ladder.of(machine, effort=300_000 if machine.expires else 4_000_000).times()
    if not machine.expires:
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


def lives(book: Rulebook, seed: int) -> dict[tuple[str, str], int]:
    """Random lives from their first day -> the shortest way seen from entering each grade to each other, days."""
    chance = random.Random(seed)
    seen: dict[tuple[str, str], int] = {}
    for _ in range(12):
        standing = Standing(book)
        entered = {standing.grade: 0}
        for _ in range(60):
            before = standing.grade
            if chance.random() < 0.6:
                standing.post(chance.choice(list(book.acts)), standing.day)
            else:
                standing.advance(standing.day + 1)
            for of, day in entered.items():
                pair = of, standing.grade
                seen[pair] = min(standing.day - day, seen.get(pair, standing.day))
            if standing.grade != before:
                entered[standing.grade] = standing.day
    return seen


def check_lives(book: Rulebook) -> None:
    """What a life does is not said to be never, and where nothing expires no life is quicker than the least time."""
    times, names = proved(book), list(reversed(book.grades))
    expires = _expires(book)
    for (of, to), days in lives(book, 7).items():
        pair = names.index(of), names.index(to)
        assert names.index(to) in times.reachable
        if pair in times.unproved or of == to:
            continue
        least = times.least[pair]
        assert least is not None, f"{of} to {to} is said to be never, and a life did it in {days} days"
        assert expires or least <= days


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
                if machine.expires and (least is None or tried is None or least < tried):
                    # What was on file before may be quicker, as a life from its first day shows; or nothing is proved.
                    story = times.witnesses.get((of, to))
                    lived = story is not None and story.start.day == 0
                    assert lived or (of, to) in times.unproved or least is None or least > FAR_DAYS
                    assert tried is None or least is not None
                    continue
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


@settings(EVERYTHING, max_examples=40)
@given(small_rulebooks(caps=True, terms=True))
def test_what_lives_do_is_never_said_to_be_never(book: Rulebook) -> None:
    check_lives(book)


@pytest.mark.slow
@settings(AT_LENGTH, max_examples=400)
@given(small_rulebooks(caps=True, terms=True))
def test_what_many_lives_do_is_never_said_to_be_never(book: Rulebook) -> None:
    check_lives(book)


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
