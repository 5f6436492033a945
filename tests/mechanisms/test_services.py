"""Services: which gates refuse what, and how long it is between two requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.services import (
    DELAYS,
    DIALS,
    NAMES,
    SERVICES,
    ServicesParameters,
    days_between,
    decided_in_states,
    rates_of,
    serves,
)
from credopolis.rulebook import compile_rulebook, parse_rulebook
from tests.engine.cases import ENTITLED, EVERYTHING


def scenario_with(**values: float) -> Scenario:
    """The popular account with these values of services."""
    return load_scenario("popular-account", people=1000, set={f"regime.services.{k}": v for k, v in values.items()})


def dial(name: str, scenario: Scenario) -> Any:
    """What a dial holds under a scenario."""
    return next(d for d in DIALS if d.name == name).of(scenario)


def test_services_are_asked_for_only_where_they_stand() -> None:
    assert not serves(scenario_with()) and serves(scenario_with(stands=True))
    assert not serves(scenario_with(stands=True, **dict.fromkeys(NAMES, 0.0)))
    assert not serves(replace(scenario_with(stands=True), off=("services",)))


@pytest.mark.parametrize("a_year", [0.5, 3.0, 30.0])
def test_a_day_has_a_request_with_the_chance_of_all_services_together(a_year: float) -> None:
    scenario = scenario_with(stands=True, **dict.fromkeys(NAMES, 0.0) | {"travel": a_year})
    assert 1 - np.exp(-1 / days_between(scenario)) == pytest.approx(a_year / 365.25)


def test_what_the_rulebook_has_no_gate_for_nobody_asks_for() -> None:
    def asked(regime: str) -> set[str]:
        scenario = load_scenario("popular-account", regime=regime, people=1000, set={"regime.services.stands": True})
        return {name for name, a_year in zip(NAMES, rates_of(scenario), strict=True) if a_year > 0}

    assert asked("popular-account") == {*NAMES} - {"flights", "high_speed_rail", "rental_home"}
    assert "rental_home" in asked("tenant-entry")
    assert {"flights", "high_speed_rail"} < asked("judgment-defaulters") and "travel" not in asked(
        "judgment-defaulters"
    )


def test_requests_are_cut_by_how_often_each_service_is_asked_for() -> None:
    scenario = scenario_with(stands=True)
    shares = np.diff(dial("asked_until", scenario), prepend=0.0)
    np.testing.assert_allclose(shares, np.array(rates_of(scenario)) / sum(rates_of(scenario)), atol=1e-12)


def test_grades_and_lists_refuse_the_gates_that_they_restrict() -> None:
    scenario = replace(scenario_with(stands=True), rulebook=compile_rulebook(parse_rulebook(EVERYTHING, "a test")))
    loans, travel = 1 << NAMES.index("loans"), 1 << NAMES.index("travel")
    found = decided_in_states(scenario)[..., 0]
    assert list(found[:, 0]) == [loans | travel, loans | travel, loans, 0, 0, 0]  # F to A
    assert [found[5, 1 << which] for which in range(4)] == [travel, loans, loans, 0]  # black, grey, shame, camp
    assert found[2, 0b0001] == found[5, 0b0011] == loans | travel


def test_entitlements_refuse_and_delay_in_the_states_that_they_name() -> None:
    """In each state the first rule that fits, else what grades and lists say: worked out by hand."""
    scenario = replace(scenario_with(stands=True), rulebook=compile_rulebook(parse_rulebook(ENTITLED, "a test")))
    found = decided_in_states(scenario)
    loans, travel = NAMES.index("loans"), NAMES.index("travel")
    late_loans, late_travel = 1 << (DELAYS + loans), 1 << (DELAYS + travel)
    black, grey, shame = 1, 2, 4
    f, d, b = 0, 2, 4
    assert found[b, grey, 0] == 0  # despite the list
    closed = 1 << NAMES.index("licences")  # in C and D
    assert found[b, shame, 0] == 1 << loans and found[d, shame, 0] == late_loans | closed
    assert found[d, shame, 1 + loans] == 12 and found[d, 0, 0] == 1 << loans | closed
    assert found[b, black, 0] == late_travel and found[b, black, 1 + travel] == 3
    assert found[f, black, 0] == late_travel | 1 << loans and found[f, 0, 0] == 1 << travel | 1 << loans


def test_every_service_has_a_rate_and_ages_that_ask() -> None:
    assert {*NAMES} == {*ServicesParameters.model_fields} - {"stands", "refusal_jolt"}
    assert all(0 <= service.first_band <= service.last_band <= 5 for service in SERVICES)
