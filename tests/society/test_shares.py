"""The society drawn has the figures of its table, in the nation and in every province."""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.core.schema import TRAITS
from credopolis.society.tables import SocietyTables
from credopolis.society.traits import trait_levels

from .sample import Sample, draw

TOLERANCES = {
    "share_0_14": 0.01,
    "share_15_59": 0.01,
    "share_60plus": 0.01,
    "share_65plus": 0.01,
    "mean_household_size": 0.05,
    "one_person_household_share": 0.015,
    "sex_ratio_m_per_100f": 1.5,
    "minority_share": 0.015,
    "mean_years_schooling_15plus": 0.25,
}
# Persons per five years of age in the 2020 census, millions, from memory (see society.yaml).
CENSUS_BANDS = [
    77.9,
    90.2,
    85.3,
    72.7,
    74.9,
    91.8,
    124.1,
    99.0,
    93.0,
    114.2,
    121.2,
    101.4,
    73.4,
    74.0,
    49.6,
    31.2,
    20.4,
]
CENSUS_ALL = 1409.8


def nation(tables: SocietyTables, column: str) -> float:
    """A column's mean over provinces; of households and women, each province counts by how many it has."""
    weights = {
        "mean_household_size": lambda r: r.population / r.mean_household_size,
        "one_person_household_share": lambda r: r.population / r.mean_household_size,
        "sex_ratio_m_per_100f": lambda r: r.population / (100 + r.sex_ratio_m_per_100f),
        "mean_years_schooling_15plus": lambda r: r.population * (1 - r.share_0_14),
    }
    weigh = weights.get(column, lambda r: r.population)
    total = sum(weigh(r) for r in tables.provinces)
    return sum(getattr(r, column) * weigh(r) for r in tables.provinces) / total


def assert_close(sample: Sample, who: np.ndarray, wanted: dict[str, float], slack: float = 1.0) -> None:
    figures = sample.figures(who)
    off = {
        name: (figures[name], wanted[name])
        for name, tolerance in TOLERANCES.items()
        if abs(figures[name] - wanted[name]) > tolerance * slack
    }
    assert not off


def test_the_nation_has_the_figures_of_the_table(sample: Sample) -> None:
    everyone = np.ones(sample.layout.people, bool)
    assert_close(sample, everyone, {name: nation(sample.tables, name) for name in TOLERANCES})


def test_the_largest_provinces_have_theirs(sample: Sample) -> None:
    for p, row in enumerate(sample.tables.provinces):
        who = sample.province == p
        if who.sum() > 10_000:
            assert_close(sample, who, vars(row), slack=1.5)


def test_two_million_lives_meet_every_tolerance_in_every_province(china: SocietyTables) -> None:
    large = draw(china, 2_000_000, 11)
    everyone = np.ones(large.layout.people, bool)
    assert_close(large, everyone, {name: nation(china, name) for name in TOLERANCES})
    checked = 0
    for p, row in enumerate(china.provinces):
        who = large.province == p
        if who.sum() > 20_000:
            assert_close(large, who, vars(row))
            checked += 1
    assert checked >= 25


def test_the_age_pyramid_is_that_of_the_census(sample: Sample) -> None:
    drawn = np.bincount(sample.age // 5, minlength=25)[: len(CENSUS_BANDS)] / sample.layout.people
    assert np.abs(drawn - np.array(CENSUS_BANDS) / CENSUS_ALL).max() < 0.004


def test_income_classes_are_fifths_of_adults_and_rise_with_schooling_and_towns(sample: Sample) -> None:
    adult = sample.age >= 18
    income = sample.lives.income
    assert set(np.unique(income)) == {1, 2, 3, 4, 5}
    assert np.abs(np.bincount(income[adult], minlength=6)[1:] / adult.sum() - 0.2).max() < 0.02
    urban = sample.flag("urban")
    assert income[adult & urban].mean() > income[adult & ~urban].mean() + 0.5
    by_level = [income[adult & (sample.lives.education == level)].mean() for level in range(5)]
    assert by_level == sorted(by_level)


def test_party_internet_work_and_school_are_plausible(sample: Sample) -> None:
    adult = sample.age >= 18
    assert 0.06 < sample.flag("party_member")[adult].mean() < 0.085
    assert not sample.flag("party_member")[~adult].any()
    assert 0.65 < sample.flag("internet_user").mean() < 0.75
    pupil = (sample.age >= 6) & (sample.age < 15)
    assert sample.flag("student")[pupil].all()
    assert not sample.flag("student")[sample.age >= 22].any()
    assert not (sample.flag("student") & sample.flag("employed")).any()
    working = sample.flag("employed")
    assert np.isin(sample.lives.occupation[working], range(2, 8)).all()
    assert 0.65 < working[(sample.age >= 18) & (sample.age < 60)].mean() < 0.85


def test_officials_and_party_members_are_better_connected(sample: Sample) -> None:
    official = sample.lives.occupation == 6
    member = sample.flag("party_member") & ~official
    guanxi = sample.lives.guanxi
    others = guanxi[~official & ~member]
    assert guanxi[official].mean() > guanxi[member].mean() + 30 > others.mean() + 60
    assert others.mean() > np.median(others)


def test_older_cohorts_have_less_schooling(sample: Sample) -> None:
    levels = [
        sample.lives.education[(sample.age >= a) & (sample.age < a + 10)].mean() for a in (25, 35, 45, 55, 65, 75)
    ]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize("k", range(4))
def test_traits_have_their_stated_marginals(sample: Sample, k: int) -> None:
    exact = trait_levels(sample.tables.params)[k]
    # One life of each household: members resemble one another, so that all lives are not independent.
    first = sample.lives.place == 0
    levels = getattr(sample.lives, TRAITS[k])[first]
    drawn = np.bincount(levels, minlength=256) / len(levels)
    gap = np.abs(np.cumsum(drawn - exact)).max()
    assert gap < 1.95 / np.sqrt(len(levels))
    everyone = np.bincount(getattr(sample.lives, TRAITS[k]), minlength=256) / sample.layout.people
    assert np.abs(np.cumsum(everyone - exact)).max() < 0.006


def test_children_resemble_their_mothers_and_traits_hang_together(sample: Sample) -> None:
    child = sample.lives.mother != 0
    mother = (sample.index + sample.lives.mother)[child]
    for name in TRAITS:
        values = getattr(sample.lives, name).astype(float)
        assert 0.05 < np.corrcoef(values[child], values[mother])[0, 1] < 0.4
    honesty, dissent = sample.lives.honesty.astype(float), sample.lives.dissent.astype(float)
    assert np.corrcoef(honesty, sample.lives.prosociality.astype(float))[0, 1] > 0.08
    assert np.corrcoef(honesty, dissent)[0, 1] < -0.04
