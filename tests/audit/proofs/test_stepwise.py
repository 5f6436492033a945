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
from credopolis.audit.proofs.witness import replay
from credopolis.rulebook import Rulebook, Standing, parse_rulebook

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


HOUSING = """
format: credopolis-rulebook/1
name: housing
title: Points for a flat, some of them together, and a bar
account: hypothetical
score: {start: 0, min: 0, max: 300, together: {family: {most: 60, sets: {room: {acts: [second, crowded], points: 50}}}}}
grades:
  offered: {from: 150}
  waiting: {from: 50}
  registered: {from: 0}
  barred: {without_band: true, lock: {lasts: 2y, release: registered}}
acts:
  first: {points: 20}
  second: {points: 20}
  crowded: {points: 40, ends: [crowded]}
  illness: {points: 60, counts_for: 2y, ends: [illness]}
  lie: {falls_to: barred}
"""


def test_the_way_back_from_an_act_is_proved_where_what_stands_is_too_much_to_follow() -> None:
    drop = prove(parse_rulebook(HOUSING), None).drops["lie"]
    assert (drop.days, drop.proved, drop.standing) == (730, True, "registered")
    assert drop.witness is not None and replay(parse_rulebook(HOUSING), drop.witness) == drop.witness.steps


SCHOOL = """
format: credopolis-rulebook/1
name: school
title: Merits of which a day gives three at most, and demerits that are counted
account: hypothetical
score: {start: 0, min: -30, max: 60, resets: {every: 1y}, at_once: {gained: 3}, gives_back: {points: 1, after: 4w},
        counters: {fortnight: {lost: 5, within: 2w, falls_to: detention}}}
grades:
  star: {from: 20}
  ordinary: {from: -8}
  report: {from: -30}
  detention: {without_band: true, lock: {lasts: 7d, release: band}}
acts: {late: {points: -1}, bullying: {points: -6}, merit: {points: 1}, prize: {points: 5, cap_per_year: 1}}
"""


def test_a_way_that_takes_many_days_of_few_points_is_found() -> None:
    proofs = prove(parse_rulebook(SCHOOL), None, effort=Effort(400_000))
    for to in ("ordinary", "report", "detention"):
        assert proofs.least_time_days["star", to] is not None
    assert proofs.least_time_days["ordinary", "star"] is not None
    assert proofs.witnesses["ordinary", "star"].days == proofs.least_time_days["ordinary", "star"]


@pytest.mark.parametrize("after", [0, 10])
def test_a_lock_of_cycles_lasts_as_few_days_as_one_that_begins_on_the_last(after: int) -> None:
    text = "format: credopolis-rulebook/1\nname: c\ntitle: C\naccount: hypothetical\n"
    text += "score: {start: 0, min: -9, max: 9, resets: {every: 100d, sets_grade: true, AFTER}}\n"
    text += "grades: {A: {from: 0}, B: {lock: {cycles: 2, release: band}}}\nacts: {bad: {falls_to: B}}\n"
    book = parse_rulebook(text.replace(", AFTER", f", sets_grade_after: {after}d" if after else ""))
    found, standing = machine_of(book), Standing(book)
    standing.post("bad", 99)
    assert found is not None and found.lock_days[0] == standing.lock_until - 99 == 101 + after
