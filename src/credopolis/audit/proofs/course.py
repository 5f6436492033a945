"""Shares of lives over the years under constant rates of entries: solved where that can be, else drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.chained import Rated, StateChain, can_be_chained
from credopolis.audit.proofs.effort import UNPROVED, Effort, OutOfEffort
from credopolis.audit.proofs.followed import Moved, follow, lives_followed, lives_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.process import solve
from credopolis.audit.proofs.sampled import LIVES, Sample, lives_within, sample
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

SOLVED: Final = "semi-Markov process, solved numerically to within 1e-8"
BEYOND: Final = f"shares over the years: {UNPROVED}"
STEPPED: Final = "a chain of states under constant rates of entries, solved to within 1e-8"
NOTHING_ENTERED: Final = "nothing is entered, so all lives are alike"
MOST_SCORES: Final = 2_500
"""Scores that can be reached over which lives are drawn: solving would take longer than an audit may."""


def drawn(lives: int, why: str) -> str:
    """How shares were had that were drawn."""
    return f"{lives:,} lives drawn, because {why}; standard error at most {50 / math.sqrt(lives):.1f} %"


Chains = dict[tuple[str, ...], StateChain]
"""By acts, the states that lives come to by them."""
DRAWN: Final = drawn(LIVES, "entries expire or are capped")


@dataclass(frozen=True)
class Years:
    """What becomes of lives of one kind.

    score : (n_years,) the expected score. grades : (n_years, n_grades) shares, lowest grade first. half_left : years
    until less than half are in good standing, None within the last year looked at. method : in words. lives : that were
    drawn, 0 if it was solved. moved : what entries really moved the score by, where lives are followed state by state.
    Beyond the effort there are no years in score and grades.
    """

    score: NDArray[np.float64]
    grades: NDArray[np.float64]
    half_left: float | None
    method: str
    lives: int = 0
    moved: Moved | None = None

    @property
    def known(self) -> bool:
        """Whether the effort was enough."""
        return len(self.score) > 0


class Courses:
    """Courses of lives under one machine, each within its part of the effort; those of the same entries are one."""

    def __init__(self, machine: Machine, effort: Effort) -> None:
        self._machine, self.effort = machine, effort
        self._known: dict[tuple[object, ...], Years] = {}
        self._chains: Chains = {}

    def years_of(self, entries_a_year: Mapping[str, float], years: Sequence[float], good: int, part: float) -> Years:
        """Lives scored from day 0 after some rising years, within a part of the effort; `good` is the lowest grade of
        good standing."""
        key = (tuple(sorted(entries_a_year.items())), tuple(years), good)
        if key not in self._known:
            with self.effort.share(part, 1) as effort:
                self._known[key] = years_of(self._machine, entries_a_year, years, good, effort, self._chains)
        return self._known[key]


def years_of(
    machine: Machine, entries_a_year: Mapping[str, float], years: Sequence[float], good: int,
    effort: Effort | None = None, chains: Chains | None = None,
) -> Years:  # fmt: skip
    """Lives scored from day 0 after some rising years; `good` is the lowest grade of good standing. chains : those that
    are known by their acts."""
    effort = effort or Effort(10**9)
    if machine.stepwise:
        return _step_by_step(machine, entries_a_year, years, good, effort, {} if chains is None else chains)
    days = [year * DAYS_PER_YEAR_OF_RATES for year in years]
    why = "entries expire or are capped" if not machine.plain else "the score is wide"
    if machine.plain and _reachable_scores(machine) <= MOST_SCORES:
        try:
            with effort.share(2, 3) as part:
                return _solved(machine, entries_a_year, days, good, part)
        except OutOfEffort:
            why = f"solving was {UNPROVED}"
    n_grades = len(machine.names)
    looks = [round(day) for day in days]
    lives = lives_within(machine, entries_a_year, looks, effort)
    if not lives:
        return Years(np.zeros(0), np.zeros((0, n_grades)), None, BEYOND)
    return _of_sample(sample(machine, entries_a_year, looks, lives), years, n_grades, good, drawn(lives, why))


def _of_sample(sampled: Sample, years: Sequence[float], n_grades: int, good: int, method: str) -> Years:
    lives = sampled.grade.shape[1]
    shares = np.array([np.bincount(row, minlength=n_grades) / lives for row in sampled.grade])
    half = _crossing(years, shares[:, good:].sum(axis=1))
    return Years(sampled.score.mean(axis=1), shares, half, method, lives)


def _step_by_step(
    machine: Machine, entries_a_year: Mapping[str, float], years: Sequence[float], good: int, effort: Effort,
    chains: Chains,
) -> Years:  # fmt: skip
    """The same where only states can be followed: solved where they are few and no day within a span matters."""
    n_grades = len(machine.names)
    days = [year * DAYS_PER_YEAR_OF_RATES for year in years]
    why = "days between matter" if machine.resets.sets_grade else "the states are many"
    if can_be_chained(machine):
        try:
            with effort.share(2, 3) as part:
                return _chained(machine, entries_a_year, days, good, part, chains)
        except OutOfEffort:
            why = f"solving was {UNPROVED}"
    looks = [round(day) for day in days]
    lives = lives_followed(machine, entries_a_year, looks, effort)
    if not lives:
        return Years(np.zeros(0), np.zeros((0, n_grades)), None, BEYOND)
    sampled, moved = follow(machine, lives_of(machine, entries_a_year, looks, lives), len(looks))
    found = replace(_of_sample(sampled, years, n_grades, good, drawn(lives, why)), moved=moved)
    return found if lives > 1 else replace(found, method=NOTHING_ENTERED, lives=0)


def _chained(
    machine: Machine, entries_a_year: Mapping[str, float], days: Sequence[float], good: int, effort: Effort,
    chains: Chains,
) -> Years:  # fmt: skip
    """The same, solved. Raises OutOfEffort."""
    acts = tuple(move.name for move in machine.moves if entries_a_year.get(move.name, 0.0) > 0)
    if acts not in chains:
        chains[acts] = StateChain(machine, acts, effort)
    rates = np.array([entries_a_year[act] for act in acts]) / DAYS_PER_YEAR_OF_RATES
    course = Rated(chains[acts], rates, effort).follow(days, good)
    grades = np.array([state.grade for state in course.states])
    shares = np.array([np.bincount(grades, row, len(machine.names)) for row in course.at])
    scores = course.at @ np.array([state.score for state in course.states], np.float64)
    half = None if course.half_left is None else course.half_left / DAYS_PER_YEAR_OF_RATES
    method = STEPPED if acts else NOTHING_ENTERED
    return Years(scores, np.clip(shares, 0.0, 1.0), half, method, moved=Moved(course.up, course.down))


def _solved(
    machine: Machine, entries_a_year: Mapping[str, float], days: Sequence[float], good: int, effort: Effort
) -> Years:
    """The same, solved. Raises OutOfEffort."""
    n_grades = len(machine.names)
    course = solve(machine, entries_a_year, max(days[-1], 1.0), effort)
    graph = course.graph
    means = course.means(np.column_stack([np.eye(n_grades)[graph.grade], graph.score]), days)
    scores, shares = means[:, -1], means[:, :-1]
    left = course.falls_below((graph.grade >= good).astype(float), 0.5)
    half = None if left is None or left > days[-1] else left / DAYS_PER_YEAR_OF_RATES
    return Years(scores, np.clip(shares, 0.0, 1.0), half, SOLVED)


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
