"""Chilling: what is left out by channel, what being told does at once and later, and that nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.engine.provinces import BOOKS, TERMS
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import chilling, fear
from credopolis.mechanisms.chilling import (
    CALLS,
    FIGURES,
    MINDED,
    PERSON_DAYS,
    READERS,
    READING,
    SOCIAL,
    UNREAD,
    VIEWS,
    WRITING,
    chill,
    chills,
    left_out,
)
from credopolis.mechanisms.posts import ABOUT, PEOPLE

ONLINE = 1e6


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.chilling.{key}": value for key, value in values.items()}
    on = {"regime.posts.stands": True, "regime.chilling.stands": True}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, days: int, step: int = 7, jolts: float = 0.0) -> Any:
    """Sheets of one province, one a tick of so many days."""
    books, terms, about = np.zeros(1, BOOKS), np.zeros(1, TERMS), np.zeros((1, len(ABOUT)))
    for book in chilling.BOOKS:
        books[book.name] = book.start(scenario, np.ones(1))
    for term in (*chilling.TERMS, *fear.TERMS):
        terms[term.name] = term.of(scenario)
    books["jolts"], about[0, PEOPLE], sheets = jolts, ONLINE, []
    for day in range(0, days, step):
        sheet = np.zeros((1, len(FIGURES)))
        chill(day, step, about, terms, books, sheet)
        sheets.append(sheet[0])
    return np.array(sheets)


def test_the_example_of_the_model() -> None:
    """Views fall by so many percent in a day; who leaves out what four months later."""
    start = scenario_with().start.year
    sheets = lived(scenario_with(told_from=start + 1), 366 + 130, 1)
    told = next(k for k in range(len(sheets)) if sheets[k, MINDED] > 0.5)
    fall = 100 * (1 - sheets[told, VIEWS] / sheets[told - 1, VIEWS])
    later = sheets[told + 121]
    words = " ".join((chilling.__doc__ or "").split())
    social, calls, writing = (f"{100 * later[place]:.0f}" for place in (SOCIAL, CALLS, WRITING))
    assert f"views fall by {fall:.0f} % in a day" in words
    assert (
        f"{social} in 100 leave out something on social media, {calls} on the telephone and in mail, {writing} in"
        in words
    )


def test_where_nothing_is_told_it_rests() -> None:
    """Who has it in mind stays at `wary`, and readers come to rest where as many take it up as drop it."""
    p = scenario_with().regime.chilling
    last = lived(scenario_with(), 20 * 365, 365)[-1]
    left = p.wary * (1 - np.exp(-p.caution * p.seen_reading))
    assert last[MINDED] == pytest.approx(p.wary) and last[READING] == pytest.approx(left)
    assert last[READERS] == pytest.approx(p.take_up * (1 - left) / (p.take_up * (1 - left) + p.drop), rel=1e-6)
    assert last[VIEWS] + last[UNREAD] == pytest.approx(ONLINE * p.views_a_day * last[READERS] * 365, rel=1e-6)


def test_half_of_what_was_told_is_forgotten_in_the_half_life() -> None:
    scenario = scenario_with(told_from=scenario_with().start.year, wary=0.0, half_life_days=500.0)
    sheets = lived(scenario, 1001, 1)
    assert sheets[499, MINDED] == pytest.approx(0.85 / 2) and sheets[999, MINDED] == pytest.approx(0.85 / 4)


def test_who_is_struck_has_it_in_mind_where_entries_frighten() -> None:
    on = {"regime.posts.stands": True, "regime.chilling.stands": True, "regime.fear.stands": True}
    scenario = load_scenario("popular-account", people=1000, set=on)
    calm, struck = (lived(scenario, 40 * 365, 365, jolts)[-1, MINDED] for jolts in (0.0, 0.5))
    exposure = 1 - np.exp(-scenario.regime.fear.exposure_gain * 0.5)
    assert calm == pytest.approx(0.1) and struck == pytest.approx(1 - 0.9 * (1 - exposure), rel=2e-3)
    assert lived(scenario_with(), 365, 7, 0.5)[-1, MINDED] == pytest.approx(0.1)


def test_ticks_of_any_length_give_the_same() -> None:
    scenario = scenario_with(told_from=scenario_with().start.year + 0.5)
    weeks, days = lived(scenario, 364, 7), lived(scenario, 364, 1)
    assert weeks[-1, READERS] == pytest.approx(days[-1, READERS]) and weeks[-1, MINDED] == pytest.approx(
        days[-1, MINDED]
    )
    for flow in (PERSON_DAYS, VIEWS, UNREAD):
        assert weeks[:, flow].sum() == pytest.approx(days[:, flow].sum())


@settings(max_examples=50)
@given(st.floats(0, 1), st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_more_is_left_out_where_more_is_seen(minded: float, caution: float, one: float, other: float) -> None:
    less, more = (left_out(minded, caution, seen) for seen in sorted((one, other)))
    assert 0 <= less <= more <= minded and left_out(0.0, caution, one) == left_out(minded, 0.0, one) == 0


def test_it_needs_posts_and_what_was_told_long_ago_is_not_told_again() -> None:
    scenario = scenario_with(told_from=1999.0)
    assert chills(scenario) and not any(chills(replace(scenario, off=(name,))) for name in ("posts", "chilling"))
    assert not lived(replace(scenario, off=("chilling",)), 30).any()
    assert lived(scenario, 365)[-1, MINDED] == pytest.approx(0.1)
