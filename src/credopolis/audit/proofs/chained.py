"""Shares of lives over the years where entries do the same on every day of a span: solved, as a chain of states.

Where only the end of a cycle sets the grade, the days between such ends and settings decide nothing (see `stepwise`),
and where the score is a mean or entries end one another, no day does as long as nothing runs. Entries come at constant
rates, so within a span the shares x of states follow x' = x Q, which is solved by the number of entries (Jensen 1953);
an end or a setting moves each state to one other. What is left out of the sums is less than 1e-13 a span.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.few import few_hold, few_means, remembers_no_more
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.process import gathered
from credopolis.audit.proofs.state import State
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

Mass = NDArray[np.float64]
Places = NDArray[np.int64]
_STILL: Final = 1e-13
_MOST_MEAN: Final = 50.0
_MOST_PARTS: Final = 100_000
_NEAR: Final = 1e-6
"""Days within which the moment is found at which half have left."""


@dataclass(frozen=True)
class Solved:
    """What becomes of lives: shares by state and day looked at, (n_days, n_states); days until less than half are in
    good standing, None if never; and by act, points a year by which its entries really moved the score up and down."""

    states: Sequence[State]
    at: Mass
    half_left: float | None
    up: Mapping[str, float]
    down: Mapping[str, float]


def can_be_chained(machine: Machine) -> bool:
    """Whether entries do the same on every day of a span, and the states may be few."""
    runs = machine.expires or (machine.locks and not machine.resets.sets_grade)
    return not runs and remembers_no_more(machine) and few_hold(machine) and few_means(machine)


class StateChain:
    """The states that lives come to by some acts. Raises OutOfEffort."""

    def __init__(self, machine: Machine, acts: Sequence[str], effort: Effort) -> None:
        self.acts, self.states = acts, [machine.first()]
        moves = {move.name: move for move in machine.moves}
        known, after, onward = {self.states[0]: 0}, list[list[int]](), list[tuple[int, int]]()

        def number(state: State) -> int:
            found = known.setdefault(state, len(self.states))
            if found == len(self.states):
                self.states.append(state)
            return found

        for state in self.states:
            effort.spend((len(acts) + 1) * machine.a_post + len(state.rated) // 16)
            after.append([number(machine.post(state, moves[act])) for act in acts])
            days = _ahead(machine, state)
            onward.append((days, number(machine.later(state, days)) if days else 0))
        self.after = np.array(after, np.int64).reshape(len(self.states), len(acts)).T
        self.days, self.onward = np.array(onward, np.int64).T
        self._spans = self._of_spans()

    def _of_spans(self) -> dict[int, tuple[Places, Places]]:
        """By state, the states of its span, between which entries lead, and where each of them leads among these."""
        spans: dict[tuple[int, bool, int], list[int]] = {}
        for n, state in enumerate(self.states):
            spans.setdefault((state.reset, state.due >= 0, state.new), []).append(n)
        found, where = dict[int, tuple[Places, Places]](), np.zeros(len(self.states), np.int64)
        for nodes in spans.values():
            inside = np.array(nodes)
            where[inside] = np.arange(len(inside))
            found |= dict.fromkeys(nodes, (inside, where[self.after[:, inside]]))
        return found

    def span_of(self, x: Mass) -> tuple[Places, Places, int]:
        """The states of the span that begins, where entries lead among them, and its days, 0 if no end comes. Raises
        OutOfEffort where it is not the same of all."""
        there = np.flatnonzero(x)
        inside, after = self._spans[int(there[0])]
        if not np.isin(there, inside).all():
            raise OutOfEffort
        return inside, after, int(self.days[there[0]])


@dataclass
class Rated:
    """A chain under some rates of its acts, entries a day."""

    chain: StateChain
    rates: Mass
    effort: Effort

    def within(self, x: Mass, after: Places, days: float) -> tuple[Mass, Mass]:
        """Shares so many days later, with no end of a cycle between, and the days spent in each state. Raises
        OutOfEffort."""
        parts = math.ceil(float(self.rates.sum()) * days / _MOST_MEAN) or 1
        if parts > _MOST_PARTS:
            raise OutOfEffort
        spent = np.zeros_like(x)
        for _ in range(parts):
            x, more = self._part(x, after, days / parts)
            spent += more
        return x, spent

    def _part(self, x: Mass, after: Places, days: float) -> tuple[Mass, Mass]:
        total = float(self.rates.sum())
        if not total or not days:
            return x, x * days
        mean, chances = total * days, self.rates[:, None] / total
        weight = math.exp(-mean)
        then, more, beyond = weight * x, 1.0 - weight, np.zeros_like(x)
        for k in count(1):
            beyond += max(more, 0.0) / total * x  # the time between the entry before this one and this one
            if more < _STILL and k > mean:
                break
            self.effort.arrays(2 * after.size, 2)
            x, weight = gathered(x, after, chances), weight * mean / k
            then, more = then + weight * x, more - weight
        return then, beyond

    def follow(self, days: Sequence[float], good: int) -> Solved:
        """Lives over some rising days; `good` is the lowest grade of good standing. Raises OutOfEffort."""
        states = self.chain.states
        stands = np.array([state.grade >= good for state in states])
        x, begins, at = np.zeros(len(states)), 0.0, list[Mass]()
        x[0] = 1.0
        spent, half = np.zeros_like(x), None
        while True:
            inside, after, days_on = self.chain.span_of(x)
            here, good_here, length = x[inside], stands[inside], days_on or math.inf
            ends = min(begins + length, days[-1])
            for day in [day for day in days if begins <= day < begins + length]:
                at.append(np.zeros_like(x))
                at[-1][inside] = self.within(here, after, day - begins)[0]
            then, more = self.within(here, after, ends - begins)
            if half is None and min(here[good_here].sum(), then[good_here].sum()) < 0.5:
                half = begins + self._left(here, after, ends - begins, good_here)
            spent[inside] += more
            if begins + length > days[-1]:
                return Solved(states, np.array(at), half, *self._moved(spent / max(days[-1], 1.0)))
            x, begins = np.bincount(self.chain.onward[inside], then, len(states)).astype(np.float64), ends

    def _left(self, x: Mass, after: Places, days: float, good: NDArray[np.bool_]) -> float:
        """When less than half are in good standing, of those that are not at the end of these days, or not at once."""
        low, high = 0.0, days
        if x[good].sum() < 0.5:
            return low
        while high - low > _NEAR:
            middle = (low + high) / 2.0
            low, high = (low, middle) if self.within(x, after, middle)[0][good].sum() < 0.5 else (middle, high)
        return high

    def _moved(self, share: Mass) -> tuple[dict[str, float], dict[str, float]]:
        score = np.array([state.score for state in self.chain.states])
        gains = (score[self.chain.after] - score) * self.rates[:, None] * DAYS_PER_YEAR_OF_RATES * share
        sides = (np.maximum(sign * gains, 0.0).sum(axis=1).tolist() for sign in (1, -1))
        up, down = (dict(zip(self.chain.acts, side, strict=True)) for side in sides)
        return up, down


def _ahead(machine: Machine, state: State) -> int:
    """Days until the next end of a cycle or setting of a grade, 0 for none."""
    if not machine.resets.sets_grade:
        return 0
    return min(state.reset, machine.until_set(state)) if state.due >= 0 else state.reset
