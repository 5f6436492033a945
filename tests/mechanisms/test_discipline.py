"""Discipline inspection: what comes to light, what officials make of that, and cases beside those on record."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.labels import CASE_STAGES
from credopolis.core.schema import FABRICATED, TRUE, TRUTHS
from credopolis.engine.provinces import BOOKS
from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.evidence import fact
from credopolis.mechanisms import discipline, discretion, quotas
from credopolis.mechanisms.discipline import FIGURES, TABLES, chance_found, heed, inspect, inspects

SHARES = st.floats(0, 1)
ADULTS = 1.1e9
YEARS_ON_RECORD = {2016: "gov2-008", 2017: "gov2-009", 2018: "gov2-010", 2019: "gov2-011", 2021: "gov2-026",
                   2022: "gov2-027", 2023: "gov2-028"}  # fmt: skip


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.discipline.{key}": value for key, value in values.items()}
    return load_scenario("popular-account", people=1000, set={"regime.discipline.stands": True, **changed})


def dial(scenario: Scenario, module: Any, name: str) -> float:
    (found,) = (
        one.of(scenario) for one in (*getattr(module, "DIALS", ()), *getattr(module, "TERMS", ())) if one.name == name
    )
    return float(found)


def test_the_example_of_the_model() -> None:
    closed, half = (scenario_with(open_to_all=share) for share in (0.0, 0.5))
    assert [chance_found(s) for s in (closed, half)] == pytest.approx([0.02, 0.069])
    assert [heed(s) for s in (closed, half)] == pytest.approx([0.905, 0.708], abs=5e-4)
    fewer = 1 - dial(half, discretion, "corruption") / dial(closed, discretion, "corruption")
    assert fewer == pytest.approx(0.22, abs=0.005) and "22 in 100" in (discipline.__doc__ or "")


@settings(max_examples=15)
@given(SHARES, SHARES, SHARES, SHARES)
def test_what_is_public_exposes_and_never_hides(inspected: float, first: float, second: float, public: float) -> None:
    less, more = sorted((first, second * 0.85))
    few, many = (scenario_with(inspected=inspected, open_to_all=share, public=public) for share in (less, more))
    assert 0 <= chance_found(few) <= chance_found(many) <= 1
    assert heed(few) >= heed(many) > 0


def test_favours_and_padding_are_less_by_the_same_and_off_they_are_as_ever() -> None:
    usual, stands = load_scenario("popular-account", people=1000), scenario_with()
    for module, name in ((discretion, "corruption"), (quotas, "padding")):
        assert dial(stands, module, name) == pytest.approx(dial(usual, module, name) * heed(stands))
        assert dial(replace(stands, off=("discipline",)), module, name) == dial(usual, module, name) > 0
    assert inspects(stands) and not inspects(usual) and not inspects(replace(stands, off=("discipline",)))


def test_cases_are_favours_and_made_up_entries_that_come_to_light_and_all_others() -> None:
    """Two provinces; in the first 40 favours and 60 made-up entries, of which 7 in 100 come to light."""
    cases = np.zeros((2, 3, len(TRUTHS), len(CASE_STAGES)), np.int64)
    cases[0, 1, TRUE, CASE_STAGES.index("waived")] = 40
    cases[0, 2, FABRICATED, CASE_STAGES.index("posted")] = 60
    cases[0, 0, TRUE, CASE_STAGES.index("posted")] = 1000
    sheet = np.array([[12.0, 0.07, 0.9], [3.0, 0.07, 0.9]])
    period: Any = SimpleNamespace(cases=cases, discipline=sheet, arrays={"discipline": sheet})
    (table,) = TABLES
    of = {value.column.name: value.of(period) for value in table.values if value.of is not None}
    assert of["favours"].tolist() == [40, 0] and of["made_up"].tolist() == [60, 0]
    assert of["exposed"] == pytest.approx([7, 0]) and of["opened"] == pytest.approx([19, 3])
    assert of["punished"] == pytest.approx([17.1, 2.7])


def test_cases_of_other_kinds_come_by_years_that_scored_lives_lived() -> None:
    terms, books, sheet = np.zeros(1, OF_PROVINCES), np.zeros(1, BOOKS), np.zeros((1, len(FIGURES)))
    books["openness"] = 1.0
    for term in discipline.TERMS:
        terms[0][term.name] = term.of(scenario_with(other_a_year=0.001))
    for _ in range(2):
        inspect(np.array([[600, 400, 5000]]), 365.25, terms, books, sheet)
    assert sheet[0, 0] == pytest.approx(2.0) and sheet[0, 1] == pytest.approx(0.069)


def test_the_range_of_other_cases_is_that_of_the_years_on_record() -> None:
    """Cases opened from 2016 to 2023 for each adult; the default is that of 2018, and all are within 35 % of it."""
    a_year = {year: float(fact(name).value.split("/")[0]) / ADULTS for year, name in YEARS_ON_RECORD.items()}
    default = scenario_with().regime.discipline.other_a_year
    assert a_year[2018] == pytest.approx(default, rel=0.03)
    assert all(0.65 * default < rate < 1.05 * default for rate in a_year.values())
    both = [[float(number) for number in fact(name).value.split("/")] for name in YEARS_ON_RECORD.values()]
    share = [punished / opened for opened, punished in both]
    assert min(share) > 0.94 and max(share) < 1.01
