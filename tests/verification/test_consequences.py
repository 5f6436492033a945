"""What gates do in lives, against counts worked out elsewhere: on the same draws, with the gates and without.

Theory: a hazard that is c times as high for all from the first day on is that of a life table at level c, so the same
lives die on the same days. Where only those who have fallen bear it, the hazard of each is piecewise constant, and its
day of death follows from its threshold by hand. At the school's door a child with place f among children whose parents
have the mean place m goes on f / m times as often as the table has it; all children together as often as before.

Source: internal times of Poisson processes, Anderson 2007, Journal of Chemical Physics 127(21); binomial limits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.core.schema import DEAD, PARTY
from credopolis.mechanisms.stages import FIRST_WORK
from credopolis.rulebook.conduct import ActConduct, Who

from .plain import FAR, rules, scene
from .tools import Watched, report, watch

GATES = "{healthcare: {kind: benefit}, school_admission: {kind: benefit}, private_schools: {kind: restriction}}"
GRADES = "{high: {from: 1000}, low: {}}"
HARM = {"harm": "{points: -1, seen_by: {records: 1}}"}
LATE = "{healthcare: {late: {grades: [low], decides: delayed, by: 200d}}}"


def lived(rulebook: str, acts: Any, *, people: int, years: float, seed: int, **settings: Any) -> Watched:
    return watch(scene(rulebook, acts, people=people, years=years, seed=seed, deaths__stands=True, **settings))


def days_of_death(watched: Watched) -> Any:
    dies = watched.engine.world.blocks.deaths["dies_on"].astype(int)
    return np.where((watched.person["flags"] & DEAD) != 0, dies, -1)


def test_care_that_comes_late_to_all_is_a_life_table_at_another_level() -> None:
    """200 days at 0.003 a day: 1.6 times the hazard, for all, from day 0 on."""
    book = rules(HARM, gates=GATES, grades=GRADES, start=900, entitlements=LATE)
    common = {"people": 20_000, "years": 3.0, "seed": 5}
    late = lived(book, {"harm": 0.0}, **common, consequences__stands=True, consequences__care_risk_a_day=0.003)
    level = lived(book, {"harm": 0.0}, **common, deaths__level=1.6)
    usual = lived(book, {"harm": 0.0}, **common)
    mine, its = days_of_death(late), days_of_death(level)
    assert np.abs(mine - its).max() <= 1 and (mine != its).mean() < 1e-3  # what is left is kept in four bytes
    died = [int((days_of_death(run) >= 0).sum()) for run in (late, usual)]
    z = (died[0] - 1.6 * died[1]) / np.sqrt(died[0] + 1.6**2 * died[1])
    report("late care", died=died[0], usual=died[1], z=float(z))
    assert died[0] > 1.4 * died[1] > 100


def test_only_who_falls_dies_the_sooner_and_nobody_the_later() -> None:
    """Falls at rate r: the hazard of a life that has lived t years is higher by a share x (1 - exp(-r t)), x = 0.6.

    Deaths beyond those without are then a Poisson count whose mean is the sum over the life table's deaths of that
    share, to first order; who dies in both runs dies no later with the gates.
    """
    book = rules(HARM, gates=GATES, grades=GRADES, entitlements=LATE)
    common = {"people": 40_000, "years": 3.0, "seed": 6}
    rate = {"harm": 0.4}
    late = lived(book, rate, **common, consequences__stands=True, consequences__care_risk_a_day=0.003)
    usual = lived(book, rate, **common)
    mine, its = days_of_death(late), days_of_death(usual)
    both = (mine >= 0) & (its >= 0)
    assert (mine[both] <= its[both]).all() and not ((mine < 0) & (its >= 0)).any()
    without = its[its >= 0] / 365.25
    expected = float((0.6 * (1 - np.exp(-0.4 * without))).sum())
    more = int((mine >= 0).sum() - (its >= 0).sum())
    z = (more - expected) / np.sqrt(expected)
    report("deaths of who fell", more=more, expected=expected, z=float(z))
    assert more > 30 and abs(z) < FAR


@cache
def schooled(first: float = 1.0, refused: float = 1.0) -> Watched:
    """Ten years in which members of the party fall in the first weeks, once, for good, and nobody else ever does.

    The low grade is refused admission to schools; or the high one is put first.
    """
    act = ActConduct(rate=60.0, who=Who(is_=frozenset({"party_member"})))
    book = rules(
        {"harm": "{points: -1, seen_by: {records: 1}, cap: {times: 1}}"}, gates=GATES, grades=GRADES,
        entitlements="{school_admission: {no: {grades: [low], decides: refused}, "
        "yes: {grades: [high], decides: first}}}",
    )  # fmt: skip
    return watch(scene(
        book, {"harm": act}, people=40_000, years=10.0, seed=7, provinces=2, stages__stands=True,
        consequences__stands=True, consequences__school_first=first, consequences__school_refused=refused,
    ))  # fmt: skip


def at_the_door(watched: Watched) -> Any:
    """Children with a parent who turned 15 half a year after the start or later, and 18 before the end."""
    person, days = watched.person, watched.scenario.days
    turned = person["birth_day"] + 15 * 365.25
    inside = (turned > 200) & (turned + 3 * 365.25 < days - 10)
    return inside & ((person["mother"] != 0) | (person["father"] != 0))


def places_of(watched: Watched, first: float, refused: float) -> Any:
    """The place of each child: the mean over its parents, of whom members of the party are refused."""
    person, own = watched.person, np.arange(len(watched.person))
    place = np.where(person["flags"] & PARTY, refused, first)
    there = np.array([person[name] != 0 for name in ("mother", "father")])
    of = np.array([place[own + person[name].astype(int)] for name in ("mother", "father")])
    return (of * there).sum(axis=0) / np.maximum(there.sum(axis=0), 1)


@pytest.mark.parametrize(("first", "refused"), [(1.0, 0.5), (1.4, 1.0), (1.3, 0.6)])
def test_children_go_on_by_their_parents_place_and_all_together_as_before(first: float, refused: float) -> None:
    """The mean place is that of all lives in a grade, of whom members stand low; a child's is its parents' mean."""
    with_gates, without = schooled(first, refused), schooled()
    went = [watched.person["education"] >= 3 for watched in (with_gates, without)]
    door, place = at_the_door(without), places_of(without, first, refused)
    mean = float(np.where(without.person["flags"] & PARTY, refused, first).mean())
    worst, groups = 0.0, 0
    for value in np.unique(place[door]):
        mine = door & (place == value)
        usual, share = went[1][mine].mean(), went[0][mine].mean()
        expected = min(usual * value / mean, 1.0)
        # The same draws on both sides: what remains of chance is in the draws between the two thresholds.
        z = (share - expected) / np.sqrt(abs(expected - usual) / mine.sum() + 1e-6)
        worst, groups = max(worst, abs(float(z))), groups + 1
        report("place", share=float(share), expected=float(expected), usual=float(usual), z=float(z), n=int(mine.sum()))
    assert worst < FAR and groups >= 3
    whole = [float(one[door].mean()) for one in went]
    report("places of all", with_gates=whole[0], without=whole[1])
    assert abs(whole[0] - whole[1]) < 0.015
    moved = with_gates.total("schooling").sum(axis=(0, 3))
    assert int(moved.sum()) > 100 and not without.total("schooling").any()


def test_work_and_income_follow_from_the_school_that_was_not_reached() -> None:
    """Of the children who were kept out, with and without: less schooling, and no higher class; others as ever."""
    with_gates, without = schooled(1.0, 0.5), schooled()
    mine, its = with_gates.person, without.person
    fewer, more = mine["education"] < its["education"], mine["education"] > its["education"]
    works = (mine["occupation"] >= FIRST_WORK) & (its["occupation"] >= FIRST_WORK)
    assert fewer.sum() > 100 and more.sum() > 100
    assert (mine["income"][fewer & works] <= its["income"][fewer & works]).all()
    assert (mine["income"][more & works] >= its["income"][more & works]).all()
    assert (mine["income"][fewer & works] < its["income"][fewer & works]).any()
    same = ~fewer & ~more & works
    np.testing.assert_array_equal(mine["income"][same], its["income"][same])
    np.testing.assert_array_equal(mine["occupation"][same], its["occupation"][same])
    spread = with_gates.total("incomes").sum(axis=(0, 1))
    report("incomes", classes=spread.tolist())
    assert spread.min() > 200


def test_what_a_life_earns_is_the_class_of_a_household_with_its_schooling() -> None:
    """Fifths of households stay about fifths: each class has its share of who started work, by some points."""
    spread = schooled().total("incomes").sum(axis=(0, 1))
    shares = spread / spread.sum()
    report("classes", shares=[float(s) for s in shares])
    assert (np.abs(shares - 0.2) < 0.12).all()
