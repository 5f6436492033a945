"""The people of a society are those of its census and of the distributions that its file states.

Theory: traits have Beta marginals, whose mean is a / (a + b), and are joined by a Gaussian copula: two traits of one
person correlate as the product of their loadings on the person, one trait of two members of a household as the square
of its loading on the household, and two traits of two members not at all; a rank correlation is (6 / pi) arcsin(r / 2).

Source: the census of 2020 as the society's table has it; Kruskal 1958, Ordinal measures of association,
doi:10.1080/01621459.1958.10501481, for the rank correlation.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from credopolis.core.schema import (
    EMPLOYED,
    FEMALE,
    MINORITY,
    OCCUPATIONS,
    PARTNERED,
    PARTY,
    STUDENT,
    TRAITS,
    URBAN,
)

from .plain import rules, scene
from .tools import Watched, report, watch

PEOPLE = 100_000
OFFICIAL = OCCUPATIONS.index("official")


@pytest.fixture(scope="module")
def watched() -> Watched:
    text = rules({"harm": "{points: -1, seen_by: {records: 1}}"})
    return watch(scene(text, {"harm": 0.001}, people=PEOPLE, years=0.02, seed=73, equal=False))


def census(watched: Watched, column: str) -> float:
    """A share of the nation by the table of provinces."""
    rows = watched.scenario.tables.provinces
    return sum(getattr(row, column) * row.population for row in rows) / sum(row.population for row in rows)


def test_women_towns_and_minorities_are_as_many_as_the_census_counts(watched: Watched) -> None:
    flags = watched.person["flags"]
    men = sum(row.population * row.sex_ratio_m_per_100f / (100 + row.sex_ratio_m_per_100f)
              for row in watched.scenario.tables.provinces)  # fmt: skip
    everybody = sum(row.population for row in watched.scenario.tables.provinces)
    # Lives of a household share their group and their area: a percentage point is four deviations and more.
    for name, found, share in (
        ("women", (flags & FEMALE) > 0, 1.0 - men / everybody),
        ("in towns", (flags & URBAN) > 0, census(watched, "urban_share")),
        ("minority", (flags & MINORITY) > 0, census(watched, "minority_share")),
    ):
        report("people", of=name, found=float(found.mean()), census=share)
        assert float(found.mean()) == pytest.approx(share, abs=0.01)


def test_ages_are_those_of_the_census(watched: Watched) -> None:
    years = -watched.person["birth_day"] / 365.25
    for column, low, high in (("share_0_14", 0, 15), ("share_15_59", 15, 60), ("share_60plus", 60, 200),
                              ("share_65plus", 65, 200)):  # fmt: skip
        found = float(((years >= low) & (years < high)).mean())
        report("people", of=column, found=found, census=census(watched, column))
        assert found == pytest.approx(census(watched, column), abs=0.01)


@pytest.mark.parametrize("trait", TRAITS)
def test_traits_have_the_means_that_the_file_states(trait: str, watched: Watched) -> None:
    shape = getattr(watched.scenario.tables.params.traits, trait).value
    found = float((watched.person[trait].astype(float) + 0.5).mean()) / 256.0
    report("traits", of=trait, mean=found, stated=shape.alpha / (shape.alpha + shape.beta))
    assert found == pytest.approx(shape.alpha / (shape.alpha + shape.beta), abs=0.006)


def rank_correlation(normal: float) -> float:
    """Spearman's for two normal variables that correlate so."""
    return 6.0 / math.pi * math.asin(normal / 2.0)


@pytest.mark.parametrize(("one", "other"), [("honesty", "prosociality"), ("honesty", "dissent"),
                                            ("dissent", "risk_aversion"), ("honesty", "honesty"),
                                            ("dissent", "dissent")])  # fmt: skip
def test_traits_go_together_within_a_person_and_a_household(one: str, other: str, watched: Watched) -> None:
    person, stated = watched.person, watched.scenario.tables.params.traits
    a, b = getattr(stated, one).value, getattr(stated, other).value
    household = a.household**2 if one == other else 0.0
    first = np.flatnonzero((person["place"] == 0) & (person["household_size"] > 1))
    found = float(stats.spearmanr(person[one][first], person[other][first + 1]).statistic)
    report("traits", of=f"{one} and {other} of a household", found=found, theory=rank_correlation(household))
    assert found == pytest.approx(rank_correlation(household), abs=FIVE / math.sqrt(len(first)))
    if one != other:
        own = float(stats.spearmanr(person[one][first], person[other][first]).statistic)
        theory = rank_correlation(a.person * b.person)
        report("traits", of=f"{one} and {other} of a person", found=own, theory=theory)
        assert own == pytest.approx(theory, abs=FIVE / math.sqrt(len(first)))


FIVE = 5.5
"""Standard deviations, with the rounding to 256 levels."""


def test_officials_and_party_members_are_connected_as_the_file_states(watched: Watched) -> None:
    person, stated = watched.person, watched.scenario.tables.params.guanxi
    party, official = (person["flags"] & PARTY) > 0, person["occupation"] == OFFICIAL
    for name, who, shape in (
        ("officials", official, stated.officials.value), ("members", party & ~official, stated.party_members.value),
        ("others", ~party & ~official, stated.others.value),
    ):  # fmt: skip
        mean = shape.alpha / (shape.alpha + shape.beta)
        deviation = math.sqrt(mean * (1 - mean) / (shape.alpha + shape.beta + 1) / who.sum())
        found = float((person["guanxi"][who].astype(float) + 0.5).mean()) / 256.0
        report("connections", of=name, lives=int(who.sum()), mean=found, stated=mean)
        assert who.sum() > 300
        assert abs(found - mean) < FIVE * deviation + 0.002


def test_partners_are_a_woman_and_a_man_and_the_older_is_as_often_a_man_as_stated(watched: Watched) -> None:
    person = watched.person
    partnered = (person["flags"] & PARTNERED) > 0
    first = np.flatnonzero(partnered & (person["flags"] & FEMALE > 0))
    assert 2 * len(first) == int(partnered.sum())
    assert np.all(partnered[first + 1] & (person["flags"][first + 1] & FEMALE == 0))
    gap = person["birth_day"][first] - person["birth_day"][first + 1]
    share = float((gap > 0).sum() / (gap != 0).sum())
    stated = watched.scenario.tables.params.households.older_partner_male.value
    report("partners", couples=len(first), man_older=share, stated=stated)
    assert share == pytest.approx(stated, abs=0.04)


def test_children_neither_work_nor_is_anybody_both_in_school_and_at_work(watched: Watched) -> None:
    flags, years = watched.person["flags"], -watched.person["birth_day"] / 365.25
    assert not np.any(flags[years < 15] & EMPLOYED)
    assert not np.any((flags & EMPLOYED > 0) & (flags & STUDENT > 0))
    schooled = (years > 7) & (years < 14.9)
    assert np.all(flags[schooled] & STUDENT)
    working = float(((flags & EMPLOYED) > 0)[(years > 30) & (years < 50)].mean())
    assert 0.6 < working < 0.97
