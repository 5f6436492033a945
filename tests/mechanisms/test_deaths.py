"""Deaths: the integrated hazard in closed form, the life table, and how provinces differ."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.deaths import DeathsParameters, live_on
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.vital import (
    AGE_DAYS,
    AGES,
    PERIODS,
    birth_rate_of,
    death_rates,
    life_expectancy,
    mortality_of,
    period_ends,
    table,
)

TIBET, SHANGHAI = "540000", "310000"
DTYPE = np.dtype([("death_rate", "f8", (len(PERIODS), 2, len(AGES))), ("death_period", "f8", (len(PERIODS),))])
START = date(2012, 3, 1)


def rates(level: float = 1.0) -> np.void:
    """What kernels read of the deaths of a run that begins on a day."""
    found = np.zeros(1, DTYPE)[0]
    found["death_rate"] = death_rates() * level / 365.25
    found["death_period"] = [*period_ends(START), 1e6]
    return found


def hazard(born: int, sex: int, first: int, last: int) -> float:
    """What a life lives through in days [first, last), one by one."""
    whole = 0.0
    for day in range(first, last):
        group = max(k for k in range(len(AGES)) if day - born >= AGE_DAYS[k])
        year = date.fromordinal(START.toordinal() + day).year
        whole += death_rates()[0 if year < 2015 else 1 if year < 2020 else 2, sex, group] / 365.25
    return whole


@pytest.mark.parametrize(("born", "sex"), [(-10, 0), (-400, 1), (-1800, 0), (-29_000, 1), (-36_500, 0)])
def test_a_threshold_is_lived_through_day_by_day(born: int, sex: int) -> None:
    for days in (1, 200, 1100, 3700):
        _, left = live_on(born, sex, 0, days, 50.0, rates(), 1.0)
        assert 50.0 - left == pytest.approx(hazard(born, sex, 0, days), rel=1e-9)


@given(st.integers(0, 36_000), st.integers(0, 1), st.floats(1e-4, 3), st.integers(1, 3000))
def test_dying_comes_on_the_same_day_however_the_way_is_cut(age: int, sex: int, left: float, cut: int) -> None:
    straight, after = live_on(-age, sex, 0, 9000, left, rates(), 1.2)
    first, rest = live_on(-age, sex, 0, cut, left, rates(), 1.2)
    if rest < 0:
        assert (first, -1.0) == (straight, after)
    else:
        later, its = live_on(-age, sex, cut, 9000, rest, rates(), 1.2)
        assert later == straight and (its < 0) == (after < 0)


@given(st.integers(0, 36_000), st.floats(1e-3, 2), st.floats(1.1, 5))
def test_a_higher_hazard_never_puts_death_off(age: int, left: float, times: float) -> None:
    assert live_on(-age, 0, 0, 9000, left, rates(), times)[0] <= live_on(-age, 0, 0, 9000, left, rates(), 1.0)[0]


def test_life_expectancies_are_those_of_the_source() -> None:
    """vit-014 and the UN's own table, which goes by other rules within an age group."""
    told = {0: (73.67, 78.98), 1: (74.75, 80.30), 2: (75.28, 80.90)}
    for period, ages in told.items():
        found = [life_expectancy(of_sex) for of_sex in death_rates()[period]]
        assert found == pytest.approx(ages, abs=0.05)


def test_of_a_hundred_men_aged_15_as_many_die_before_60_as_the_source_says() -> None:
    """vit-015: 11.5 of men and 5.9 of women."""
    for sex, told in ((0, 11.5), (1, 5.9)):
        through = sum(death_rates()[1, sex, k] * 5 for k, age in enumerate(AGES) if 15 <= age < 60)
        assert 100 * (1 - math.exp(-through)) == pytest.approx(told, abs=0.1)


def test_provinces_differ_as_in_the_census_of_2010() -> None:
    """vit-020: by as many years from the nation's 74.83."""
    men, women = death_rates()[0]
    nation = (life_expectancy(men) + life_expectancy(women)) / 2
    for row in table("provinces"):
        times = mortality_of(row["code"])
        lives = (life_expectancy(men, times) + life_expectancy(women, times)) / 2
        assert lives - nation == pytest.approx(float(row["life_expectancy_2010"]) - 74.83, abs=1e-6), row["name"]
    assert mortality_of("000000") == 1.0 and birth_rate_of("000000") is None
    assert mortality_of(TIBET) > 1.5 > 0.7 > mortality_of(SHANGHAI)


def test_the_dials_are_the_table_at_a_level_and_nothing_without_it() -> None:
    from credopolis.mechanisms.deaths import DIALS

    rates_of = {dial.name: dial.of for dial in DIALS}["death_rate"]
    for deaths, off, times in (
        (DeathsParameters(stands=True, level=2.0), (), 2.0), (DeathsParameters(stands=True), ("deaths",), 0.0),
        (DeathsParameters(), (), 0.0),
    ):  # fmt: skip
        scenario = SimpleNamespace(regime=RegimeParameters(deaths=deaths), off=off)
        np.testing.assert_allclose(rates_of(scenario), death_rates() * times / 365.25)
