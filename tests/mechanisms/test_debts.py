"""Debts: what a refusal costs, for whom, and that everybody who is refused is one of the five or goes without."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import debts
from credopolis.mechanisms.debts import (
    ALLOWANCE,
    BRIDGE,
    LOAN,
    MARKET_RENT,
    MOST_OWED,
    NOTHING,
    RENT,
    owed,
    owed_for,
    owed_then,
    refusals_cost,
)
from credopolis.mechanisms.services import NAMES

LOANS, BENEFITS, TRAVEL = (NAMES.index(name) for name in ("loans", "social_benefits", "travel"))


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.debts.{key}": value for key, value in values.items()}
    return load_scenario(
        "popular-account", people=1000, set={"regime.services.stands": True, "regime.debts.stands": True, **changed}
    )


def costs_of(scenario: Scenario) -> np.ndarray:
    (costs,) = (dial.of(scenario) for dial in debts.DIALS if dial.name == "costs")
    return np.array(costs)


def test_the_example_of_the_model() -> None:
    costs = costs_of(scenario_with(loan=10_000, dearer=0.1, years=2))
    assert owed(LOAN, 0, 0, costs) * debts.UNIT == 2000
    assert "owes 10,000" in (debts.__doc__ or "").replace("\n", " ")


def test_what_each_costs() -> None:
    costs = costs_of(
        scenario_with(loan=36_525, dearer=0.1, years=1, rent=5000, allowance_rural=1000, allowance_urban=2000)
    )
    assert [owed(RENT, 0, urban, costs) for urban in (0, 1)] == [500, 500]
    assert owed(BRIDGE, 30, 0, costs) == 30, "ten yuan a day"
    assert [owed(ALLOWANCE, 0, urban, costs) for urban in (0, 1)] == [110, 220], "with a year's interest"
    assert [owed(MARKET_RENT, 0, urban, costs) for urban in (0, 1)] == [580, 580], "the same as who waits pays"


@given(st.floats(0, 1, exclude_max=True), st.floats(0, 1), st.floats(0, 1))
def test_who_owes_what(mark: float, homes: float, elsewhere: float) -> None:
    shares = homes, elsewhere, homes
    refused, late = (owed_for(LOANS, days, mark, shares) for days in (0, 9))
    assert (refused == RENT) == (mark < homes) and refused in (RENT, LOAN, NOTHING)
    assert (late == BRIDGE) == (mark < elsewhere) and late in (BRIDGE, NOTHING)
    of_state = owed_for(BENEFITS, 0, mark, shares)
    assert (of_state == MARKET_RENT) == (mark < homes) and of_state in (MARKET_RENT, ALLOWANCE, NOTHING)
    assert (of_state == NOTHING) == (refused == NOTHING), "the same shares of what is left"
    assert owed_for(BENEFITS, 9, mark, shares) == owed_for(TRAVEL, 0, mark, shares) == NOTHING


def test_shares_of_those_who_are_refused_a_loan() -> None:
    """Of 10,000 evenly spread 300 asked for a home; of the other 9,700 sixty in a hundred borrow elsewhere."""
    found = [owed_for(LOANS, 0, (k + 0.5) / 10_000, (0.03, 0.6, 0.09)) for k in range(10_000)]
    assert (found.count(RENT), found.count(LOAN), found.count(NOTHING)) == (300, 5820, 3880)


@pytest.mark.parametrize("without", ["debts", "services"])
def test_it_needs_requests(without: str) -> None:
    assert refusals_cost(scenario_with()) and not refusals_cost(replace(scenario_with(), off=(without,)))
    assert not refusals_cost(load_scenario("popular-account", people=1000))


def test_a_debt_stays_within_its_column() -> None:
    """Whatever the parameters, and however long a run goes on."""
    assert owed_then(100, 200) == 300
    assert owed_then(MOST_OWED - 1, 5) == owed_then(MOST_OWED, 5) == MOST_OWED
    most = costs_of(scenario_with(loan=1e5, dearer=1, years=10, rent=1e5, allowance_rural=1e5, allowance_urban=1e5))
    assert MOST_OWED + max(owed(what, 2000, 1, most) for what in range(len(debts.OWED_FOR))) < 2**31
