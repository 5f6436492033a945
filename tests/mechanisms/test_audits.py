"""Audits: how many come, what they find, and how long officials remember."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.engine.provinces import BOOKS, TERMS
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import audits
from credopolis.mechanisms.audits import AUDITED, FIGURES, FOUND_FAVOURS, FOUND_MADE_UP, LEFT, MEMORY, audit, left_after

WEEK = 7


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.audits.{key}": value for key, value in values.items()}
    return load_scenario("popular-account", people=1000, set={"regime.audits.stands": True, **changed})


def lived(scenario: Scenario, ticks: int, provinces: int, favours: int = 0, made_up: int = 0, seed: int = 1) -> Any:
    """Sheet and books after so many weeks with so many wrongs each."""
    terms, books = np.zeros(provinces, TERMS), np.zeros(provinces, BOOKS)
    for term in audits.TERMS:
        terms[term.name] = term.of(scenario)
    for book in audits.BOOKS:
        books[book.name] = book.start(scenario, np.ones(provinces))
    sheet = np.zeros((provinces, len(FIGURES)))
    done = np.full(provinces, favours), np.full(provinces, made_up)
    for tick in range(ticks):
        audit(seed, tick, WEEK, *done, terms, books, sheet)
    return sheet, books


def test_the_example_of_the_model() -> None:
    told = audits.__doc__ or ""
    assert left_after(1.0, 1.0) == pytest.approx(0.37, abs=0.005) and "(0.37)" in told
    assert left_after(0.5, 1.0) == pytest.approx(0.61, abs=0.005) and "(0.61" in told


def test_audits_come_as_often_as_they_should() -> None:
    """2,000 provinces for a year of weeks: so many that chance moves the number by 2 %."""
    sheet, _ = lived(scenario_with(a_year=1.0), 52, 2000)
    expected = 2000 * 52 * (1 - math.exp(-WEEK / 365.25))
    assert abs(sheet[:, AUDITED].sum() - expected) < 4 * math.sqrt(expected)
    assert lived(scenario_with(a_year=0.0), 52, 50)[0][:, AUDITED].sum() == 0


def test_an_audit_finds_its_share_of_what_is_kept_and_is_remembered() -> None:
    """One that comes for certain in the first week: 30 % of 10 favours and 20 made-up entries."""
    scenario = scenario_with(a_year=50.0, finds=0.3, half_life_years=WEEK / 365.25)
    for seed in range(50):
        sheet, books = lived(scenario, 1, 1, favours=10, made_up=20, seed=seed)
        if sheet[0, AUDITED]:
            break
    assert sheet[0, [FOUND_FAVOURS, FOUND_MADE_UP]] == pytest.approx([3.0, 6.0])
    assert books["favours_kept"][0] == pytest.approx(7.0) and books["found_kept"][0] == pytest.approx(9.0)
    assert sheet[0, MEMORY] == 1.0 and sheet[0, LEFT] == pytest.approx(math.exp(-1.0))
    terms = np.zeros(1, TERMS)
    for term in audits.TERMS:
        terms[term.name] = term.of(scenario_with(a_year=0.0, half_life_years=WEEK / 365.25))
    audit(1, 99, WEEK, np.zeros(1), np.zeros(1), terms, books, sheet)
    assert books["audit_memory"][0] == pytest.approx(0.5) and sheet[0, LEFT] == pytest.approx(math.exp(-0.5))


@settings(max_examples=15)
@given(st.floats(0, 1), st.floats(0, 50), st.integers(0, 2**32))
def test_no_more_is_found_than_was_done(finds: float, a_year: float, seed: int) -> None:
    sheet, books = lived(scenario_with(finds=finds, a_year=a_year), 30, 3, favours=2, made_up=1, seed=seed)
    assert (sheet[:, FOUND_FAVOURS] <= 60 + 1e-9).all() and (sheet[:, FOUND_MADE_UP] <= 30 + 1e-9).all()
    assert ((books["audit_left"] > 0) & (books["audit_left"] <= 1)).all()


def test_where_nobody_audits_nothing_is_left_out() -> None:
    sheet, books = lived(load_scenario("popular-account", people=1000), 5, 2, favours=9)
    assert not sheet.any() and (books["audit_left"] == 1.0).all()
