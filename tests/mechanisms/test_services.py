"""Services: which gates refuse what, and how long it is between two requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.services import DIALS, NAMES, SERVICES, ServicesParameters, days_between, rates_of, serves
from credopolis.rulebook import compile_rulebook, parse_rulebook
from tests.engine.cases import EVERYTHING


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

    assert asked("popular-account") == {*NAMES} - {"flights", "high_speed_rail"}
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
    assert list(dial("refused_in_grade", scenario))[:6] == [loans | travel, loans | travel, loans, 0, 0, 0]  # F to A
    assert list(dial("refused_on_list", scenario))[:4] == [travel, loans, loans, 0]  # black, grey, shame, camp


def test_every_service_has_a_rate_and_ages_that_ask() -> None:
    assert {*NAMES} == {*ServicesParameters.model_fields} - {"stands", "refusal_jolt"}
    assert all(0 <= service.first_band <= service.last_band <= 5 for service in SERVICES)
