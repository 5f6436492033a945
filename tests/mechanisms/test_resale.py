"""Resale: records are counted as doors are passed and entries posted, and again for each buyer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import resale
from credopolis.mechanisms.resale import ENTRIES, FIGURES, KINDS, PASSAGES, RECORDED, SOLD, TERMS, resells, sell_records


def scenario_with(**values: Any) -> Scenario:
    """The door, with these values of resale."""
    return load_scenario("tenant-entry", people=1000, set={f"regime.resale.{key}": v for key, v in values.items()})


def sold(scenario: Scenario, grades: list[list[int]], charged: list[int], days: float = 7.0) -> Any:
    """The sheet of provinces after one tick."""
    terms, sheet = np.zeros(len(grades), OF_PROVINCES), np.zeros((len(grades), len(KINDS), len(FIGURES)))
    for term in TERMS:
        terms[term.name] = term.of(scenario)
    sell_records(np.array(grades), np.array(charged), days, terms, sheet)
    return sheet


def test_the_example_of_the_model() -> None:
    found = sold(scenario_with(), [[600, 400]], [12])[0]
    told = resale.__doc__ or ""
    assert found[PASSAGES] == pytest.approx([11_340, 17_010]) and "11,340" in told and "17,010" in told
    assert found[ENTRIES] == pytest.approx([12, 18])


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), st.integers(0, 500), st.integers(1, 31))
def test_provinces_and_days_add_up(lives: list[int], charged: int, days: int) -> None:
    scenario = scenario_with()
    apart = sold(scenario, [[n, 0] for n in lives], [charged] * len(lives), float(days)).sum(axis=0)
    together = sold(scenario, [[0, sum(lives)]], [charged * len(lives)], float(days))[0]
    np.testing.assert_allclose(apart, together)
    a_day = sold(scenario, [[0, sum(lives)]], [0], 1.0)[0]
    np.testing.assert_allclose(together[PASSAGES], a_day[PASSAGES] * days)


def test_each_dial_does_its_own() -> None:
    usual = sold(scenario_with(), [[0, 1000]], [10])[0]
    for values, part, figure, times in (
        ({"buyers": 6.0}, ENTRIES, SOLD, 2), ({"buyers": 6.0}, PASSAGES, RECORDED, 1),
        ({"share_sold": 0.25}, PASSAGES, SOLD, 0.5), ({"behind": 0.5}, PASSAGES, RECORDED, 0.5),
        ({"behind": 0.5}, ENTRIES, SOLD, 1), ({"passages_a_day": 1.0}, PASSAGES, SOLD, 0.5),
    ):  # fmt: skip
        assert sold(scenario_with(**values), [[0, 1000]], [10])[0][part, figure] == pytest.approx(
            times * usual[part, figure]
        )


def test_it_is_off_unless_asked_for() -> None:
    assert not resells(load_scenario("us-bank-score", people=1000)) and resells(scenario_with())
    assert not resells(load_scenario("tenant-entry", people=1000, off="resale"))
    assert not sold(load_scenario("us-bank-score", people=1000), [[0, 1000]], [10]).any()
