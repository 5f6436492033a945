"""Prices: what benefits give to some the others pay, and money adds up to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import NotSimulated
from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import regime_folder
from credopolis.mechanisms import queues
from credopolis.mechanisms.followed import check_followed
from credopolis.mechanisms.prices import (
    BENEFITS,
    BILLS,
    FIGURES,
    HOUSING,
    PRICES,
    ROWS,
    SIDES,
    TERMS,
    PricesParameters,
    move_money,
    move_rent,
    others_pay,
)
from credopolis.rulebook import compile_rulebook, load_rulebook
from credopolis.rulebook.entitled import Entitlement

NAMES = ("D", "C", "B", "A-", "A", "A+", "AA", "AAA")
GETS, PAYS = range(len(SIDES))
YEARS, YUAN = range(len(FIGURES))


def scenario_with(**values: float) -> Scenario:
    """The popular account with these values of prices."""
    return load_scenario("popular-account", people=1000, set={f"regime.prices.{k}": v for k, v in values.items()})


def priced_at(gates: list[str], factors: dict[str, float]) -> Scenario:
    """The popular account in which these gates ask some grades for another price."""
    book = load_rulebook(regime_folder("popular-account") / "rulebook.yaml")
    rules = {f"other_{name.lower().replace('+', 'p').replace('-', 'm')}": Entitlement("priced", (name,), factor=factor)
             for name, factor in factors.items()}  # fmt: skip
    ruled = replace(book, entitlements=dict.fromkeys(gates, rules) if rules else {})
    return replace(scenario_with(stands=True), rulebook=compile_rulebook(ruled))


def moved(scenario: Scenario, grades: list[int], days: float = 365.25) -> Any:
    """What a year of one province with so many lives in each grade moves, by benefit, side and figure."""
    terms, transfers = np.zeros(1, OF_PROVINCES), np.zeros((1, len(ROWS), len(SIDES), len(FIGURES)))
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
    np.testing.assert_allclose(found[: len(BENEFITS), :, YEARS].sum(axis=1), sum(grades) * days / 365.25)
    assert not found[len(BENEFITS) :].any()
    assert (found[:, GETS, YUAN] >= 0).all()


@given(
    st.lists(st.integers(0, 10_000), min_size=8, max_size=8),
    st.lists(st.sampled_from(["loans", "travel", "healthcare", "easier_credit"]), min_size=1, max_size=3, unique=True),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 30).map(lambda x: x / 10)), min_size=1, max_size=5),
)
@settings(max_examples=50)
def test_other_prices_are_paid_by_everybody_in_equal_parts(
    grades: list[int], gates: list[str], asked: list[tuple[int, float]]
) -> None:
    """Worked out life by life: what each of a grade pays more or less than usual, and an equal share of the sum."""
    factors = {NAMES[g]: factor for g, factor in asked if factor != 1.0}
    priced = priced_at(gates, factors)
    found = moved(priced, grades)
    np.testing.assert_allclose(found[:, GETS, YUAN] + found[:, PAYS, YUAN], 0.0, atol=1e-6)
    for k, gate in enumerate(PRICES):
        if gate not in gates or not factors:
            continue
        bill = getattr(priced.regime.prices, BILLS[gate])
        given_to = {
            name: (1 - factors[name]) * bill if name in factors
            else priced.regime.prices.easier_credit * (gate == "easier_credit" and name not in ("D", "C", "B"))
            for name in NAMES
        }  # fmt: skip
        each = [given_to[name] for name, n in zip(NAMES, grades, strict=True) for _ in range(n)]
        low = min([0.0, *given_to.values()])
        gets = [yuan for yuan in each if yuan > low]
        if gets and len(gets) < len(each):
            assert found[k, GETS, YUAN] == pytest.approx(sum(gets) - len(gets) * sum(each) / len(each), abs=1e-4)
        assert found[k, GETS, YEARS] == pytest.approx(len(gets))


def test_the_example_of_a_dearer_price() -> None:
    """100 of 1,000 pay 1.5 times a bill of 700 yuan: 35,000 more, of which each of the 1,000 gets 35."""
    found = moved(priced_at(["travel"], {"B": 1.5}), [0, 0, 100, 0, 900, 0, 0, 0])[PRICES.index("travel")]
    assert found[PAYS, YUAN] == pytest.approx(-31_500) and found[GETS, YUAN] == pytest.approx(31_500)


def test_a_run_of_prices_that_it_cannot_follow_is_refused() -> None:
    for gate in ("licences", "public_services"):
        with pytest.raises(NotSimulated, match=f"entitlements.{gate}.other"):
            check_followed(priced_at([gate], {"B": 2.0}))
        check_followed(replace(priced_at([gate], {"B": 2.0}), off=("prices",)))


@pytest.mark.parametrize("grades", [[0, 0, 900, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 500, 400]])
def test_where_all_are_alike_nothing_moves(grades: list[int]) -> None:
    assert not moved(scenario_with(stands=True), grades)[..., YUAN].any()


def test_prices_move_only_where_they_are_to() -> None:
    assert not others_pay(scenario_with()) and others_pay(scenario_with(stands=True))
    assert not others_pay(replace(scenario_with(stands=True), off=("prices",)))
    assert not moved(scenario_with(), [100] * 8).any()
    assert {*PricesParameters.model_fields} == {"stands", *BENEFITS, HOUSING, *BILLS.values()} and {*BILLS} == {*PRICES}


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=8), st.integers(1, 60), st.integers(1, 5))
@settings(max_examples=40)
def test_what_who_is_put_first_saves_in_rent_the_others_pay(grades: list[int], days: int, ticks: int) -> None:
    """Whatever the ticks: it adds up to nothing, nobody put first pays for it, and who asks is on one side."""
    scenario = load_scenario(
        "popular-account", people=1000, set={f"regime.{name}.stands": True for name in ("prices", "queues")}
    )
    terms = np.zeros(1, OF_PROVINCES)
    for term in (*TERMS, *queues.TERMS):
        terms[0][term.name] = term.of(scenario)
    served = np.zeros((1, len(queues.QUEUES), len(queues.CLASSES), len(queues.FIGURES)))
    waiting, moved = np.full((1, len(queues.QUEUES), 2), queues.NOT_BEGUN), np.zeros((1, len(ROWS), 2, 2))
    lives, years = np.array([[*grades, 70]]), 0.0
    for _ in range(ticks):
        move_rent(lives, float(days), terms, served, moved, -1.0)
        queues.run_queues(lives, float(days), terms, waiting, served)
        move_rent(lives, float(days), terms, served, moved, 1.0)
        years += sum(grades) * days / 365.25
    found = moved[0, ROWS.index(HOUSING)]
    assert found[GETS, YUAN] == -found[PAYS, YUAN] and found[GETS, YUAN] >= -1e-6
    assert found[:, YEARS].sum() == pytest.approx(years, abs=1e-6) or any(grades[:2])


def test_rent_that_a_head_start_moves_by_hand() -> None:
    """1,000 lives, of whom 200 hold the benefit, wait as they did before; half of what these ask is put first.

    They are a tenth of who asks and hardly wait, so that they save a tenth of the rent of all who wait.
    """
    scenario = load_scenario(
        "popular-account", people=1000, set={f"regime.{name}.stands": True for name in ("prices", "queues")}
    )
    terms = np.zeros(1, OF_PROVINCES)
    for term in (*TERMS, *queues.TERMS):
        terms[0][term.name] = term.of(scenario)
    served = np.zeros((1, len(queues.QUEUES), len(queues.CLASSES), len(queues.FIGURES)))
    waiting, moved = np.full((1, len(queues.QUEUES), 2), queues.NOT_BEGUN), np.zeros((1, len(ROWS), 2, 2))
    lives = np.array([[0, 0, 800, 0, 0, 0, 200, 0, 0]])
    queues.run_queues(lives, 20_000.0, terms, waiting, served)  # until nobody waits who is put first
    served[:] = 0.0
    move_rent(lives, 365.25, terms, served, moved, -1.0)
    queues.run_queues(lives, 365.25, terms, waiting, served)
    move_rent(lives, 365.25, terms, served, moved, 1.0)
    found, p = moved[0, ROWS.index(HOUSING)], scenario.regime.queues
    everybody = p.public_housing_places / 365.25 * (p.public_housing_asks_per_place - 1) * 1000
    everybody *= p.public_housing_patience_days
    at = queues.QUEUE_NAMES.index(HOUSING)
    assert waiting[0, at, 0] == 0.0 and found[:, YEARS].tolist() == pytest.approx([100, 900])
    assert waiting[0, at].sum() == pytest.approx(everybody, rel=1e-6)
    assert found[GETS, YUAN] == pytest.approx(0.1 * everybody * scenario.regime.prices.public_housing, rel=1e-6)
