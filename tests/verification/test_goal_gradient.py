"""A goal draws the more the nearer it is: points that do not reach the next band yet are worth their share of the way.

Everybody does a good deed R times a year if nothing draws, which always gives a point; the next band begins at n points
and opens the only gate. With ambition A the deed is done R exp(A min(1, 1 / (n - k))) times a year at k points, so
points are a pure birth process, and who has come to the band by a day follows from its matrix exponential. Nothing
draws any further once the band is reached.

Source: Hull 1932, The goal-gradient hypothesis and maze learning, Psychological Review 39; Kivetz, Urminsky and Zheng
2006, doi:10.1509/jmkr.43.1.39; Feller 1968, An Introduction to Probability Theory I, XVII.3, for the birth process.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.conduct_table import ConductTable
from credopolis.rulebook.conduct import ActConduct

from .tools import QUIET, YEAR, report, watch, with_rulebook, z_limit

PEOPLE, YEARS, RATE, NEEDED = 20_000, 2, 3.0, 8
STRENGTHS = (0.8, 1.5)
BOOK = f"""
format: credopolis-rulebook/1
name: goal
title: One goal
account: hypothetical
source: assumption
score: {{start: 0, min: 0, max: 1000}}
scored_from_age: 0d
gates: {{fast: {{kind: benefit, worth: 1}}}}
grades: {{high: {{from: {NEEDED}, benefits: [fast]}}, low: {{}}}}
acts: {{deed: {{points: 1, seen_by: {{records: 1.0}}, decision: none}}}}
"""


def share_there(rates: list[float], years: float) -> float:
    """Chance that a birth process with these rates, one a step, has made all steps."""
    generator = np.diag([-rate for rate in rates] + [0.0]) + np.diag(rates, 1)
    return float(expm(generator * years)[0, -1])


def z_of(count: int, share: float) -> float:
    """How many standard deviations a number of people lies from a share of them."""
    return (count - PEOPLE * share) / math.sqrt(PEOPLE * share * (1 - share))


@pytest.mark.parametrize("ambition", STRENGTHS)
def test_deeds_come_faster_the_nearer_the_band_is(ambition: float) -> None:
    off = tuple(name for name in QUIET if name != "ambition")
    settings = {"regime.records.coverage": 1.0, "regime.records.delay_days": 0.0}
    loaded = load_scenario("popular-account", people=PEOPLE, years=YEARS, seed=29, off=off, set=settings)
    conduct = {"deed": ActConduct(rate=RATE, ambition=ambition)}
    table = ConductTable("A deed", 1.05 * RATE * math.exp(ambition) + 0.2, conduct)
    alike = load_scenario("ladder", people=PEOPLE).tables
    watched = watch(replace(with_rulebook(loaded, BOOK), conduct=table, tables=alike))
    there = int((watched.engine.world.standing["score"] >= NEEDED).sum())
    years = watched.periods[-1].end_day / YEAR
    theory = share_there([RATE * math.exp(ambition / (NEEDED - k)) for k in range(NEEDED)], years)
    flat = share_there([RATE] * (NEEDED - 1) + [RATE * math.exp(ambition)], years)
    report("goal gradient", ambition=ambition, found=there / PEOPLE, theory=theory, only_the_last_step=flat)
    assert abs(z_of(there, theory)) < z_limit(len(STRENGTHS))
    assert abs(z_of(there, flat)) > 2 * z_limit(len(STRENGTHS))
