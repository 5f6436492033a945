"""Consequences: what gates decide in each state, as hazards and places at school, and how far a place carries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.errors import NotSimulated
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.consequences import (
    ALIKE,
    NEVER_ENOUGH,
    care_in_states,
    care_matters,
    decided_for,
    gates_bear,
    needed_place,
    places_in_states,
    schooling_matters,
)
from credopolis.mechanisms.followed import check_followed
from credopolis.mechanisms.services import NAMES, decided_in_states
from credopolis.rulebook import compile_rulebook, parse_rulebook

BOOK = """
format: credopolis-rulebook/1
name: plain
title: Plain
account: hypothetical
score: {start: 100, min: 0, max: 200}
grades: {A: {from: 80, benefits: [healthcare, school_admission]}, B: {from: 50}, D: {restrictions: [private_schools]}}
lists: {black: {lasts: 1y, restrictions: [private_schools]}}
gates:
  healthcare: {kind: benefit}
  school_admission: {kind: benefit}
  private_schools: {kind: restriction}
%s
acts: {harm: {points: -30, seen_by: {records: 1}, conduct: {rate: 1}}}
"""
STANDS = {f"regime.{name}.stands": True for name in ("deaths", "stages", "consequences")}


def under(rules: str = "", **values: Any) -> Scenario:
    """The popular account's society under a few rules, with these values of consequences."""
    changed = {**STANDS, **{f"regime.consequences.{key}": value for key, value in values.items()}}
    book = parse_rulebook(BOOK % (f"entitlements: {rules}" if rules else ""), "plain")
    return replace(load_scenario("popular-account", people=1000, set=changed), rulebook=compile_rulebook(book))


def test_grades_and_lists_decide_on_care_and_places() -> None:
    """Grades D, B and A from below; without and with the list."""
    scenario = under(care_risk_a_day=0.001, care_spared_days=5, school_first=1.2, school_private=0.9)
    np.testing.assert_allclose(care_in_states(scenario), [[1, 1], [1, 1], [0.995, 0.995]])
    np.testing.assert_allclose(places_in_states(scenario), [[0.9, 0.9], [1, 0.9], [1.2, 1.08]])


def test_entitlements_refuse_and_delay_care_and_places() -> None:
    scenario = under(
        "{healthcare: {late: {grades: [B], decides: delayed, by: 40d}, no: {lists: [black], decides: refused}}, "
        "school_admission: {late: {grades: [A], decides: delayed, by: 1y}, no: {grades: [D], decides: refused}}}",
        care_risk_a_day=0.001, care_refused_days=100, school_late=0.2, school_refused=0.4, school_private=1,
    )  # fmt: skip
    np.testing.assert_allclose(care_in_states(scenario)[:, 0], [1, 1.04, 0.997])
    np.testing.assert_allclose(care_in_states(scenario)[:, 1], [1.1, 1.04, 1.1])
    np.testing.assert_allclose(places_in_states(scenario)[:, 0], [0.4, 1, 0.8])


def test_what_stands_beside_requests_is_in_whole_numbers() -> None:
    scenario = under(care_risk_a_day=0.001, school_first=1.2)
    found = decided_for(scenario)
    assert found.shape[-1] == 1 + len(NAMES) + 6 and found.dtype == np.int32
    np.testing.assert_array_equal(found[..., :-6], decided_in_states(scenario))
    np.testing.assert_array_equal(found[..., -6], np.rint(places_in_states(scenario) * ALIKE))
    np.testing.assert_array_equal(found[..., -5], np.rint(care_in_states(scenario) * 1e6))


@given(st.integers(0, 65_535), st.integers(0, 65_536), st.floats(0.05, 3))
def test_so_many_times_as_many_reach_a_level_with_so_much_better_a_place(draw: int, chance: int, place: float) -> None:
    """A draw reaches a level as the table has it if it is among the highest `chance`; with a place of r, of r times."""
    needed = int(needed_place(65_536 - draw, chance))
    assert (needed <= ALIKE) == (65_536 - draw <= chance)
    reaches, share = place * ALIKE >= needed, place * chance
    if abs(65_536 - draw - share) > 0.001 * chance + 1 and needed < NEVER_ENOUGH:
        assert reaches == (65_536 - draw <= share)


def test_only_what_stands_has_consequences() -> None:
    scenario = under()
    assert gates_bear(scenario) and care_matters(scenario) and schooling_matters(scenario)
    for off, care, schooling in (("deaths", False, True), ("stages", True, False), ("consequences", False, False)):
        without = replace(scenario, off=(off,))
        assert (care_matters(without), schooling_matters(without)) == (care, schooling)
    off = replace(scenario, off=("consequences",))
    assert (care_in_states(off) == 1).all() and (places_in_states(off) == 1).all()
    assert not gates_bear(load_scenario("popular-account", people=1000))


@pytest.mark.parametrize("gate", ["healthcare", "school_admission"])
def test_lists_that_put_first_are_refused_and_not_left_out(gate: str) -> None:
    scenario = under(f"{{{gate}: {{red: {{lists: [black], decides: first}}}}}}")
    with pytest.raises(NotSimulated, match=f"entitlements.{gate}.red"):
        check_followed(scenario)
    check_followed(replace(scenario, off=("consequences",)))
