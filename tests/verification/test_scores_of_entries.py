"""Grades that cycles set, scores that are means, entries that end others: the engine against a solved chain of states.

Everybody does each act at one rate, all is seen and entered the same day, and nothing else happens. Lives are then a
Markov chain whose shares the audit solves (`audit.proofs.chained`) through the machine of its proofs, which shares no
line with the engine. At the end of a run the lives of each grade are binomial, and their mean score is normal.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from credopolis.audit.proofs.chained import Rated, StateChain, can_be_chained
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.library.catalogue import load_scenario
from credopolis.rulebook import compile_rulebook, parse_rulebook

from .tools import QUIET, YEAR, report, watch, with_constant_conduct, z_limit

HEAD = "format: credopolis-rulebook/1\nname: entries\ntitle: Entries\naccount: hypothetical\nsource: assumption\n"
CYCLES = """
score: {start: 12, min: 0, max: 20, resets: {every: 56d, sets_grade: true, sets_grade_after: 14d}}
grades:
  A: {from: 11, next_start: 2}
  B: {from: 8}
  C: {from: 5, lock: {cycles: 2, release: band, at_most: B}, next_start: -3}
  D: {lock: {cycles: 1, release: C}}
  E: {without_band: true, lock: {cycles: 3, release: band, at_most: D}}
acts: {fault: {points: -3}, deed: {points: 1, head_start: {points: 2, cycles: 2}}, crime: {falls_to: E, points: -1}}
"""
MEANS = """
score: {start: 50, min: 0, max: 90, mean: {last: 4, at_least: 2}}
grades: {A: {from: 60}, B: {from: 45}, C: {from: 25}, D: {}}
acts: {best: {points: 40}, fine: {points: 11}, poor: {points: -30}, worst: {points: -50, falls_to: D}}
"""
ENDS = """
score: {start: 0, min: 0, max: 90, together: {
  both: {most: 25, sets: {x: {acts: [young, test], points: 20}, y: {acts: [young, job], points: 15}}},
  more: {sets: {z: {acts: [test, job, old], points: 9}}}}}
grades: {A: {from: 60}, B: {from: 35}, C: {from: 10}, D: {}}
acts:
  young: {points: 30, ends: [young, old]}
  old: {points: -6, ends: [young, old]}
  test: {points: 9, ends: [test]}
  job: {points: 12, ends: [job]}
  gone: {ends: [test, job]}
"""
RATES = {
    "fault": 9.0, "deed": 2.0, "crime": 0.4, "best": 0.8, "fine": 0.8, "poor": 1.2, "worst": 0.3, "young": 1.5,
    "old": 1.5, "test": 2.0, "job": 1.5, "gone": 0.8,
}  # fmt: skip
PEOPLE, DAYS = 30_000, 455


@pytest.mark.parametrize("text", [CYCLES, MEANS, ENDS], ids=["cycles", "means", "ends"])
def test_lives_stand_as_the_chain_of_states_says(text: str) -> None:
    book = parse_rulebook(HEAD + text)
    rates, machine = {act: RATES[act] for act in book.acts}, machine_of(book)
    assert machine is not None and can_be_chained(machine)
    chain = StateChain(machine, list(rates), Effort())
    solved = Rated(chain, np.array([*rates.values()]) / YEAR, Effort()).follow([float(DAYS)], 1)
    grade, score = (np.array([getattr(state, name) for state in solved.states]) for name in ("grade", "score"))
    shares, mean = np.bincount(grade, solved.at[0], len(machine.names)), float(solved.at[0] @ score)
    spread = math.sqrt(float(solved.at[0] @ (score - mean) ** 2) / PEOPLE)

    compiled = compile_rulebook(book)
    seen = replace(compiled, act_seen_by=({"records": 1.0},) * len(compiled.act_names))
    base = load_scenario("popular-account", people=PEOPLE, years=DAYS / YEAR, seed=14, off=QUIET, tick=7)
    standing = watch(with_constant_conduct(replace(base, rulebook=seen), rates)).standing
    counts = np.bincount(standing["grade"], minlength=len(shares))
    z = (counts - PEOPLE * shares) / np.sqrt(np.maximum(PEOPLE * shares * (1 - shares), 1.0))
    of_score = (standing["score"].mean() - mean) / spread
    report("scores of entries", z=float(np.abs(z).max()), of_score=of_score, states=len(chain.states))
    assert np.abs(z).max() < z_limit(len(shares) + 1) and abs(of_score) < z_limit(len(shares) + 1)
    assert (shares > 0.02).sum() >= 4
