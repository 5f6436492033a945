"""Caps of over 255 entries a year and acts done many times a day: counts are those of theory.

Theory: an act of rate r that is always seen gives Poisson(r t) entries; of one that is capped far below its mean
exactly as many as the cap count. So the score is `start + cap - N` with N Poisson.
"""

from __future__ import annotations

import math

import pytest

from credopolis.library.catalogue import load_scenario
from credopolis.rulebook import Standing, parse_rulebook

from .tools import QUIET, YEAR, snapshots, with_rulebook, z_limit

CAP, RATE, START = 300, 700.0, 1000
BOOK = f"""
format: credopolis-rulebook/1
name: wide
title: Wide counts
account: hypothetical
source: assumption
score: {{start: {START}, min: -15000, max: 15000}}
scored_from_age: 0d
grades: {{high: {{from: 1000}}, low: {{}}}}
acts:
  capped: {{points: 1, cap_per_year: {CAP}, seen_by: {{records: 1}}, conduct: {{rate: {RATE}}}}}
  free: {{points: -1, seen_by: {{records: 1}}, conduct: {{rate: {RATE}}}}}
"""


@pytest.mark.parametrize("seed", [5])
def test_a_wide_cap_and_a_high_rate_in_the_engine(seed: int) -> None:
    days, people = 364, 2000
    base = load_scenario("popular-account", people=people, years=1, seed=seed, off=QUIET)
    _, scores = snapshots(with_rulebook(base, BOOK), (days,), "score")
    found = scores[days].astype(float)
    mean = RATE * days / YEAR
    assert abs(found.mean() - (START + CAP - mean)) < z_limit(2) * math.sqrt(mean / len(found))
    spread = math.sqrt((mean + 2 * mean**2) / len(found))
    assert abs(found.var(ddof=1) - mean) < z_limit(2) * spread


def test_a_wide_cap_on_the_plain_ladder() -> None:
    standing = Standing(parse_rulebook(BOOK))
    for k in range(CAP + 50):
        assert standing.post("capped", k % 365 if k < 365 else 364).counts == (k < CAP)
    assert standing.score == START + CAP
    assert standing.post("capped", 365).counts
