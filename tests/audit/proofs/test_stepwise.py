"""Grades that only the end of a cycle sets, and scores that are a mean: what is proved against trying everything."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.prove import prove
from credopolis.audit.proofs.rated import RungsOfMeans, lives_of_means
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.stepwise import Stepwise
from credopolis.rulebook import Rulebook, parse_rulebook

from .cycles import by_cycle, means, together
from .test_everything import check_drops, same, short_years
from .test_histories import check, lives

FEW = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
KINDS = {
    "by_cycle": by_cycle(),
    "more by_cycle": by_cycle(True),
    "means": means(),
    "more means": means(True),
    "together": together(),
    "more together": together(True),
}
_years = short_years


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[st.SearchStrategy[Rulebook]]:
    yield KINDS[request.param]


def each(kind: st.SearchStrategy[Rulebook], what: Callable[[Rulebook], None]) -> None:
    FEW(given(kind)(what))()


def test_the_machine_of_the_proofs_is_the_automaton(kind: st.SearchStrategy[Rulebook]) -> None:
    dice = random.Random(5)

    def alike(book: Rulebook) -> None:
        found = machine_of(book)
        assert found is not None and found.stepwise
        same(found, book, dice)

    each(kind, alike)


def test_no_life_is_quicker_and_every_story_is_lived(kind: st.SearchStrategy[Rulebook]) -> None:
    def holds(book: Rulebook) -> None:
        check(book)
        check_drops(book)

    each(kind, holds)


@pytest.mark.parametrize("name", ["by_cycle", "means"])
def test_all_of_them_are_proved_where_nothing_else_is_remembered(name: str) -> None:
    def proved(book: Rulebook) -> None:
        found = machine_of(book)
        assert found is not None
        times, truth = Stepwise(found, Effort()).times(Effort()), lives(book)
        assert not times.unproved
        for (of, to), days in times.least.items():
            if of != to:
                assert days == truth.get((found.names[of], found.names[to]))

    each(KINDS[name], proved)


@FEW
@given(means())
def test_bounds_of_means_hold_whatever_the_entries(book: Rulebook) -> None:
    found = machine_of(book)
    assert found is not None
    rungs, names = RungsOfMeans(found), found.names
    bound = {of: rungs.days_from(rungs.entries(of)) for of in range(len(names))}
    for (of, to), days in lives(book).items():
        if of != to:
            assert bound[names.index(of)][names.index(to)] <= days


RIDES = """
format: credopolis-rulebook/1
name: rides
title: Stars
account: hypothetical
score: {start: 501, min: 100, max: 501, mean: {last: 500, at_least: 100}}
grades: {unrated: {from: 501}, good: {from: 470}, warned: {from: 460}, closed: {}}
acts:
  one_star: {points: -401, only: {grades: [unrated, good, warned]}}
  four_stars: {points: -101, only: {grades: [unrated, good, warned]}}
  five_stars: {points: -1, only: {grades: [unrated, good, warned]}}
"""


def test_a_mean_of_five_hundred_is_proved_by_lives_and_grades() -> None:
    proofs = prove(parse_rulebook(RIDES), None)
    assert not proofs.unproved
    low = ["good", "warned", "closed"]
    times = {pair: days for pair, days in proofs.least_time_days.items() if pair[0] != pair[1]}
    assert {pair for pair, days in times.items() if days is None} == {
        *(("closed", to) for to in ("unrated", "good", "warned")), ("good", "unrated"), ("warned", "unrated"),
    }  # fmt: skip
    assert {days for days in times.values() if days is not None} == {0} and proofs.absorbing == ("closed",)
    assert any("left the mean once 500 more have come" in limit for limit in proofs.limits) and low


def test_lives_of_means_need_some_effort() -> None:
    found = machine_of(parse_rulebook(RIDES))
    assert found is not None
    stepwise = Stepwise(found, Effort(10))
    lives_of_means(found, stepwise.lived, Effort(10))
    times = stepwise.times(Effort(10))
    assert times.unproved and all(days is None or days >= 0 for days in times.least.values())


LOWER = """
format: credopolis-rulebook/1
name: lower
title: A release to a grade that no score deserves
account: hypothetical
score: {start: 0, min: 0, max: 4, resets: {every: 4d, sets_grade: true}, at_once: {lost: 1}}
grades:
  G2: {from: 3}
  G1: {from: 1, lock: {cycles: 1, release: band, at_most: bar}}
  G0: {}
  bar: {without_band: true}
acts:
  gains: {points: 1}
  loses: {points: -1}
"""


def test_a_release_that_is_capped_leads_to_grades_without_a_band() -> None:
    """Found by the slow search: bounds knew only grades that a score deserves."""
    book = parse_rulebook(LOWER)
    found = machine_of(book)
    assert found is not None
    rungs, names, truth = Rungs(found), found.names, lives(book)
    assert ("G2", "bar") in truth
    for (of, to), days in truth.items():
        if of != to:
            assert rungs.days_from(rungs.entries(names.index(of)))[names.index(to)] <= days
    assert not Stepwise(found, Effort()).exact
