"""Consent against theory: who agrees is a binomial share, and what moves its scores is a compound Poisson process.

Everybody does one act that costs points and one that lists, each at a constant rate. Agreeing has nothing to do with
either, so entries of both groups come at the same rate; points move only the scores of those who agreed, and from the
day on which they did.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.purposes import CONSENT
from credopolis.engine.scenario import Era, Scenario
from credopolis.rulebook import compile_rulebook, parse_rulebook
from credopolis.rulebook.rungs import shared_rungs
from tests.engine.twin_state import draw, key_of, uniform

from .plain import FAR, rules, scene, years_of, z_of
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, LISTED = 20_000, 1.0, 3.0, 0.5
ACTS = {
    "slip": "{points: -2, seen_by: {records: 1}}",
    "debt": "{adds_to: debtors, seen_by: {records: 1}}",
}


def text(share: float) -> str:
    return rules(ACTS, consent=str(share), lists="{debtors: {lasts: 90d}}")


def society(*shares: float, day: int = 0) -> Scenario:
    """A society with a share that agrees, and perhaps another from a day on."""
    first = scene(text(shares[0]), {"slip": RATE, "debt": LISTED}, people=PEOPLE, years=YEARS, seed=3)
    if len(shares) == 1:
        return first
    books = [parse_rulebook(text(share)) for share in shares]
    rungs = shared_rungs(compile_rulebook(book).grade_names for book in books)
    before, after = (replace(first, rulebook=compile_rulebook(book, rungs)) for book in books)
    return replace(before, eras=(Era(day, after.rules),))


@cache
def lived(*shares: float, day: int = 0) -> Watched:
    return watch(society(*shares, day=day))


@cache
def marks() -> np.ndarray:
    """What each life's agreeing hangs on, worked out here."""
    return np.array([uniform(draw(key_of(3, int(CONSENT), number, 0), 0)) for number in range(PEOPLE)])


def scores(watched: Watched) -> tuple[np.ndarray, np.ndarray]:
    """Scores of all lives, and which of them have a grade."""
    standing = watched.engine.world.standing
    return standing["score"].astype(np.int64), standing["grade"] < int(watched.engine.rules["n_graded"])


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_binomial_share_agrees_and_points_move_it_alone(share: float) -> None:
    watched = lived(share)
    found, graded = scores(watched)
    np.testing.assert_array_equal(graded, marks() < share)
    spread = (PEOPLE * share * (1 - share)) ** 0.5
    assert abs(graded.sum() - PEOPLE * share) < FAR * spread
    assert (found[~graded] == 1000).all()
    entered, expected = (1000 - found[graded]).sum() / 2, graded.sum() * RATE * years_of(watched)
    assert abs(z_of(entered, expected, f"slips that moved scores where {share} agree")) < FAR


def test_entries_and_lists_are_those_of_everybody() -> None:
    watched = lived(0.3)
    pairs = watched.periods[0].pairs[:, 0]
    for name, rate in (("slip", RATE), ("debt", LISTED)):
        entries = watched.total("entries")[..., pairs == watched.scenario.act_names.index(name), :].sum()
        assert abs(z_of(float(entries), PEOPLE * rate * years_of(watched), f"entries of {name}")) < FAR
    on = watched.engine.world.standing["listed"] > 0
    expected = 1 - np.exp(-LISTED * 90 / 365.25)
    _, graded = scores(watched)
    for who, name in ((graded, "agreed"), (~graded, "did not")):
        share, spread = on[who].mean(), (expected * (1 - expected) / who.sum()) ** 0.5
        report(f"listed of those who {name}", found=float(share), theory=float(expected), z=(share - expected) / spread)
        assert abs(share - expected) < FAR * spread


def test_who_joins_later_begins_at_the_start_and_who_leaves_has_nothing() -> None:
    day = 182
    more, fewer = lived(0.3, 0.8, day=day), lived(0.8, 0.3, day=day)
    mark = marks()
    late = (mark >= 0.3) & (mark < 0.8)
    found, graded = scores(more)
    np.testing.assert_array_equal(graded, mark < 0.8)
    years = (more.scenario.days - day) / 365.25
    entered = (1000 - found[late]).sum() / 2
    assert abs(z_of(entered, late.sum() * RATE * years, "slips of those who joined, since then")) < FAR
    np.testing.assert_array_equal(found[mark < 0.3], scores(lived(0.8))[0][mark < 0.3])
    found, graded = scores(fewer)
    np.testing.assert_array_equal(graded, mark < 0.3)
    assert (found[late] == 1000).all()
    np.testing.assert_array_equal(found[mark < 0.3], scores(lived(0.8))[0][mark < 0.3])
