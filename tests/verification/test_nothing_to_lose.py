"""Nothing left to lose: who has just been locked at the bottom is deterred by nothing, later by more and more.

Theory: the response to a rule is exp(-b p L) with L the gates that the act would close over the years to come
(docs/model.md, Stakes). Of a new drop a life in D loses what it has served of its lock: with w of the gates open in D
and R the value of what comes after its release, L = (f^left - f^5) (R - w), left in years. So L is 0 when the lock
begins, and the hazard is the unregulated one; the year before its end it is not. A life without a lock within 50 points
above a threshold would lose gates by a post of 50 points, so its hazard is lower; between thresholds without a
difference in gates, or with deterrence off, it is not.

Source: Becker 1968, doi:10.1086/259394, for the form; Ehrlich and Gibbons on marginal deterrence (Stigler 1970, The
Optimum Enforcement of Laws) for the consequence.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.library.catalogue import load_scenario

from .hazards import Stretches
from .scenes import PRIOR, STUDIED, free_between, hazards_of, locked_in_d
from .tools import YEAR, poisson_z, report, z_limit

PEOPLE = 60_000
NEAR = ((960, 990), (1000, 1010), (1030, 1060))
"""Scores from which 50 points lead to a grade with fewer gates: from A- or A to B, from AA to A."""
SAFE = (1010, 1030)
"""From here 50 points lead from A+ to A-, with the same gates."""
FACTOR, STRENGTH, LOCK = 0.74, 3.0, 1825
"""Of popular-account: discount factor, strength of deterrence of crime, days of D's lock."""
SERVED = ((0, 60), (60, 365), (365, 730), (730, 1200), (1200, 1825))
CHECKS = len(SERVED) + 2 * len(STUDIED) + 2 * (len(NEAR) + 1)


@pytest.fixture(scope="module")
def deterred() -> dict[str, Stretches]:
    return hazards_of(PEOPLE, deterrence=True)


@pytest.fixture(scope="module")
def undeterred() -> dict[str, Stretches]:
    return hazards_of(PEOPLE, deterrence=False)


@pytest.fixture(scope="module")
def by_prior() -> dict[str, Stretches]:
    return hazards_of(PEOPLE, deterrence=True, by_prior=True)


def lost_by_a_new_drop(left: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a life in D whose score deserves an A loses by another crime, from the days that its lock has left."""
    scenario = load_scenario("popular-account", people=1000)
    worth = dict(zip(scenario.rulebook.grade_names, scenario.rulebook.worth[:, 0].tolist(), strict=True))
    two_years = FACTOR**2
    released = worth["C"] * (1 - two_years) + two_years * (worth["B"] * (1 - two_years) + two_years * worth["A"])
    return np.asarray((FACTOR ** (left / YEAR) - FACTOR ** (LOCK / YEAR)) * (released - worth["D"]))


@pytest.mark.parametrize("served", SERVED)
def test_the_more_of_the_lock_is_served_the_more_a_new_one_would_cost(
    served: tuple[int, int], by_prior: dict[str, Stretches]
) -> None:
    """Acts by days served, against the closed form summed over every day that lives stood there."""
    cut = by_prior["intentional_crime"]
    where = locked_in_d(cut) & (cut.score >= 960) & (cut.score < 1030)  # bands with the gates of A
    began, ended = LOCK - cut.left[where], LOCK - cut.left[where] + cut.days[where]
    by_day = np.exp(-STRENGTH * PRIOR * lost_by_a_new_drop(LOCK - np.arange(LOCK + 1) - 0.5))
    summed = np.concatenate([[0.0], np.cumsum(by_day)])
    low, high = np.clip(began, *served), np.clip(ended, *served)
    theory = float((cut.rate[where] * (summed[high] - summed[low])).sum() / YEAR)
    free = float((cut.rate[where] * (high - low)).sum() / YEAR)
    acts = int(cut.acts[where][(ended >= served[0]) & (ended < served[1])].sum())
    report("locked in D", served_days=f"{served[0]}-{served[1]}", observed=acts, theory=theory, free=free)
    assert theory > 150
    assert abs(poisson_z(acts, theory)) < z_limit(CHECKS), f"{acts} acts against {theory:.1f}"
    if served[0] == 0:
        assert theory > 0.98 * free
    if served == SERVED[-1]:
        assert theory < 0.65 * free


@pytest.mark.parametrize("act", STUDIED)
def test_lives_without_a_lock_hold_back(act: str, deterred: dict[str, Stretches]) -> None:
    cut = deterred[act]
    just = locked_in_d(cut) & (cut.left > LOCK - 365)
    locked, locked_expected = cut.ratio(just)
    for low, high in NEAR[:2] if act == "intentional_crime" else NEAR:
        acts, expected = deterred[act].ratio(free_between(deterred[act], low, high))
        assert poisson_z(acts, expected) < -z_limit(CHECKS), f"{acts} against {expected:.1f} at {low} to {high}"
        report(
            "without a lock", act=act, scores=f"{low}-{high}", observed=acts, expected=expected, ratio=acts / expected
        )
        ratio = math.log(acts / expected) - math.log(locked / locked_expected)
        assert ratio < -2.0 * math.sqrt(1 / acts + 1 / locked)


def test_no_gate_at_stake_no_restraint(deterred: dict[str, Stretches]) -> None:
    acts, expected = deterred["negative_post"].ratio(free_between(deterred["negative_post"], *SAFE))
    assert expected > 5000
    assert abs(poisson_z(acts, expected)) < z_limit(CHECKS)


@pytest.mark.parametrize("act", STUDIED)
def test_with_deterrence_off_nobody_holds_back(act: str, undeterred: dict[str, Stretches]) -> None:
    cut = undeterred[act]
    for where in (locked_in_d(cut), *(free_between(cut, low, high) for low, high in NEAR)):
        acts, expected = cut.ratio(where)
        report("deterrence off", act=act, observed=acts, expected=expected, ratio=acts / expected)
        assert abs(poisson_z(acts, expected)) < z_limit(CHECKS), f"{acts} acts against {expected:.1f}"
