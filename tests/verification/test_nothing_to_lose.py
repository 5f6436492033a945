"""Nothing left to lose: a life that is locked at the bottom is deterred by nothing.

Theory: the response to a rule is exp(-b p L) with L the worth of the gates that the act would close (docs/model.md,
Conduct). In D's lock no act closes a gate, so L = 0 and the hazard is the unregulated one. A life without a lock
within 50 points above a threshold would lose gates by a post of 50 points, so its hazard is lower; between thresholds
without a difference in gates, or with deterrence off, it is not.

Source: Becker 1968, doi:10.1086/259394, for the form; Ehrlich and Gibbons on marginal deterrence (Stigler 1970, The
Optimum Enforcement of Laws) for the consequence.
"""

from __future__ import annotations

import math

import pytest

from .hazards import Stretches
from .scenes import STUDIED, free_between, hazards_of, locked_in_d
from .tools import poisson_z, report, z_limit

PEOPLE = 40_000
NEAR = ((960, 990), (1000, 1010), (1030, 1060))
"""Scores from which 50 points lead to a grade with fewer gates: from A- or A to B, from AA to A."""
SAFE = (1010, 1030)
"""From here 50 points lead from A+ to A-, with the same gates."""
CHECKS = 2 * len(STUDIED) + 2 * (len(NEAR) + 1)


@pytest.fixture(scope="module")
def deterred() -> dict[str, Stretches]:
    return hazards_of(PEOPLE, deterrence=True)


@pytest.fixture(scope="module")
def undeterred() -> dict[str, Stretches]:
    return hazards_of(PEOPLE, deterrence=False)


@pytest.mark.parametrize("act", STUDIED)
def test_locked_in_d_the_hazard_is_the_unregulated_one(act: str, deterred: dict[str, Stretches]) -> None:
    acts, expected = deterred[act].ratio(locked_in_d(deterred[act]))
    assert expected > 200
    report("locked in D", act=act, observed=acts, expected=expected, ratio=acts / expected)
    assert abs(poisson_z(acts, expected)) < z_limit(CHECKS), f"{acts} acts against {expected:.1f}"


@pytest.mark.parametrize("act", STUDIED)
def test_lives_without_a_lock_hold_back(act: str, deterred: dict[str, Stretches]) -> None:
    locked, locked_expected = deterred[act].ratio(locked_in_d(deterred[act]))
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
