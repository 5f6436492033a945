"""The ladder as a semi-Markov process in continuous time, solved numerically, to within 1e-8.

`tests/semimarkov.py` solves the same process day by day; here time is continuous, an audit has no time for days, and
the two agree up to the half day by which a lock that counts whole days is shorter on average.

With x(t) the mass over places (free or held in a lock, grade, score), Q the generator of entries and r_g(t) the mass
that leaves the lock of grade g at the end of its n_g days,

    x' = x Q + sum_g r_g (to where the lock's end leads),    r_g(t) = e_g(t - n_g) exp(n_g S_g),

e_g being the mass that enters the lock and S_g the part of Q inside the lock that leads to no new one; the exponential
is expanded in the number of entries. On spans no longer than any lock and of which every lock is a whole number, r_g is
known beforehand and smooth, so x is found by Gauss collocation: x at the nodes of a span solves
x_j = x_0 + h sum_i a_ji (x_i Q + r_i), iterated until it stands still (the iteration converges like a power series of
exp, for each step multiplies by h Q). The order in the span's length is twice the number of nodes.

Source
------
Cinlar 1969, Markov renewal theory, Advances in Applied Probability 1(2); Butcher 1964, Implicit Runge-Kutta processes,
Mathematics of Computation 18, for the coefficients; Bellman and Cooke 1963, Differential-Difference Equations, for the
method of steps; Jensen 1953, Markoff chains as an aid in the study of Markoff processes, for the expansion.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.effort import A_STEP, Effort, OutOfEffort
from credopolis.audit.proofs.graph import Graph, graph_of, struck
from credopolis.audit.proofs.machine import Machine
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

Mass = NDArray[np.float64]
_NODES = 8
_LONGEST_SPAN = 365.0
_MOST_ENTRIES = 1.0
_STILL = 1e-13
_NEARLY = 1e-9
_ITERATIONS = 8
"""There are more in a span."""
_NEGLIGIBLE = 1e-13
_MOST_MEAN = 50.0
_MOST_HELD = 8_000_000
"""Numbers of a solution that are held at once, whatever the effort."""


@lru_cache
def gauss(nodes: int) -> tuple[Mass, Mass]:
    """Gauss collocation on [0, 1] -> a (nodes, nodes), weights of the integral up to each node; b (nodes,), up to 1."""
    at = (np.polynomial.legendre.leggauss(nodes)[0] + 1.0) / 2.0
    powers = np.arange(1, nodes + 1)
    basis = np.linalg.inv(at[:, None] ** (powers - 1))
    return (at[:, None] ** powers / powers) @ basis, (1.0 / powers) @ basis


@dataclass(frozen=True)
class Flows:
    """Where entries lead, over the reachable nodes of a graph.

    rates : (n_moves,), entries a day. after : (n_moves, n). fresh : (n_moves, n), whether the entry begins a lock.
    """

    graph: Graph
    rates: Mass
    after: NDArray[np.int64]
    fresh: NDArray[np.bool_]

    def change(self, x: Mass) -> Mass:
        """x Q, (..., n): what entries change a day."""
        return np.asarray(gathered(x, self.after, self.rates[:, None]) - self.rates.sum() * x)

    def entering(self, x: Mass, inside: NDArray[np.int64]) -> Mass:
        """(..., len(inside)): mass that begins a lock a day, at the nodes of that lock."""
        return gathered(x, self.after, self.rates[:, None] * self.fresh)[..., inside]


def gathered(x: Mass, after: NDArray[np.int64], weights: Mass) -> Mass:
    """(..., n): the mass of each place moved to where each move leads, (n_moves, n), times the move's weight there."""
    n = x.shape[-1]
    rows = x.reshape(-1, n)
    at = np.arange(len(rows))[:, None, None] * n + after
    moved = rows[:, None, :] * weights
    return np.asarray(np.bincount(at.ravel(), moved.ravel(), rows.size).reshape(x.shape), np.float64)


def _landed(out: Mass, leads_to: NDArray[np.int64], n: int) -> Mass:
    """(..., n): mass of the nodes of a lock where its end leads; where it sets the score, many lead to one."""
    at = np.arange(len(out))[:, None] * n + leads_to
    return np.asarray(np.bincount(at.ravel(), out.ravel(), len(out) * n).reshape(-1, n), np.float64)


def narrowed(machine: Machine, entries_a_year: Mapping[str, float], days: float) -> Machine:
    """The machine with only those acts that are entered and move something, and a score as wide as it can get.

    The bound is Chernoff's: gains alone exceed s with a chance of at most exp(M(u) - u s) for every u > 0, M being the
    logarithm of their moment-generating function; losses likewise, from whatever score was set last. Beyond the bounds
    lies less than 1e-13.
    """
    moves = tuple(m for m in machine.moves if entries_a_year.get(m.name, 0.0) > 0 and (m.points or m.falls_to >= 0))
    years = days / DAYS_PER_YEAR_OF_RATES
    widths = []
    for sign in (-1, 1):
        jumps = [(sign * m.points, years * entries_a_year[m.name]) for m in moves if sign * m.points > 0]
        largest = max((points for points, _ in jumps), default=1)
        bounds = [
            (sum(mean * math.expm1(u * points) for points, mean in jumps) - math.log(_NEGLIGIBLE)) / u
            for u in np.geomspace(1e-2, 8.0, 60) / largest
        ]
        widths.append(math.ceil(min(bounds)) if jumps else 0)
    step = reduce(math.gcd, (abs(m.points) for m in moves), 0) or 1
    given = (machine.start, *machine.set_scores)
    ends = (min(given), max(given))
    low, high = (end + sign * -(-w // step) * step for end, sign, w in zip(ends, (-1, 1), widths, strict=True))
    return replace(machine, low=max(machine.low, low), high=min(machine.high, high), moves=moves)


def flows_of(graph: Graph, entries_a_year: Mapping[str, float]) -> Flows:
    """The flows under constant rates of entries of all acts of the graph."""
    moves = graph.machine.moves
    lock_days = np.array(graph.machine.lock_days)
    fresh = np.zeros(graph.after.shape, np.bool_)
    for k, (move, to) in enumerate(zip(moves, graph.after, strict=True)):
        drops = (move.falls_to >= 0) & struck(graph, move)
        falls = graph.grade[to] < graph.grade
        fresh[k] = (drops | falls) & (lock_days[graph.grade[to]] > 0)
    rates = np.array([entries_a_year[move.name] for move in moves]) / DAYS_PER_YEAR_OF_RATES
    return Flows(graph, rates, graph.after, fresh)


@dataclass(frozen=True)
class LockNodes:
    """A grade's lock: its nodes, and where its end leads.

    after, on : (n_moves, n_inside), where an entry leads inside the lock, and whether it stays in it without beginning
    it anew. rates : (n_moves,), entries a day. again : whether the lock's end begins another lock, per node.
    """

    days: int
    inside: NDArray[np.int64]
    rates: Mass
    after: NDArray[np.int64]
    on: NDArray[np.bool_]
    leads_to: NDArray[np.int64]
    again: NDArray[np.bool_]

    def left(self, entered: Mass, effort: Effort) -> Mass:
        """What is left at the lock's end of those who entered, (..., n_inside): the sum over numbers of entries."""
        mean = float(self.rates.sum()) * self.days
        parts = math.ceil(mean / _MOST_MEAN) or 1
        for _ in range(parts):
            entered = self._part(entered, mean / parts, effort)
        return entered

    def _part(self, entered: Mass, mean: float, effort: Effort) -> Mass:
        """The same over a part of the lock in which so many entries are expected."""
        chances = self.rates[:, None] / float(self.rates.sum()) * self.on
        power, weight = entered, math.exp(-mean)
        out, counted = weight * power, weight
        k = 0
        while 1.0 - counted > _STILL and k < 10.0 * mean + 100.0:
            effort.arrays(2 * _NODES * self.on.size, 4)
            k += 1
            power, weight = gathered(power, self.after, chances), weight * mean / k
            out, counted = out + weight * power, counted + weight
        return out


def _locks(flows: Flows) -> list[LockNodes]:
    graph, locks = flows.graph, []
    for grade, days in enumerate(graph.machine.lock_days):
        inside = np.flatnonzero((graph.grade == grade) & graph.locked)
        if not days or not len(inside):
            continue
        where = np.full(graph.n, -1)
        where[inside] = np.arange(len(inside))
        after = where[flows.after[:, inside]]
        on = ~flows.fresh[:, inside] & (after >= 0)
        leads_to = graph.released[inside]
        locks.append(LockNodes(days, inside, flows.rates, np.maximum(after, 0), on, leads_to, graph.locked[leads_to]))
    return locks


def _span(locks: Sequence[LockNodes], entries_a_day: float) -> float:
    """The length of a span, days: at most a year and one entry, so that the iteration converges and the polynomial
    between nodes is as exact as at them, and every lock is a whole number of spans."""
    longest = min(_LONGEST_SPAN, _MOST_ENTRIES / entries_a_day) if entries_a_day > 0 else _LONGEST_SPAN
    common = reduce(math.gcd, (lock.days for lock in locks), 0)
    return common / math.ceil(common / longest) if common else longest


@dataclass(frozen=True)
class Solution:
    """A solution over the nodes of its graph.

    span : days. at : (n_spans, nodes + 1, n), the mass at the beginning of each span and at its collocation nodes.
    """

    graph: Graph
    span: float
    at: Mass

    def means(self, values: Mass, days: Sequence[float] | Mass) -> Mass:
        """Means of some values over nodes, (n, n_values), at some moments: by the polynomial through a span's nodes.

        Returns (n_days, n_values).
        """
        return self._between(self.at @ values, days)

    def _between(self, means: Mass, days: Sequence[float] | Mass) -> Mass:
        spans = np.minimum(np.array(days) / self.span, len(self.at) - 1).astype(np.int64)
        weights = _lagrange(np.array(days) / self.span - spans)
        return np.asarray(np.einsum("dp,dpv->dv", weights, means[spans]))

    def falls_below(self, value: Mass, level: float) -> float | None:
        """The first moment, days, at which the mean of a value is below a level; looked for 16 times a span."""
        means = self.at @ value[:, None]
        moments = np.linspace(0.0, len(self.at) * self.span, 16 * len(self.at) + 1)
        below = np.flatnonzero(self._between(means, moments)[:, 0] < level)
        if not len(below) or not below[0]:
            return 0.0 if len(below) else None
        low, high = float(moments[below[0] - 1]), float(moments[below[0]])
        while high - low > 1e-6:
            middle = (low + high) / 2.0
            low, high = (low, middle) if self._between(means, [middle])[0, 0] < level else (middle, high)
        return high


@lru_cache
def _places() -> Mass:
    return np.concatenate([[0.0], (np.polynomial.legendre.leggauss(_NODES)[0] + 1.0) / 2.0])


def _lagrange(at: Mass) -> Mass:
    """Weights of the values at a span's beginning and nodes in the polynomial's values at some places in [0, 1]."""
    places = _places()
    others = np.array([np.delete(places, k) for k in range(len(places))])
    return np.asarray(np.prod((at[:, None, None] - others) / (places[:, None] - others), axis=2))


def solve(machine: Machine, entries_a_year: Mapping[str, float], days: float, effort: Effort | None = None) -> Solution:
    """The mass of a life scored from day 0 over so many days; nothing may expire or be capped.

    Raises
    ------
    OutOfEffort
        If it takes more steps or memory than it may.
    """
    effort = effort or Effort(10**9)
    graph = graph_of(narrowed(machine, entries_a_year, days), effort)
    flows = flows_of(graph, entries_a_year)
    locks = _locks(flows)
    span = _span(locks, float(flows.rates.sum()))
    a, b = gauss(_NODES)
    x = np.zeros(graph.n)
    x[0] = 1.0
    spans = []
    entered: list[list[Mass]] = [[] for _ in locks]
    n_spans = math.ceil(days / span - 1e-9)
    edges = len(flows.rates) * graph.n
    width = graph.n + sum(len(lock.inside) for lock in locks)
    steps = n_spans * _ITERATIONS * (2 * _NODES * edges // A_STEP)
    if steps > effort.left or n_spans * width * (_NODES + 1) > _MOST_HELD:
        raise OutOfEffort
    for now in range(n_spans):
        forced = np.zeros((_NODES, graph.n))
        releases = []
        for lock, history in zip(locks, entered, strict=True):
            ago = now - round(lock.days / span)
            out = lock.left(history[ago], effort) if ago >= 0 else np.zeros((_NODES, len(lock.inside)))
            forced[:, lock.inside] -= out
            forced += _landed(out, lock.leads_to, graph.n)
            releases.append(out)
        nodes = np.broadcast_to(x, (_NODES, graph.n))
        last = math.inf
        while True:
            effort.arrays(2 * _NODES * edges, 8)
            slope = flows.change(nodes) + forced
            then = x + span * (a @ slope)
            moved = float(np.abs(then - nodes).sum(axis=1).max())
            nodes = then
            if moved < _STILL or last <= moved < _NEARLY:  # over many nodes rounding alone is more than that
                break
            last = moved
        spans.append(np.concatenate([x[None], nodes]))
        x = x + span * (b @ (flows.change(nodes) + forced))
        for lock, history in zip(locks, entered, strict=True):
            effort.arrays(_NODES * (edges + len(locks) * graph.n), 4)
            mass = flows.entering(nodes, lock.inside)
            for other, out in zip(locks, releases, strict=True):
                back = _landed(out * other.again, other.leads_to, graph.n)
                mass = mass + back[:, lock.inside]
            history.append(mass)
    return Solution(graph, span, np.array(spans))
