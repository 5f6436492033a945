"""Clean-ups: sites that campaigns close, name and frighten, and that come back."""

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
from credopolis.mechanisms import clean_ups
from credopolis.mechanisms.clean_ups import (
    CLEANED,
    CLOSED,
    FIGURES,
    NAMED,
    OPEN,
    REOPENED,
    cleans_up,
    close_sites,
)
from credopolis.mechanisms.posts import ABOUT, CAMPAIGN, PEOPLE


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.clean_ups.{key}": value for key, value in values.items()}
    on = {"regime.posts.stands": True, "regime.clean_ups.stands": True}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, *ticks: tuple[int, float], people: float = 1e6) -> Any:
    """Sheet of one province after ticks of so many days, each with its share of a campaign."""
    terms, books = np.zeros(1, TERMS), np.zeros(1, BOOKS)
    for term in clean_ups.TERMS:
        terms[term.name] = term.of(scenario)
    for book in clean_ups.BOOKS:
        books[book.name] = book.start(scenario, np.ones(1))
    about, sheet = np.zeros((1, len(ABOUT))), np.zeros((1, len(FIGURES)))
    for days, campaign in ticks:
        about[0, PEOPLE], about[0, CAMPAIGN] = people, campaign
        close_sites(days, about, terms, books, sheet)
    return sheet[0]


def test_the_example_of_the_model() -> None:
    """18 days close 5.1 in 100 of 64 sites, 9 in 100 are gone, and half of these are back after four months."""
    after = lived(scenario_with(), (18, 1.0))
    assert 100 * after[CLOSED] / 64 == pytest.approx(5.1, abs=0.06)
    assert 100 * (1 - after[OPEN] / 64) == pytest.approx(9, abs=0.1)
    later = lived(scenario_with(), (18, 1.0), (125, 0.0))
    assert (64 - later[OPEN]) / (64 - after[OPEN]) == pytest.approx(0.5, abs=0.01)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=8))
def test_no_site_is_lost(ticks: list[tuple[int, float]]) -> None:
    sheet = lived(scenario_with(), *ticks)
    assert 64 + sheet[REOPENED] - sheet[CLOSED] - sheet[CLEANED] == pytest.approx(sheet[OPEN])
    assert sheet[CLEANED] == pytest.approx(5 * sheet[NAMED]) and (sheet >= -1e-9).all()


def test_two_ticks_are_one_of_the_same_days() -> None:
    assert lived(scenario_with(), (20, 1.0)) == pytest.approx(lived(scenario_with(), (7, 1.0), (13, 1.0)))


def test_it_needs_posts_and_campaigns() -> None:
    scenario = scenario_with()
    assert cleans_up(scenario)
    assert not any(cleans_up(replace(scenario, off=(name,))) for name in ("posts", "campaigns", "clean_ups"))
    assert not lived(replace(scenario, off=("campaigns",)), (7, 1.0)).any()
