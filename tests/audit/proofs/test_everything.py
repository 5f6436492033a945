"""A thousand small rulebooks over every feature of the format: what is proved of them against trying everything.

Of each the least times and the ways back from straight drops are held against every life that fits on `Standing`: no
"never" that is reached, no time or bound that a life undercuts, each story lived. A share of them runs every day.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credopolis.audit.proofs import bounds, dated, few, machine, plan
from credopolis.audit.proofs.drops import drops_of, standing_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.times import Ladder
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import Rulebook, calendar
from credopolis.rulebook.automaton import Standing

from . import small
from .cycles import by_cycle, means, together
from .small import can, key, posted, small_rulebooks, tomorrow
from .test_histories import check, quickest, small_file

YEAR = 5
"""A cap year, short enough that lives are tried through several."""
MOST_STATES = 1_000
A_DAY = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
EVERY_FEATURE = small_rulebooks(
    caps=True,
    terms=True,
    windows=True,
    only=True,
    resets=True,
    at_once=True,
    again=True,
    clean=True,
    newcomers=True,
    repeats=True,
    counters=True,
)
ANY_FEATURES = st.builds(
    dict,
    caps=st.booleans(),
    terms=st.booleans(),
    windows=st.booleans(),
    only=st.booleans(),
    resets=st.booleans(),
    at_once=st.booleans(),
    again=st.booleans(),
    clean=st.booleans(),
    listing=st.booleans(),
    newcomers=st.booleans(),
    repeats=st.booleans(),
    counters=st.booleans(),
).flatmap(lambda features: small_rulebooks(**features))
OF_SCORES = st.one_of(by_cycle(True), means(True), together(True))
ANY_FEATURES = st.one_of(ANY_FEATURES, ANY_FEATURES, ANY_FEATURES, OF_SCORES)


@pytest.fixture(scope="module", autouse=True)
def short_years() -> Any:
    """Years of caps that are as long as terms, locks and cycles, in the automaton and in the proofs."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (calendar, machine, plan, dated, bounds, few):
            patch.setattr(module, "DAYS_PER_YEAR", YEAR)
        patch.setattr(small, "YEAR", YEAR)
        yield


def struck(book: Rulebook) -> dict[str, dict[str, int]]:
    """By act that drops to a grade, the least days from an entry that strikes to each grade, over lives that fit."""
    first, names = Standing(book), list(reversed(book.grades))
    numbers, states, after = {key(first): 0}, [first], list[list[tuple[int, int]]]()
    sources: dict[str, set[int]] = {name: set() for name, act in book.acts.items() if act.falls_to}
    for standing in states:
        if len(after) == MOST_STATES:
            break
        after.append([])
        onward = [(posted(standing, act), 0, act) for act in can(standing)] if small_file(standing) else []
        for then, days, act in [*onward, (tomorrow(standing), 1, "")]:
            number = numbers.setdefault(key(then), len(states))
            if number == len(states):
                states.append(then)
            after[-1].append((number, days))
            counted = act in sources and then.ledger.posted.get(act, 0) > standing.ledger.posted.get(act, 0)
            if counted and names.index(standing.grade) >= names.index(book.acts[act].falls_to):
                sources[act].add(number)
    grades = [state.grade for state in states]
    after += [[] for _ in range(len(states) - len(after))]
    return {act: quickest(found, after, grades) for act, found in sources.items()}


def check_drops(book: Rulebook) -> None:
    """No life is back sooner than a way back is said to take at the least, and its story is lived."""
    found = machine_of(book)
    assert found is not None
    names, good = found.names, standing_of(found)
    tried = struck(book) if any(act.falls_to for act in book.acts.values()) else {}
    for act, drop in drops_of(book, Ladder.of(found, effort=400_000)).items():
        back = min((days for grade, days in tried[act].items() if names.index(grade) >= good), default=None)
        if drop.proved and back is not None:
            assert drop.days is not None and drop.days <= back, f"{act}: {drop.days} days, and lived in {back}"
        if drop.witness is not None:
            assert replay(book, drop.witness) == drop.witness.steps and drop.witness.days == drop.days
        assert all(drop.days is None or cure.days < drop.days for cure in drop.shortens)


def same(found: Machine, book: Rulebook, dice: random.Random) -> None:
    """A random life goes the same way through the machine of the proofs and through the plain automaton."""
    state, standing = found.first(), Standing(book)
    for _ in range(60):
        if dice.random() < 0.6:
            move = dice.choice(found.moves)
            state = found.post(state, move)
            standing.post(move.name, standing.day)
        else:
            days, end = dice.randint(1, 4), 0
            while days:
                first = found.next_event(state)
                end = min(first, days) if first else days
                state, days = found.wait(state, end), days - end
                standing.advance(standing.day + end)
        left = max(standing.lock_until - standing.day, 0)
        assert (state.score, found.names[state.grade], state.lock) == (standing.score, standing.grade, left)
        assert state.clean == max(standing.clocks.gives_on - standing.day, 0)
        assert (state.new, state.gain) == tuple(max(on - standing.day, 0) for on in standing.clocks.days[2:])
        made = [
            [until - standing.day for until in standing.ledger.locks.get(found.names[g], ())] for g in found.repeats
        ]
        assert [list(left) for left in state.locks] == [[left for left in locks if left > 0] for locks in made]
        longest = found.longest_counted
        assert list(state.taken) == [
            (on + longest - standing.day, points) for on, points in standing.ledger.taken if on + longest > standing.day
        ]
        filed = [moved for _, moved in state.file] + [moved for _, left, moved in state.holds if left]
        assert sorted(filed) == sorted(e.moved for e in standing.ledger.expiring)
        assert sorted(moved for *_, moved in state.holds) == sorted(e.moved for e in standing.ledger.holds)


@settings(A_DAY, max_examples=150)
@given(EVERY_FEATURE, st.integers(0, 2**32))
def test_the_machine_of_the_proofs_is_the_automaton(book: Rulebook, seed: int) -> None:
    found = machine_of(book)
    assert found is not None
    same(found, book, random.Random(seed))


@A_DAY
@given(ANY_FEATURES)
def test_nothing_that_is_proved_is_undercut(book: Rulebook) -> None:
    found = machine_of(book)
    assert found is not None
    if found.remembers:
        check(book)
    check_drops(book)


@pytest.mark.slow
@pytest.mark.timeout(3600)  # ten minutes on a machine that does nothing else
@settings(A_DAY, max_examples=1000)
@given(ANY_FEATURES)
def test_nothing_that_is_proved_of_a_thousand_is_undercut(book: Rulebook) -> None:
    found = machine_of(book)
    assert found is not None
    if found.remembers:
        check(book)
    check_drops(book)
