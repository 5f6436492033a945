"""Offers against the firewall: access alone wakes nothing, looking keeps itself up, and friends hear a little of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from credopolis.engine.provinces import BOOKS, TERMS
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import offers
from credopolis.mechanisms.offers import (
    FIGURES,
    OFFERED,
    USE_FRIENDS,
    USE_OFFERED,
    USE_PAID,
    USED,
    WANT_FRIENDS,
    WANT_OFFERED,
    WANT_PAID,
    offer,
    offers_made,
    used,
    want_a_day_later,
)
from credopolis.mechanisms.posts import ABOUT, PEOPLE

ONLINE = 1e6


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.offers.{key}": value for key, value in values.items()}
    on = {f"regime.{name}.stands": True for name in ("posts", "firewall", "offers")}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, days: int, step: int = 1) -> Any:
    """Sheets of one province, one a tick of so many days."""
    books, terms, about = np.zeros(1, BOOKS), np.zeros(1, TERMS), np.zeros((1, len(ABOUT)))
    for book in offers.BOOKS:
        books[book.name] = book.start(scenario, np.ones(1))
    for term in offers.TERMS:
        terms[term.name] = term.of(scenario)
    about[0, PEOPLE], sheets = ONLINE, []
    for day in range(0, days, step):
        sheet = np.zeros((1, len(FIGURES)))
        offer(day, step, about, terms, books, sheet)
        sheets.append(sheet[0])
    return np.array(sheets)


def test_the_example_of_the_model() -> None:
    sheets = lived(scenario_with(), 548)
    words = " ".join((offers.__doc__ or "").split())
    alone, paid, later = sheets[547, USE_OFFERED], sheets[119, USE_PAID], sheets[119 + 365, USE_PAID]
    assert f"{100 * alone:.0f} in 100 use it eighteen months after" in words
    assert f"paid for four months {100 * paid:.0f} in 100 look in the end, and {100 * later:.0f} a year later" in words


def test_access_alone_rests_at_the_lower_of_three_points() -> None:
    """Where as many come to want it as lose interest; above the middle one a habit keeps itself up."""
    p = scenario_with().regime.offers

    def excess(want: float) -> float:
        return p.habit * want**2 * (1 - want) - p.lapse * (want - p.base)

    low, middle, high = brentq(excess, 0.0, 0.09), brentq(excess, 0.09, 0.3), brentq(excess, 0.3, 1.0)
    last = lived(scenario_with(), 30 * 365, 365)[-1]
    assert last[WANT_OFFERED] == pytest.approx(low, rel=1e-3) and last[WANT_PAID] == pytest.approx(high, rel=1e-3)
    above = lived(scenario_with(base=low), 1)[0, WANT_OFFERED]
    assert above < middle < lived(scenario_with(), 120)[-1, WANT_PAID]


def test_pay_that_ends_too_soon_wakes_nothing() -> None:
    short = lived(scenario_with(pays_days=5.0), 3 * 365)
    assert short[-1, USE_PAID] == pytest.approx(short[-1, USE_OFFERED], abs=0.03) and short[0, USE_PAID] > 0.6


def test_friends_hear_of_it_from_the_paid_alone() -> None:
    with_pay, without = lived(scenario_with(), 548), lived(scenario_with(complies=0.0), 548)
    mute = lived(scenario_with(tells=0.0), 548)
    assert with_pay[-1, WANT_FRIENDS] > without[-1, WANT_FRIENDS] > mute[-1, WANT_FRIENDS] > 0
    assert mute[-1, USE_FRIENDS] == pytest.approx(0.3 * 0.04, rel=0.05)
    assert with_pay[-1, WANT_OFFERED] == without[-1, WANT_OFFERED] == mute[-1, WANT_OFFERED]


def test_nothing_is_offered_before_its_day_and_days_are_those_of_who_is_offered() -> None:
    start = scenario_with().start.year
    sheets = lived(scenario_with(from_year=start + 1.0), 548)
    assert not sheets[:360, OFFERED].any() and sheets[-1, USE_PAID] > 0.5
    assert sheets[:, OFFERED].max() == pytest.approx(0.001 * ONLINE) and (sheets[:, USED] <= sheets[:, OFFERED]).all()
    weeks = lived(scenario_with(from_year=start + 1.0), 546, 7)
    assert weeks[:, USED].sum() == pytest.approx(sheets[:546, USED].sum())


@settings(max_examples=50)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 100), st.floats(0, 100), st.floats(0, 1))
def test_shares_stay_shares(
    want: float, access: float, complies: float, habit: float, lapse: float, base: float
) -> None:
    use = used(want, access, complies)
    assert 0 <= use <= access + 1e-12
    assert 0 <= want_a_day_later(want, use, 1.0, habit, 1.0, lapse, base) <= 1


def test_it_needs_the_firewall() -> None:
    scenario = scenario_with()
    assert offers_made(scenario)
    assert not any(offers_made(replace(scenario, off=(name,))) for name in ("posts", "firewall", "offers"))
    assert not lived(replace(scenario, off=("firewall",)), 30).any()
