"""Births: the rates of the table by year and age, and shares of orders that are met age by age."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.births import (
    GROUPS,
    ORDERS,
    BirthsParameters,
    fertility,
    of_orders,
    shares_of_births,
    year_ends,
)
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.vital import table

WOMEN = st.lists(st.tuples(*[st.floats(0.5, 100)] * 3), min_size=len(GROUPS), max_size=len(GROUPS))


def scenario(**changes: object) -> SimpleNamespace:
    """What the dials of births ask of a scenario: a society of as many women of each age without a child, with one,
    and more."""
    births = BirthsParameters(**{"stands": True, **changes})
    women, drawn = tuple((30.0, 20.0, 10.0) for _ in GROUPS), tuple(0.2 for _ in range(35))
    return SimpleNamespace(
        regime=RegimeParameters(births=births), off=(), women=women, births_drawn=drawn, start=date(2021, 1, 1)
    )


def test_every_year_has_its_total_fertility() -> None:
    """vit-016 and the series: the rates by age add up to it."""
    told = {int(row["year"]): float(row["total_fertility"]) for row in table("vital_series")}
    assert list(dict(fertility())) == list(range(2005, 2024))
    for year, rates in fertility():
        assert 5 * sum(rates) == pytest.approx(told[year], rel=1e-9)
    young = {year: rates[1] / rates[3] for year, rates in fertility()}
    assert young[2010] > young[2017] > young[2022], "mothers grow older"


@given(WOMEN, st.floats(0.2, 0.6), st.floats(0.02, 0.3))
def test_orders_have_their_shares_and_ages_their_births(
    women: list[tuple[float, float, float]], second: float, third: float
) -> None:
    rates = dict(fertility())[2021]
    shares = (1 - second - third, second, third)
    times = of_orders(women, rates, shares)
    births = [
        [n * r * t for n, t in zip(w, of_age, strict=True)] for w, r, of_age in zip(women, rates, times, strict=True)
    ]
    whole = sum(map(sum, births))
    for k, share in enumerate(shares):
        assert sum(of_age[k] for of_age in births) / whole == pytest.approx(share, rel=1e-6)
    for of_age, counts, rate in zip(births, women, rates, strict=True):
        assert sum(of_age) == pytest.approx(rate * sum(counts), rel=1e-6)


def test_ages_without_women_or_children_do_no_harm() -> None:
    times = of_orders([(0.0, 0.0, 0.0), (5.0, 0.0, 0.0)], (0.1, 0.2), (0.5, 0.4, 0.1))
    assert all(t >= 0 for of_age in times for t in of_age)
    assert times[1][0] == pytest.approx(1.0)


def test_shares_of_potential_births_follow_level_year_and_drawn_rates() -> None:
    found, twice = shares_of_births(scenario()), shares_of_births(scenario(level=2.0))
    years = dict(fertility())
    for y, year in enumerate(years):
        for age in (0, 12, 34):
            mean = sum(n * s for n, s in zip((30, 20, 10), found[y][age], strict=True)) / 60
            assert mean == pytest.approx(years[year][age // 5] / 0.2, rel=1e-6)
            assert twice[y][age] == pytest.approx([2 * s for s in found[y][age]])
    off = scenario()
    off.off = ("births",)
    assert not any(s for of_year in shares_of_births(off) for of_age in of_year for s in of_age)
    assert len(found[0][0]) == len(ORDERS)


def test_years_end_with_december() -> None:
    ends = dict(zip(dict(fertility()), year_ends(scenario()), strict=True))
    assert (ends[2020], ends[2021], ends[2022]) == (0, 365, 730)
    assert ends[2023] > 1e5, "the last year goes on"
