"""Shares of lives over the years under constant rates of entries: solved where that can be, else drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.process import solve
from credopolis.audit.proofs.sampled import LIVES, sample
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

SOLVED: Final = "semi-Markov process, solved numerically to within 1e-8"
DRAWN: Final = f"{LIVES:,} lives drawn, because entries expire or are capped; standard error at most 0.7 %"
DRAWN_WIDE: Final = f"{LIVES:,} lives drawn, because the score is wide; standard error at most 0.7 %"
MOST_SCORES: Final = 2_500
"""Scores that can be reached over which lives are drawn: solving would take longer than an audit may."""


@dataclass(frozen=True)
class Years:
    """What becomes of lives of one kind.

    score : (n_years,) the expected score. grades : (n_years, n_grades) shares, lowest grade first. half_left : years
    until less than half are in good standing, None within the last year looked at. method : in words.
    """

    score: NDArray[np.float64]
    grades: NDArray[np.float64]
    half_left: float | None
    method: str


def years_of(machine: Machine, entries_a_year: Mapping[str, float], years: Sequence[float], good: int) -> Years:
    """Lives scored from day 0 after some rising years; `good` is the lowest grade of good standing."""
    return _years(machine, tuple(sorted(entries_a_year.items())), tuple(years), good)


@lru_cache(maxsize=16)
def _years(machine: Machine, entries: tuple[tuple[str, float], ...], years: tuple[float, ...], good: int) -> Years:
    """The same, kept for kinds of people with the same entries."""
    entries_a_year = dict(entries)
    days = [year * DAYS_PER_YEAR_OF_RATES for year in years]
    n_grades = len(machine.names)
    wide = _reachable_scores(machine) > MOST_SCORES
    if machine.plain and not wide:
        course = solve(machine, entries_a_year, max(days[-1], 1.0))
        graph = course.graph
        means = course.means(np.column_stack([np.eye(n_grades)[graph.grade], graph.score]), days)
        scores, shares = means[:, -1], means[:, :-1]
        left = course.falls_below((graph.grade >= good).astype(float), 0.5)
        half = None if left is None or left > days[-1] else left / DAYS_PER_YEAR_OF_RATES
        return Years(scores, np.clip(shares, 0.0, 1.0), half, SOLVED)
    drawn = sample(machine, entries_a_year, [round(day) for day in days])
    shares_drawn = np.array([np.bincount(row, minlength=n_grades) / LIVES for row in drawn.grade])
    return Years(drawn.score.mean(axis=1), shares_drawn, _crossing(years, shares_drawn[:, good:].sum(axis=1)),
                 DRAWN_WIDE if machine.plain else DRAWN)  # fmt: skip


def _reachable_scores(machine: Machine) -> int:
    """Scores on the lattice of all sums of points and the bounds."""
    steps = [abs(move.points) for move in machine.moves]
    step = math.gcd(machine.high - machine.start, machine.start - machine.low, *steps) or 1
    return (machine.high - machine.low) // step + 1


def _crossing(years: Sequence[float], shares: NDArray[np.float64]) -> float | None:
    """When a share first falls below a half, by a straight line between the years looked at."""
    below = np.flatnonzero(shares < 0.5)
    if not len(below):
        return None
    k = int(below[0])
    if k == 0:
        return float(years[0])
    rise = (shares[k - 1] - 0.5) / (shares[k - 1] - shares[k])
    return float(years[k - 1] + rise * (years[k] - years[k - 1]))
