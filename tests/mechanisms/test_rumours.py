"""Rumours: how far they go in the end, what deletion stops of them, and views that are shared."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from credopolis.engine.provinces import TERMS
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms import rumours
from credopolis.mechanisms.posts import ABOUT, FALSE_CUT, LIVES, ONLINE, TRUE_CUT
from credopolis.mechanisms.rumours import (
    BEGUN,
    FIGURES,
    HEARD,
    HEARD_FREE,
    KEPT,
    NOT_BEGUN,
    ONE_VIEW,
    RUMOURS,
    TALKING,
    UNHEARD,
    go_round,
    one_view,
    rumours_go,
    spread_rumours,
)

FALSE, TRUE = range(2)


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.rumours.{key}": value for key, value in values.items()}
    on = {"regime.posts.stands": True, "regime.rumours.stands": True}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, ticks: int, online: float = 0.7, cut: float = 0.0) -> Any:
    """Sheet of one province of 1,000 lives after so many weeks."""
    terms, about = np.zeros(1, TERMS), np.zeros((1, len(ABOUT)))
    for term in rumours.TERMS:
        terms[term.name] = term.of(scenario)
    about[0, [LIVES, ONLINE, FALSE_CUT, TRUE_CUT]] = 1000.0, online, cut, cut
    kept, sheet = np.full((1, len(RUMOURS), len(KEPT)), NOT_BEGUN), np.zeros((1, len(RUMOURS), len(FIGURES)))
    for _ in range(ticks):
        spread_rumours(7, about, terms, kept, sheet)
    return sheet[0]


def final_size(times: float, first: float) -> float:
    """Who has heard it in the end, of those who had not: h = 1 - exp(-R (h + first)), from the literature."""
    return float(brentq(lambda h: (1 - first) * (1 - math.exp(-times * (h + first))) - h, 1e-12, 1.0))


@pytest.mark.parametrize("contacts", [0.05, 0.12, 0.3])
def test_in_the_end_it_has_the_final_size_of_theory(contacts: float) -> None:
    wave = np.array([1 - 1e-3, 1e-3, 0, 0, 0])
    for _ in range(400):
        go_round(wave, UNHEARD, TALKING, contacts, 10.0, 7)
    assert 1 - 1e-3 - wave[UNHEARD] == pytest.approx(final_size(10 * contacts, 1e-3), rel=2e-3)


@settings(max_examples=15)
@given(st.floats(0, 1), st.floats(1, 30), st.floats(1e-4, 0.2), st.integers(1, 60))
def test_on_the_way_it_is_the_solution_of_its_equations(contacts: float, talks: float, first: float, days: int) -> None:
    wave = np.array([1 - first, first, 0, 0, 0])
    go_round(wave, UNHEARD, TALKING, contacts, talks, days)
    found = solve_ivp(
        lambda t, y: [-contacts * y[0] * y[1], contacts * y[0] * y[1] - y[1] / talks], (0, days), [1 - first, first],
        rtol=1e-9, atol=1e-12,
    ).y[:, -1]  # fmt: skip
    assert wave[:2] == pytest.approx(found, abs=5e-3)


def test_the_example_of_the_model() -> None:
    """12 contacts in a hundred days and ten days of talk: 31 in 100; with a fifth gone, none."""
    assert final_size(1.2, 1e-9) == pytest.approx(0.31, abs=0.005)
    assert final_size(1.2 * 0.8, 1e-6) < 1e-4


def test_a_false_one_goes_further_than_a_true_one_and_both_less_if_deleted() -> None:
    free, cut = lived(scenario_with(), 20), lived(scenario_with(), 20, cut=0.4)
    assert free[FALSE, HEARD] > 1.5 * free[TRUE, HEARD] > 0
    for kind in (FALSE, TRUE):
        assert cut[kind, HEARD] < free[kind, HEARD] == cut[kind, HEARD_FREE] == free[kind, HEARD_FREE]


def test_where_nobody_is_online_deletion_changes_nothing() -> None:
    np.testing.assert_array_equal(lived(scenario_with(), 9, 0.0)[:, :3], lived(scenario_with(), 9, 0.0, 0.9)[:, :3])


def test_one_begins_after_the_other() -> None:
    sheet = lived(scenario_with(every_days=70.0), 31)
    assert sheet[:, BEGUN].tolist() == [4.0, 4.0]  # on days 0, 70, 140 and 210 of 217


def test_views_are_shared_most_where_all_or_none_have_heard_it() -> None:
    assert one_view(0.0) == one_view(1.0) == 1.0 and one_view(0.5) == 0.5
    assert 0.5 <= lived(scenario_with(), 12)[FALSE, ONE_VIEW] < 1.0


def test_it_needs_posts() -> None:
    scenario = scenario_with()
    assert rumours_go(scenario)
    assert not any(rumours_go(replace(scenario, off=(name,))) for name in ("posts", "rumours"))
    assert not lived(replace(scenario, off=("rumours",)), 3).any()
