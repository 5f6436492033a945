"""Crowding: days that some wait less are days that others wait longer, and what a day does is bounded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import crowding
from credopolis.mechanisms.consequences import care_in_states, kinds_in_states
from credopolis.mechanisms.crowding import HOLDER, NOBODY, OTHER, beside_all, crowds, days_of, tell_waits
from credopolis.mechanisms.queues import CLASSES, FIGURES, NOT_BEGUN, QUEUES, run_queues
from credopolis.mechanisms.queues import TERMS as TERMS_OF_QUEUES

STANDS = {f"regime.{name}.stands": True for name in ("deaths", "consequences", "queues", "crowding")}
GRADES = 8
LIVES = st.lists(st.integers(0, 500), min_size=GRADES, max_size=GRADES)


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.{key.replace('__', '.')}": value for key, value in values.items()}
    return load_scenario("popular-account", people=1000, set={**STANDS, **changed})


def told(scenario: Scenario, lives: list[int], days: float = 7, ticks: int = 1) -> tuple[float, float, Any]:
    """Some ticks of one province -> days of who is put first and of the others, and what its rules are."""
    terms = np.zeros(1, OF_PROVINCES)
    for term in (*TERMS_OF_QUEUES, *crowding.TERMS):
        terms[0][term.name] = term.of(scenario)
    waiting = np.full((1, len(QUEUES), 2), NOT_BEGUN)
    queues = np.zeros((1, len(QUEUES), len(CLASSES), len(FIGURES)))
    first, others = np.zeros(1), np.zeros(1)
    for _ in range(ticks):
        grades = np.array([[*lives, 70]])
        run_queues(grades, days, terms, waiting, queues)
        tell_waits(grades, terms, waiting, first, others)
    return float(first[0]), float(others[0]), terms[0]


def test_the_example_of_the_model() -> None:
    """110 ask a day and 660 wait; 11 of those who ask are put first, and none of them waits."""
    assert beside_all(0.0, 11.0, 660.0, 110.0, 60.0) == -6.0
    assert beside_all(660.0, 99.0, 660.0, 110.0, 60.0) == pytest.approx(0.6667, abs=1e-4)
    assert "0.67" in (crowding.__doc__ or "")


@settings(max_examples=25)
@given(LIVES, st.floats(0, 1), st.floats(1.01, 3), st.integers(1, 20), st.integers(1, 60))
def test_days_that_some_wait_less_are_waited_by_the_others(
    lives: list[int], put_first: float, asks: float, ticks: int, days: int
) -> None:
    scenario = scenario_with(
        queues__put_first=put_first, queues__healthcare_asks_per_place=asks, crowding__most_days=2000,
    )  # fmt: skip
    first, others, its = told(scenario, lives, days, ticks)
    holders = sum(n for g, n in enumerate(lives) if its["grades_first"][crowding.CARE] >> g & 1)
    ahead = put_first * holders
    assert ahead * first + (sum(lives) - ahead) * others == pytest.approx(0, abs=1e-6 * (1 + sum(lives)))
    if 0 < ahead < sum(lives):
        assert first <= 1e-9 <= others + 2e-9
    else:
        assert first == others == 0.0 or ahead == sum(lives)


@pytest.mark.parametrize("few", [0.1, 0.4])
def test_where_more_is_put_first_those_below_wait_longer(few: float) -> None:
    lives = [0, 0, 500, 0, 500, 0, 0, 0]
    less, more = (told(scenario_with(queues__put_first=share), lives, ticks=60) for share in (few, 1.0))
    assert more[1] > less[1] > 0 > less[0]
    assert told(scenario_with(), [0, 0, 900, 0, 0, 0, 0, 0])[:2] == (0.0, 0.0), "nobody holds the benefit"


def test_waits_are_bounded() -> None:
    most = scenario_with(crowding__most_days=1.0, queues__healthcare_asks_per_place=3)
    first, others, _ = told(most, [0, 0, 20, 0, 900, 0, 0, 0], ticks=60)
    assert (first, others) == (-1.0, 1.0)


def test_of_a_holder_only_the_requests_that_are_put_first_go_first() -> None:
    assert days_of(HOLDER, -6.0, 2.0, 0.25) == 0.0
    assert days_of(OTHER, -6.0, 2.0, 0.25) == 2.0 and days_of(NOBODY, -6.0, 2.0, 0.25) == 0.0


def test_thresholds_run_out_at_the_highest_hazard() -> None:
    scenario = scenario_with(crowding__most_days=40, consequences__care_risk_a_day=0.001)
    care, kinds = care_in_states(scenario)[:, 0], kinds_in_states(scenario)[:, 0]
    assert {*kinds.tolist()} == {HOLDER, OTHER}
    np.testing.assert_allclose(care, 1.04)
    still = replace(scenario, off=("crowding",))
    np.testing.assert_allclose(care_in_states(still)[:, 0], np.where(kinds == HOLDER, 0.997, 1.0))


@pytest.mark.parametrize("without", ["crowding", "queues", "deaths", "consequences"])
def test_it_needs_what_it_rests_on(without: str) -> None:
    scenario = scenario_with()
    assert crowds(scenario) and not crowds(replace(scenario, off=(without,)))
    assert not crowds(load_scenario("popular-account", people=1000))
