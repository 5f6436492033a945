"""Entries against innocents lower deterrence by what they take from the difference that guilt makes.

Everybody does one act, which records see with chance q and which puts on a list for a day, worth one gate: a day is all
that is at stake, and it weighs 1 - f^(1/365.25) of the gate for ever, f being the discount factor of a year. Mistakes
strike everybody r times a year, whatever they do. Theory: within a horizon h an innocent is charged with e = 1 - exp(-r
h), the guilty with q + (1 - q) e, so what deters is q (1 - e) = q exp(-r h), and people do the act rate * exp(-D q
exp(-r h)) times a year where all they go by is their province. Where they go by their own experience x alone, and only
mistakes move it, a step s at each, its drift back to the prior balances r steps a year: with k = ln 2 / half-life, 0 =
k (prior - E x) - r s E x, and in the same way 0 = 2 k (prior E x - E x^2) - r (1 - (1 - s)^2) E x^2.

Source: Rizzolli and Stanca 2012 (doi:10.1086/663346) for the difference; balance equations of a jump process that
relaxes.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.conduct_table import AlarmBounds, ConductTable
from credopolis.rulebook.conduct import ActConduct

from .one_act import QUIET
from .tools import poisson_z, report, watch, with_rulebook, z_limit

RATE, SEEN, DETERRENCE, PEOPLE, PROVINCES, LAST_YEAR = 1.0, 0.6, 2.0, 20_000, 4, 3
FACTOR = 0.74
A_DAY = 1 - FACTOR ** (1 / 365.25)
BOOK = """
format: credopolis-rulebook/1
name: one-act
title: One act that bars from one gate for a day
account: hypothetical
source: assumption
score: {start: 1000, min: -16000, max: 16000}
scored_from_age: 0d
gates:
  travel: {kind: restriction, worth: 1}
grades:
  only: {}
lists:
  barred: {lasts: 1d, restrictions: [travel]}
acts:
  act: {adds_to: barred, seen_by: {records: 0.6}, decision: none}
"""
# Records are of some hundred acts of the last quarter, so neither chance nor the prior moves them much.
QUICK = {
    "regime.perception.memory_years": 0.25, "regime.perception.pseudo_count": 0.01, "regime.records.coverage": 1.0,
    "regime.perception.prior_years": 1e-6, "regime.records.delay_days": 0.0, "regime.stakes.discount_factor": FACTOR,
}  # fmt: skip
NOTHING_OF_ONES_OWN = {
    "perception__caught_step": 0.0, "perception__missed_step": 0.0, "innocence__wronged_step": 0.0,
}  # fmt: skip
CHECKS = 8


def society(mistakes: float, **perception: float) -> Scenario:
    """Four years of it. perception : values of `regime.perception` and `regime.innocence`, by path."""
    changed = {f"regime.{path.replace('__', '.')}": value for path, value in perception.items()}
    off = tuple(name for name in (*QUIET, "office", "cameras", "faces") if name not in ("deterrence", "learning"))
    loaded = load_scenario(
        "popular-account", people=PEOPLE, years=LAST_YEAR + 1, seed=11, off=off,
        set={**QUICK, "conduct.alarms.records": 0.5, "regime.records.mistakes_a_year": mistakes, **changed},
    )  # fmt: skip
    acts = {"act": ActConduct(rate=RATE, deterrence=DETERRENCE / A_DAY)}
    table = ConductTable("One act", 1.05 * RATE + 0.7, acts, AlarmBounds(records=0.5))
    equal = load_scenario("ladder", people=PEOPLE).tables
    few = replace(equal, provinces=equal.provinces[:PROVINCES])
    return replace(with_rulebook(loaded, BOOK), conduct=table, tables=few)


def acts_in_the_last_year(scenario: Scenario) -> float:
    """Acts that people did in the last year of a run."""
    watched = watch(scenario)
    year = [p for p in watched.periods if p.start_day >= LAST_YEAR * 365]
    days = sum(p.end_day - p.start_day for p in year)
    return float(sum(p.acts.sum() for p in year)) * 365.25 / days


def z_of(found: float, theory: float, what: str) -> float:
    """How far a Poisson count is from its mean, in standard deviations."""
    z = poisson_z(found, theory)
    report("what guilt adds", of=what, found=float(found), theory=theory, z=z)
    return z


@pytest.mark.parametrize("mistakes", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("horizon", [1.0, 3.0])
def test_what_deters_is_what_guilt_adds(mistakes: float, horizon: float) -> None:
    by_province = {**NOTHING_OF_ONES_OWN, "perception__records_weight": 1.0, "perception__pseudo_count": 1e6,
                   "innocence__horizon_years": horizon}  # fmt: skip
    theory = PEOPLE * RATE * math.exp(-DETERRENCE * SEEN * math.exp(-mistakes * horizon))
    found = acts_in_the_last_year(society(mistakes, **by_province))
    assert abs(z_of(found, theory, f"province, {mistakes} mistakes a year, {horizon} years")) < z_limit(CHECKS)


def test_the_record_of_a_grid_is_of_what_was_deserved() -> None:
    by_grid = {**NOTHING_OF_ONES_OWN, "perception__records_weight": 1.0}
    theory = PEOPLE * RATE * math.exp(-DETERRENCE * SEEN * math.exp(-0.5))
    found = acts_in_the_last_year(society(0.5, **by_grid))
    assert abs(z_of(found, theory, "grid, 0.5 mistakes a year, a year")) < z_limit(CHECKS)


def test_own_undeserved_entries_take_from_own_experience() -> None:
    step, mistakes, half_life, prior = 0.8, 0.5, 0.5, 0.6
    own = {"perception__records_weight": 0.0, "perception__prior": prior,
           "perception__half_life_years": half_life,
           "perception__caught_step": 0.0, "perception__missed_step": 0.0, "innocence__wronged_step": step}  # fmt: skip
    back = math.log(2) / half_life
    mean = prior * back / (back + mistakes * step)
    square = 2 * back * prior * mean / (2 * back + mistakes * (1 - (1 - step) ** 2))
    # The mean of exp(-D x) to the second order in D; the third adds less than two in a thousand.
    theory = PEOPLE * RATE * math.exp(-DETERRENCE * mean) * (1 + DETERRENCE**2 * (square - mean**2) / 2)
    found = acts_in_the_last_year(society(mistakes, **own))
    allowed = z_limit(CHECKS) * math.sqrt(theory) + 0.002 * theory
    assert abs(z_of(found, theory, "own experience alone")) * math.sqrt(theory) < allowed
    assert found > 1.05 * PEOPLE * RATE * math.exp(-DETERRENCE * prior)
