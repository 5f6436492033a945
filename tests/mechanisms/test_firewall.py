"""The firewall: what is blocked and how, and the race between who gets around it and who watches for that."""

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
from credopolis.mechanisms import firewall, posts
from credopolis.mechanisms.firewall import (
    AROUND,
    BY_ADDRESS,
    BY_NAME,
    COOPERATING,
    FIGURES,
    FOUND,
    REACHED,
    REROUTED,
    WANTED,
    WATCH,
    WRONGLY,
    blocked_share,
    wall_in,
    walls_in,
)
from credopolis.mechanisms.posts import ABOUT, PEOPLE

PEOPLE_ONLINE = 1e6


def scenario_with(**values: Any) -> Scenario:
    changed = {f"regime.firewall.{key}": value for key, value in values.items()}
    on = {"regime.posts.stands": True, "regime.firewall.stands": True}
    return load_scenario("popular-account", people=1000, set=on | changed)


def lived(scenario: Scenario, days: int, *later: tuple[int, Scenario]) -> Any:
    """Sheet of one province after so many days, and as many more under other rules."""
    books, about, sheet = np.zeros(1, BOOKS), np.zeros((1, len(ABOUT))), np.zeros((1, len(FIGURES)))
    for book in firewall.BOOKS:
        books[book.name] = book.start(scenario, np.ones(1))
    about[0, PEOPLE], begun = PEOPLE_ONLINE, 0
    for more, its in ((days, scenario), *later):
        terms = np.zeros(1, TERMS)
        for term in (*firewall.TERMS, *posts.TERMS):
            terms[term.name] = term.of(its)
        wall_in(begun, more, about, terms, books, sheet)
        begun += more
    return sheet[0]


def at_rest(scenario: Scenario) -> tuple[float, float]:
    """Where both right sides are 0, found from the text by bisection: share of all online who get around it, watch."""
    p = scenario.regime.firewall

    def excess(around: float) -> float:
        seen = p.learn * around / (p.learn * around + p.renew)
        return p.adopt * blocked_share(scenario) * (1 - around) - (p.quit + p.hunt * seen) * around

    around = brentq(excess, 0.0, 1.0)
    return around * (1 - p.in_cafes), p.learn * around / (p.learn * around + p.renew)


def test_the_race_rests_where_both_sides_are_nought() -> None:
    scenario = scenario_with(watched_from=2000.0)
    sheet = lived(scenario, 20 * 365)
    assert (sheet[AROUND], sheet[WATCH]) == pytest.approx(at_rest(scenario), rel=1e-3)


def test_the_example_of_the_model() -> None:
    told = firewall.__doc__ or ""
    before = lived(scenario_with(watched_from=2100.0), 3650)[AROUND]
    after = at_rest(scenario_with())[0]
    assert f"{100 * before:.1f} in 100 get around it before the state watches, and {100 * after:.1f} after" in told


@settings(max_examples=20)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 30))
def test_no_visit_is_counted_twice(name: float, address: float, cooperating: float, cafes: float, adopt: float) -> None:
    scenario = scenario_with(by_name=name, by_address=address, cooperating=cooperating, in_cafes=cafes, adopt=adopt)
    sheet = lived(scenario, 400)
    blocked = sheet[BY_NAME] + sheet[BY_ADDRESS]
    assert blocked == pytest.approx(sheet[WANTED] * blocked_share(scenario), abs=1e-6)
    assert sheet[COOPERATING] + blocked <= sheet[WANTED] * (1 + 1e-9)
    assert sheet[REACHED] + sheet[REROUTED] <= blocked * (1 + 1e-9)
    assert sheet[WRONGLY] == pytest.approx(0.15 * blocked) and (sheet >= 0).all()
    assert 0 <= sheet[AROUND] <= 1 - cafes + 1e-12 and 0 <= sheet[WATCH] <= 1


def test_nothing_is_blocked_before_it_stands_and_nobody_is_found_before_it_is_watched() -> None:
    early = lived(scenario_with(from_year=2090.0), 365)
    assert early[[BY_NAME, BY_ADDRESS, REROUTED, REACHED, AROUND]].tolist() == [0.0] * 5 and early[WANTED] > 0
    unwatched = lived(scenario_with(watched_from=2090.0), 365)
    assert unwatched[FOUND] == unwatched[WATCH] == 0 < unwatched[REACHED]


def test_in_a_cafe_nobody_gets_around_it() -> None:
    assert lived(scenario_with(in_cafes=1.0), 365)[REACHED] == 0
    more, fewer = (lived(scenario_with(in_cafes=share), 365)[REACHED] for share in (0.1, 0.4))
    assert more > fewer > 0


def test_a_sudden_block_makes_many_get_around_it() -> None:
    """Where a platform that cooperated is blocked instead, more get around the wall."""
    free, shut = (scenario_with(cooperating=share, watched_from=2090.0) for share in (0.4, 0.0))
    assert lived(free, 365, (730, shut))[AROUND] > 1.3 * lived(free, 365, (730, free))[AROUND]


def test_it_needs_posts() -> None:
    scenario = scenario_with()
    assert walls_in(scenario)
    assert not any(walls_in(replace(scenario, off=(name,))) for name in ("posts", "firewall"))
    assert not lived(replace(scenario, off=("firewall",)), 30).any()
