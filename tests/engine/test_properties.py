"""Whatever the rulebook: bounds, locks, conservation, and agreement with the readable automaton."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import parse_rulebook
from tests.strategies import rulebooks

from .cases import EVERYTHING, busier, run, shipped, shipped_rulebook, under
from .dials import regimes
from .invariants import Laws


def run_random_rulebooks(examples: int) -> int:
    """Run so many random rulebooks and hold each run against the laws -> different ones that ran."""
    ran: set[tuple[str, int, int]] = set()

    # A failing rulebook is printed as it is: shrinking one would rerun the engine for minutes.
    @settings(max_examples=examples, phases=[Phase.generate])
    @given(rulebooks(removal=True), regimes(), st.integers(1, 31), st.integers(30, 400), st.integers(0, 2**40))
    def hold(text: str, regime: RegimeParameters, tick_days: int, days: int, seed: int) -> None:
        scenario, rulebook = under(text, days=days, tick_days=tick_days, seed=seed, interval="month", regime=regime)
        Laws(run(scenario), rulebook).hold()
        ran.add((text, days, seed))

    hold()
    return len(ran)


def test_thirty_random_rulebooks() -> None:
    assert run_random_rulebooks(48) >= 30


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_hundred_random_rulebooks() -> None:
    assert run_random_rulebooks(800) >= 500


@pytest.mark.parametrize("name", ["popular-account", "suining-2010", "judgment-defaulters", "us-bank-score", "dangan"])
def test_shipped_rulebooks(name: str) -> None:
    scenario = busier(shipped(name, 2000, 2), 5, off=(), interval="quarter")
    Laws(run(scenario), shipped_rulebook(name)).hold()


@pytest.mark.parametrize("tick_days", [1, 7, 90])
def test_a_rulebook_in_which_everything_happens(tick_days: int) -> None:
    scenario, rulebook = under(EVERYTHING, people=1500, days=500, tick_days=tick_days)
    Laws(run(scenario), rulebook).hold()


def test_the_laws_can_fail() -> None:
    """Held against another rulebook than its own, a run breaks them."""
    scenario, _ = under(EVERYTHING, days=200)
    ran = run(scenario)
    other = parse_rulebook(EVERYTHING.replace("points: -15", "points: -14"), "another rulebook")
    with pytest.raises(AssertionError):
        Laws(ran, other).every_life_follows_the_automaton()
    with pytest.raises(AssertionError):
        Laws(ran, parse_rulebook(EVERYTHING.replace("max: 150", "max: 120"), "lower")).scores_stay_within_bounds()
    ran.periods[-1].flows[0, 0, 0, 1] += 1
    with pytest.raises(AssertionError):
        Laws(ran, other).lives_are_conserved()
