"""Prices: what benefits give to some the others pay, and money adds up to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.prices import FIGURES, PRICES, SIDES, TERMS, PricesParameters, move_money, others_pay

GETS, PAYS = range(len(SIDES))
YEARS, YUAN = range(len(FIGURES))


def scenario_with(**values: float) -> Scenario:
    """The popular account with these values of prices."""
    return load_scenario("popular-account", people=1000, set={f"regime.prices.{k}": v for k, v in values.items()})


def moved(scenario: Scenario, grades: list[int], days: float = 365.25) -> Any:
    """What a year of one province with so many lives in each grade moves, by benefit, side and figure."""
    terms, transfers = np.zeros(1, OF_PROVINCES), np.zeros((1, len(PRICES), len(SIDES), len(FIGURES)))
    for term in TERMS:
        terms[0][term.name] = term.of(scenario)
    move_money(np.array([[*grades, 70]]), days, terms, transfers)
    return transfers[0]


def test_the_example_of_the_model() -> None:
    """200 lives in AA get 100 yuan each and pay 20, and 800 in B pay 20 each."""
    found = moved(scenario_with(stands=True), [0, 0, 800, 0, 0, 0, 200, 0])[PRICES.index("transport_fares")]
    assert found[GETS, YUAN] / found[GETS, YEARS] == pytest.approx(80)
    assert found[PAYS, YUAN] / found[PAYS, YEARS] == pytest.approx(-20)


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=8), st.integers(1, 60))
def test_money_adds_up_to_nothing_and_years_to_everybody(grades: list[int], days: int) -> None:
    found = moved(scenario_with(stands=True), grades, float(days))
    np.testing.assert_array_equal(found[:, GETS, YUAN] + found[:, PAYS, YUAN], 0.0)
    np.testing.assert_allclose(found[..., YEARS].sum(axis=1), sum(grades) * days / 365.25)
    assert (found[:, GETS, YUAN] >= 0).all()


@pytest.mark.parametrize("grades", [[0, 0, 900, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 500, 400]])
def test_where_all_are_alike_nothing_moves(grades: list[int]) -> None:
    assert not moved(scenario_with(stands=True), grades)[..., YUAN].any()


def test_prices_move_only_where_they_are_to() -> None:
    assert not others_pay(scenario_with()) and others_pay(scenario_with(stands=True))
    assert not others_pay(replace(scenario_with(stands=True), off=("prices",)))
    assert not moved(scenario_with(), [100] * 8).any()
    assert {*PricesParameters.model_fields} == {"stands", *PRICES}
