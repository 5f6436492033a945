"""Posts: who is online, what the filter flags, and that no post is lost between flagged, read, given up and waiting."""

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
from credopolis.mechanisms import clean_ups, posts
from credopolis.mechanisms.content import CATEGORIES, HARMLESS, KINDS, content
from credopolis.mechanisms.flagged import seen_before
from credopolis.mechanisms.posts import (
    ABOUT,
    ACCOUNTS,
    CAMPAIGN,
    DELETED,
    FIGURES,
    FLAGGED,
    GAVE_UP,
    KEPT,
    NOT_BEGUN,
    PEOPLE,
    POSTED,
    PUNISHED,
    REPORTED,
    SEEN_FIRST,
    STANDING,
    SWEPT,
    WAITING,
    filter_posts,
    online_share,
    shares,
)

WEEK = 7


def scenario_with(campaigns: bool = False, **values: Any) -> Scenario:
    changed = {f"regime.posts.{key}": value for key, value in values.items()}
    on = {"regime.posts.stands": True, "regime.clean_ups.stands": campaigns}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, ticks: int, people: float = 1e6, campaign: float = 0.0, seed: int = 1) -> Any:
    """Sheet and what is kept, of one province after so many weeks."""
    terms, books, about = np.zeros(1, TERMS), np.zeros(1, BOOKS), np.zeros((1, len(ABOUT)))
    for term in (*posts.TERMS, *clean_ups.TERMS):
        terms[term.name] = term.of(scenario)
    about[0, PEOPLE], about[0, CAMPAIGN] = people, campaign
    kept, sheet = np.full((1, len(KINDS), len(KEPT)), NOT_BEGUN), np.zeros((1, len(KINDS), len(FIGURES)))
    for tick in range(ticks):
        filter_posts(seed, tick, WEEK, about, terms, books, kept, sheet)
    return sheet[0], kept[0], about[0]


def test_the_example_of_the_model() -> None:
    """A million people online: 330,000 posts a day, 5.4 in 1,000 forbidden, some 1,300 flagged, and readers keep up."""
    sheet, kept, _ = lived(scenario_with(), 1)
    forbidden = sheet[:HARMLESS]
    assert sheet[:, POSTED].sum() == pytest.approx(330_000 * WEEK)
    assert forbidden[:, POSTED].sum() / sheet[:, POSTED].sum() == pytest.approx(0.0054)
    assert sheet[:, FLAGGED].sum() / WEEK == pytest.approx(1300, rel=0.05)
    assert kept[:, 0].sum() == 0 and sheet[:, GAVE_UP].sum() < 1e-9


def test_as_many_are_online_as_were_counted() -> None:
    """22.6 % at the end of 2008, 51.7 in mid-2016, 70.4 at the end of 2020: two numbers fit three points."""
    p = scenario_with().regime.posts
    for year, counted in ((2009.0, 0.226), (2016.5, 0.517), (2021.0, 0.704)):
        assert online_share(year, 1.0, p.midyear, p.steepness) == pytest.approx(counted, abs=0.012)
    assert online_share(2300.0, 1.4, p.midyear, p.steepness) == 1.0


def test_towns_are_online_more_and_the_mean_is_that_of_all() -> None:
    scenario = scenario_with()
    lives = np.arange(1.0, len(scenario.tables.provinces) + 1)
    weight = posts.online_weight(scenario, lives)
    towns = np.array([row.urban_share for row in scenario.tables.provinces])
    assert np.average(weight, weights=lives) == pytest.approx(1.0)
    assert (np.diff(weight[np.argsort(towns)]) >= 0).all()


def test_kinds_are_parts_of_their_categories() -> None:
    assert (*(row["kind"] for row in content()), "harmless") == KINDS
    assert {row["category"] for row in content()} == {*CATEGORIES}
    for category in CATEGORIES:
        parts = [float(row["part"]) for row in content() if row["category"] == category]
        assert sum(parts) == pytest.approx(1.0), category
    assert shares(scenario_with()).sum() == pytest.approx(1.0)
    assert sum(row["swept"] == "yes" for row in content()) == 13


def test_recall_and_precision_are_what_they_are_called() -> None:
    sheet, _, _ = lived(scenario_with(recall=0.6, precision=0.75), 1)
    flagged = sheet[:, FLAGGED]
    assert flagged[:HARMLESS].sum() / flagged.sum() == pytest.approx(0.75)
    assert flagged[KINDS.index("nudity")] / sheet[KINDS.index("nudity"), POSTED] == pytest.approx(0.6)
    act, word = KINDS.index("collective_action"), KINDS.index("criticism")
    assert sheet[word, DELETED] / sheet[word, POSTED] < 0.2 * sheet[act, DELETED] / sheet[act, POSTED]


@settings(max_examples=25)
@given(
    st.floats(0, 200), st.floats(0.05, 1), st.floats(0.1, 1), st.floats(0.2, 60), st.integers(1, 30), st.floats(0, 1)
)
def test_no_flagged_post_is_lost(
    readers: float, recall: float, precision: float, keeps: float, ticks: int, campaign: float
) -> None:
    scenario = scenario_with(True, readers=readers, recall=recall, precision=precision, keeps_days=keeps, upheld=1.0)
    sheet, kept, about = lived(scenario, ticks, campaign=campaign)
    first, then, _ = lived(scenario, 1, campaign=campaign)
    waited = first[:, DELETED] + first[:, GAVE_UP] + then[:, 0] - first[:, FLAGGED]  # before the first day
    out = sheet[:, DELETED] + sheet[:, GAVE_UP] + kept[:, 0]
    tiny = 1e-7 * sheet[:, FLAGGED].sum()
    np.testing.assert_allclose(out, waited + sheet[:, FLAGGED], rtol=0, atol=tiny)
    assert (waited >= -tiny).all() and (sheet >= 0).all() and (about >= 0).all()
    assert sheet[:, SEEN_FIRST].min() >= 0 and sheet[:, SEEN_FIRST].max() <= 1


def test_where_readers_are_few_posts_wait_and_are_seen_before_they_go() -> None:
    few, many = (lived(scenario_with(readers=readers), 20)[0] for readers in (5.0, 100.0))
    assert few[:, WAITING].sum() > 0 == many[:, WAITING].sum()
    assert few[0, SEEN_FIRST] > many[0, SEEN_FIRST] == pytest.approx(seen_before(0.5, 0.43, 0.0))
    assert few[:, DELETED].sum() < many[:, DELETED].sum() and few[:, GAVE_UP].sum() > 0


def test_what_waits_at_rest_is_what_comes_beyond_what_is_read() -> None:
    """In the long run the queue loses by impatience what readers cannot read: W = (flagged - read) * keeps_days."""
    scenario = scenario_with(readers=5.0)
    sheet, kept, _ = lived(scenario, 1)
    beyond = sheet[:, FLAGGED].sum() / WEEK - 1.0 * 5 * 100
    assert kept[:, 0].sum() == pytest.approx(beyond * 7.0)


def test_a_campaign_sweeps_its_kinds_and_no_others() -> None:
    usual, swept = (lived(scenario_with(True), 3, campaign=share)[0] for share in (0.0, 1.0))
    kinds = np.array([row["swept"] == "yes" for row in content()])
    assert (swept[:HARMLESS, SWEPT] > 0).tolist() == kinds.tolist() and usual[:, SWEPT].sum() == 0
    assert (swept[:HARMLESS, STANDING] < usual[:HARMLESS, STANDING])[kinds].all()
    three_weeks = math.exp(-3 * WEEK * 0.008)
    for k in np.flatnonzero(kinds):
        assert usual[k, STANDING] * three_weeks < swept[k, STANDING] < usual[k, STANDING] * (three_weeks + 0.02)


def test_the_punished_are_as_many_as_expected_and_the_same_for_the_same_seed() -> None:
    scenario = scenario_with(accounts_per_item=0.5, reported=0.5, sentenced=0.5, sentence_years=2.0)
    sheet, _, _ = lived(scenario, 40, people=1e5)
    expected = sheet[:, REPORTED].sum() * 0.5
    assert abs(sheet[:, PUNISHED].sum() - expected) < 5 * math.sqrt(expected)
    assert sheet[:, REPORTED] == pytest.approx(sheet[:, ACCOUNTS] * 0.5)
    assert sheet[:, FIGURES.index("liberty_days")].sum() == pytest.approx(sheet[:, PUNISHED].sum() * 730.5)
    np.testing.assert_array_equal(sheet, lived(scenario, 40, people=1e5)[0])
    assert (sheet[:, PUNISHED] != lived(scenario, 40, people=1e5, seed=2)[0][:, PUNISHED]).any()
