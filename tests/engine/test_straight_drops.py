"""A straight drop is that of rule 2: whoever stands below the act's grade falls by its points, and is not dropped."""

from __future__ import annotations

import numpy as np

from .cases import run, under
from .test_twin import agree
from .twin import Twin

BELOW = """
format: credopolis-rulebook/1
name: below
title: Everybody stands below the grade that a slip drops to
account: hypothetical
source: assumption
score: {start: 50, min: 0, max: 100}
grades:
  A: {from: 90}
  B: {from: 80, lock: {lasts: 20d, release: band}}
  C: {from: 40}
  D: {lock: {lasts: 30d, release: band}}
acts:
  slip: {falls_to: B, points: -20, seen_by: {records: 1}, conduct: {rate: 3}}
  deed: {points: 30, seen_by: {records: 1}, conduct: {rate: 4}}
"""


def recovered_and_fell(text: str) -> tuple[int, int, int]:
    """Recoveries counted, falls, and lives that stand below a straight drop, of a year that is its twin's."""
    scenario, book = under(text, people=1000, days=365, tick_days=7)
    ran = run(scenario)
    agree(ran, Twin(scenario, book).run())
    flows = ran.total("flows")
    down = sum(int(flows[..., a, b].sum()) for a in range(4) for b in range(a))
    fell = int((ran.engine.world.standing["fell_on"] >= 0).sum())
    return int(np.abs(ran.total("recoveries")).sum()), down, fell


def test_who_falls_by_the_points_of_an_act_from_below_its_grade_was_not_dropped() -> None:
    recovered, down, fell = recovered_and_fell(BELOW.replace("points: 30", "points: 2"))
    assert down > 300 and recovered == fell == 0


def test_who_stands_in_the_grade_or_above_is_dropped() -> None:
    recovered, down, fell = recovered_and_fell(BELOW)
    assert down > 300 and recovered > 20 and fell > 5
