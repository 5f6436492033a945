"""Careers: officials' scores follow what they report and what is found, and ambition drives padding."""

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
from credopolis.mechanisms import all as mechanisms
from credopolis.mechanisms import careers
from credopolis.mechanisms.careers import (
    ATTAINED,
    DRIVE,
    FIGURES,
    OFFICIALS,
    PROMOTED,
    REPORTED,
    SCORE,
    drive_of,
    driven,
    promotion,
    score_officials,
)

SHARES = st.floats(0, 1)


def scenario_with(quota: float = 0.4, **values: Any) -> Scenario:
    changed = {f"regime.careers.{key}": value for key, value in values.items()}
    stands = {"regime.careers.stands": True, "regime.quotas.negative_a_year": quota}
    return load_scenario("popular-account", people=1000, set={**stands, **changed})


def year(scenario: Scenario, posted: float, years: float = 1.0, found: float = 0.0) -> Any:
    """The sheet of a province of 10,000 scored lives after some years with so many entries a scored life and year."""
    terms, books = np.zeros(1, TERMS), np.zeros(1, BOOKS)
    for term in mechanisms.TERMS:
        terms[term.name] = term.of(scenario)
    for book in careers.BOOKS:
        books[book.name] = book.start(scenario, np.ones(1))
    books["posted"], sheet = posted, np.zeros((1, len(FIGURES)))
    for _ in range(round(years * 52)):
        books["found_kept"] = found / 52
        none = np.zeros(1, np.int64)
        score_officials(np.array([[4000, 6000, 5000]]), 365.25 / 52, none, none, terms, books, sheet)
    return sheet[0]


def test_the_example_of_the_model() -> None:
    told = careers.__doc__ or ""
    assert promotion(700.0, 0.4) == pytest.approx(0.30, abs=0.005) and "0.30 times" in told
    drive = drive_of(0.5, 0.5, 0.4, 300.0)
    assert drive == pytest.approx(0.26, abs=0.005) and "the drive is 0.26" in told
    assert driven(0.3, drive) == pytest.approx(0.35, abs=0.006) and "becomes 0.35" in told


@settings(max_examples=50)
@given(SHARES, SHARES, SHARES, st.floats(0, 3))
def test_ambition_raises_padding_the_more_the_more_is_missing(
    share: float, first: float, second: float, ambition: float
) -> None:
    low, high = sorted((first, second))
    far, near = (driven(share, drive_of(attained, ambition, 0.4, 300.0)) for attained in (low, high))
    assert share - 1e-12 <= near <= far <= 1 + 1e-12
    assert driven(share, drive_of(1.0, ambition, 0.4, 300.0)) == share and driven(0.0, 0.9) == 0.0


def test_a_score_follows_what_is_reported_and_a_quota_that_is_met_costs_nothing() -> None:
    """With half a quota posted and figures bent by 30 % (and more by the drive) officials report more than a half."""
    s = scenario_with()
    short, met = year(s, 0.2, 12), year(s, 0.4, 12)
    bend = driven(0.3, drive_of(0.5, 0.5, 0.4, 300.0))
    assert short[ATTAINED] == pytest.approx(0.5) and short[REPORTED] == pytest.approx(0.5 + 0.5 * bend, abs=1e-3)
    assert short[SCORE] == pytest.approx(1000 - 300 * (1 - short[REPORTED]), abs=0.1)
    assert met[SCORE] == pytest.approx(1000) and met[DRIVE] == 0 and met[OFFICIALS] == pytest.approx(65)
    assert met[PROMOTED] == pytest.approx(65 * 0.08 * 12) and short[PROMOTED] < met[PROMOTED]


def test_wrongs_that_are_found_cost_points_and_promotions() -> None:
    s = scenario_with(quota=0.0, penalty=5.0)
    clean, caught = year(s, 0.0, 12), year(s, 0.0, 12, found=0.65)
    assert clean[SCORE] == pytest.approx(1000) and caught[SCORE] == pytest.approx(1000 - 5 * 10, abs=0.1)
    assert caught[PROMOTED] / clean[PROMOTED] == pytest.approx(math.exp(-0.4 * 0.5), abs=0.02)
    assert year(scenario_with(quota=0.0, penalty=1000.0), 0.0, 12, found=65)[SCORE] == pytest.approx(0.0, abs=0.1)


def test_off_nobody_is_scored_and_nothing_drives() -> None:
    assert not year(load_scenario("popular-account", people=1000), 0.0).any()
