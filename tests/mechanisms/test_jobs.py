"""Jobs: hazards from the shares that are known, who seeks on day 0, and what gates make of it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import jobs
from credopolis.mechanisms.jobs import (
    ALIKE,
    hired_in_states,
    loses_a_year,
    odds_out,
    people_change_work,
    promoted_in_states,
    schooled,
    seeking,
)


def scenario_with(name: str = "popular-account", **values: Any) -> Scenario:
    changed = {f"regime.jobs.{key}": value for key, value in values.items()}
    return load_scenario(name, people=1000, set={"regime.stages.stands": True, "regime.jobs.stands": True, **changed})


def dial(scenario: Scenario, name: str) -> Any:
    (found,) = (d.of(scenario) for d in jobs.DIALS if d.name == name)
    return np.array(found)


def test_it_needs_stages_and_is_off_unless_asked_for() -> None:
    assert people_change_work(scenario_with()) and not people_change_work(replace(scenario_with(), off=("jobs",)))
    assert not people_change_work(replace(scenario_with(), off=("stages",)))
    assert not people_change_work(load_scenario("popular-account", people=1000))


def test_the_example_of_the_model() -> None:
    found = loses_a_year(scenario_with())[2, 0, 1]
    assert round(0.039 * 1.07, 4) == 0.0417 and found == pytest.approx(2 * 0.04173 / (1 - 0.04173))
    assert "s is 0.0871" in (jobs.__doc__ or "").replace("\n", " ") and round(float(found), 4) == 0.0871


@settings(max_examples=20)
@given(st.floats(0.2, 20), st.floats(0.01, 0.5), st.floats(0.1, 1.5))
def test_the_share_out_of_work_is_that_of_the_table(finds: float, share: float, times: float) -> None:
    """In the long run s / (s + f): the share of its age, schooling and area, whatever f is."""
    scenario = scenario_with(finds_a_year=finds, young=share, tertiary=times, rural=1.0)
    s = loses_a_year(scenario)[0, schooled(4), 1]
    assert s / (s + finds) == pytest.approx(min(share * times, 0.9))
    assert (odds_out(scenario)[0, 1] == odds_out(scenario)[0, 1, 0]).all()


def test_what_may_happen_to_who_works_adds_up() -> None:
    scenario = scenario_with(finds_a_year=3, changes_a_year=0.2, promoted_a_year=0.05)
    loses, ends, gaps = loses_a_year(scenario), dial(scenario, "job_until"), dial(scenario, "days_between_jobs")
    whole = loses + 0.2 + 2 * 0.05
    np.testing.assert_allclose(ends[..., 0] * whole, loses)
    np.testing.assert_allclose((ends[..., 1] - ends[..., 0]) * whole, 0.2)
    np.testing.assert_allclose(1 - np.exp(-1 / gaps), whole / 365.25)
    assert 1 - math.exp(-1 / float(dial(scenario, "days_of_seeking"))) == pytest.approx(2 * 3 / 365.25)


def test_as_many_seek_at_first_as_flows_keep_in_balance() -> None:
    """Of a schooling and area: those who seek are to those at work, but for farmers, as the odds say."""
    scenario = scenario_with()
    work, found = scenario.tables.params.work, seeking(scenario)
    for area, rows in enumerate((work.rural, work.urban)):
        for level, row in enumerate(rows.value):
            seek, at_work = found[:, level, area] * row[-1], sum(row[1:-1])
            wanted = odds_out(scenario)[:, schooled(level), area] * at_work
            np.testing.assert_allclose(seek, np.minimum(wanted, row[-1]))
    assert found.min() > 0 and found.max() <= 1


@pytest.mark.parametrize(("name", "first", "none"), [("popular-account", True, False), ("dangan", False, True)])
def test_gates_that_ship_move_promotion(name: str, first: bool, none: bool) -> None:
    """The popular account puts A grades first; the dossier closes promotion."""
    scenario = scenario_with(name)
    promoted, hired = promoted_in_states(scenario), hired_in_states(scenario)
    assert ((promoted > ALIKE).any(), (promoted == 0).any()) == (first, none)
    assert (hired > ALIKE).any() == first and hired.min() == ALIKE
    if none:
        assert (promoted[:, 0] == ALIKE).all(), "the dossier closes it by its lists"
    book = scenario.rulebook
    for g, (opens, refuses) in enumerate(zip(book.grade_opens, book.grade_refuses, strict=True)):
        wanted = 0 if "promotion" in refuses else 1500 if "promotion" in opens else ALIKE
        assert promoted[g, 0] == wanted and hired[g, 0] == (1250 if "job_assignment" in opens else ALIKE)
    terms = {term.name: term.of(scenario) for term in jobs.TERMS}
    np.testing.assert_array_equal(terms["promoted_of_grades"][: len(promoted)] * ALIKE, promoted[:, 0])
