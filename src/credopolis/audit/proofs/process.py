"""The ladder as a semi-Markov process in continuous time, solved to machine precision at a few moments a year.

`rulebook.semimarkov` solves the same process day by day; here time is continuous, an audit has no time for days, and
the two agree up to the half day by which a lock that counts whole days is shorter on average.

With x(t) the mass over places (free or held in a lock, grade, score), Q the generator of entries and r_g(t) the mass
that leaves the lock of grade g at the end of its n_g days,

    x' = x Q + sum_g r_g (to where the lock's end leads),    r_g(t) = e_g(t - n_g) exp(n_g S_g),

e_g being the mass that enters the lock and S_g the part of Q inside the lock that leads to no new one. On spans no
longer than any lock and of which every lock is a whole number, r_g is known beforehand and smooth, so x is found by
Gauss collocation: x at the nodes of a span solves x_j = x_0 + h sum_i a_ji (x_i Q + r_i), iterated until it stands
still (the iteration converges like a power series of exp, for each step multiplies by h Q). The order in the span's
length is twice the number of nodes.

Source
------
Cinlar 1969, Markov renewal theory, Advances in Applied Probability 1(2); Butcher 1964, Implicit Runge-Kutta processes,
Mathematics of Computation 18, for the coefficients; Bellman and Cooke 1963, Differential-Difference Equations, for the
method of steps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.graph import Graph, graph_of
from credopolis.audit.proofs.machine import Machine
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

Mass = NDArray[np.float64]
_NODES = 8
_LONGEST_SPAN = 365.0
_STILL = 1e-13
_NEGLIGIBLE = 1e-13


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
        out = -self.rates.sum() * x
        for rate, after in zip(self.rates, self.after, strict=True):
            out += rate * _gathered(x, after)
        return out

    def entering(self, x: Mass, inside: NDArray[np.int64]) -> Mass:
        """(..., len(inside)): mass that begins a lock a day, at the nodes of that lock."""
        out = np.zeros_like(x)
        for rate, after, fresh in zip(self.rates, self.after, self.fresh, strict=True):
            out += rate * _gathered(x * fresh, after)
        return out[..., inside]


def _gathered(x: Mass, after: NDArray[np.int64]) -> Mass:
    """The mass of each place moved to where it leads."""
    n = x.shape[-1]
    rows = x.reshape(-1, n)
    at = (np.arange(len(rows))[:, None] * n + after).ravel()
    return np.bincount(at, rows.ravel(), rows.size).reshape(x.shape).astype(np.float64, copy=False)


def narrowed(machine: Machine, entries_a_year: Mapping[str, float], days: float) -> Machine:
    """The machine with only those acts that are entered and move something, and a score as wide as it can get.

    The bound is Chernoff's: gains alone exceed s with a chance of at most exp(M(u) - u s) for every u > 0, M being the
    logarithm of their moment-generating function; losses likewise. Beyond the bounds lies less than 1e-13.
    """
    moves = tuple(
        m for m in machine.moves if entries_a_year.get(m.name, 0.0) > 0 and (m.points or m.falls_to >= 0)
    )
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
    low, high = (machine.start + sign * -(-width // step) * step for sign, width in zip((-1, 1), widths, strict=True))
    return replace(machine, low=max(machine.low, low), high=min(machine.high, high), moves=moves)


def flows_of(graph: Graph, entries_a_year: Mapping[str, float]) -> Flows:
    """The flows under constant rates of entries of all acts of the graph."""
    moves = graph.machine.moves
    lock_days = np.array(graph.machine.lock_days)
    fresh = np.zeros(graph.after.shape, np.bool_)
    for k, (move, to) in enumerate(zip(moves, graph.after, strict=True)):
        drops = (move.falls_to >= 0) & (graph.grade >= move.falls_to)
        falls = graph.grade[to] < graph.grade
        fresh[k] = (drops | falls) & (lock_days[graph.grade[to]] > 0)
    rates = np.array([entries_a_year[move.name] for move in moves]) / DAYS_PER_YEAR_OF_RATES
    return Flows(graph, rates, graph.after, fresh)


@dataclass(frozen=True)
class Lock:
    """A grade's lock: its nodes, what is left of those who entered it when it ends, and where its end leads.

    again : whether the end begins another lock, per node.
    """

    days: int
    inside: NDArray[np.int64]
    stays: Mass
    leads_to: NDArray[np.int64]
    again: NDArray[np.bool_]


def _locks(flows: Flows) -> list[Lock]:
    graph, locks = flows.graph, []
    for grade, days in enumerate(graph.machine.lock_days):
        inside = np.flatnonzero((graph.grade == grade) & graph.locked)
        if not days or not len(inside):
            continue
        where = np.full(graph.n, -1)
        where[inside] = np.arange(len(inside))
        once = np.diag(np.full(len(inside), -flows.rates.sum()))
        for rate, after, fresh in zip(flows.rates, flows.after, flows.fresh, strict=True):
            on = ~fresh[inside] & (where[after[inside]] >= 0)
            np.add.at(once, (np.flatnonzero(on), where[after[inside][on]]), rate)
        leads_to = graph.released[inside]
        locks.append(Lock(days, inside, exponential(once * days), leads_to, graph.locked[leads_to]))
    return locks


def exponential(a: Mass) -> Mass:
    """exp(a) of a square matrix by scaling and squaring of its Taylor series."""
    halvings = max(0, math.ceil(math.log2(max(np.abs(a).sum(axis=1).max(), 1e-300))) + 1)
    a = a / 2.0**halvings
    term = total = np.eye(len(a))
    for k in range(1, 15):
        term = term @ a / k
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def _span(locks: Sequence[Lock]) -> float:
    """The length of a span, days: at most a year, and every lock is a whole number of them."""
    common = reduce(math.gcd, (lock.days for lock in locks), 0)
    if not common:
        return _LONGEST_SPAN
    return common / math.ceil(common / _LONGEST_SPAN)


@dataclass(frozen=True)
class Course:
    """A solution over the nodes of its graph.

    span : days. at : (n_spans, nodes + 1, n), the mass at the beginning of each span and at its collocation nodes.
    """

    graph: Graph
    span: float
    at: Mass

    def of(self, value: Mass, days: float) -> float:
        """The mean of a value over nodes, (n,), at a moment: by the polynomial through the span's nodes."""
        k = min(int(days / self.span), len(self.at) - 1)
        return float(_lagrange((days - k * self.span) / self.span) @ (self.at[k] @ value))

    def falls_below(self, value: Mass, level: float) -> float | None:
        """The first moment, days, at which the mean of a value is below a level; looked for 16 times a span."""
        moments = np.linspace(0.0, len(self.at) * self.span, 16 * len(self.at) + 1)
        below = next((k for k, day in enumerate(moments) if self.of(value, day) < level), None)
        if not below:
            return None if below is None else 0.0
        low, high = float(moments[below - 1]), float(moments[below])
        while high - low > 1e-6:
            middle = (low + high) / 2.0
            low, high = (low, middle) if self.of(value, middle) < level else (middle, high)
        return high


@lru_cache
def _places() -> Mass:
    return np.concatenate([[0.0], (np.polynomial.legendre.leggauss(_NODES)[0] + 1.0) / 2.0])


def _lagrange(at: float) -> Mass:
    """Weights of the values at a span's beginning and nodes in the polynomial's value at a place in [0, 1]."""
    places = _places()
    return np.array([np.prod([(at - q) / (p - q) for q in places if q != p]) for p in places])


def solve(machine: Machine, entries_a_year: Mapping[str, float], days: float) -> Course:
    """The mass of a life scored from day 0 over so many days; nothing may expire or be capped."""
    graph = graph_of(narrowed(machine, entries_a_year, days))
    flows = flows_of(graph, entries_a_year)
    locks = _locks(flows)
    span = _span(locks)
    a, b = gauss(_NODES)
    x = np.zeros(graph.n)
    x[0] = 1.0
    spans = []
    entered: list[list[Mass]] = [[] for _ in locks]
    for now in range(math.ceil(days / span - 1e-9)):
        forced = np.zeros((_NODES, graph.n))
        releases = []
        for lock, history in zip(locks, entered, strict=True):
            ago = now - round(lock.days / span)
            out = history[ago] @ lock.stays if ago >= 0 else np.zeros((_NODES, len(lock.inside)))
            forced[:, lock.inside] -= out
            np.add.at(forced, (slice(None), lock.leads_to), out)
            releases.append(out)
        nodes = np.broadcast_to(x, (_NODES, graph.n))
        while True:
            slope = flows.change(nodes) + forced
            then = x + span * (a @ slope)
            moved = float(np.abs(then - nodes).sum(axis=1).max())
            nodes = then
            if moved < _STILL:
                break
        spans.append(np.concatenate([x[None], nodes]))
        x = x + span * (b @ (flows.change(nodes) + forced))
        for lock, history in zip(locks, entered, strict=True):
            mass = flows.entering(nodes, lock.inside)
            for other, out in zip(locks, releases, strict=True):
                back = np.zeros((_NODES, graph.n))
                np.add.at(back, (slice(None), other.leads_to), out * other.again)
                mass = mass + back[:, lock.inside]
            history.append(mass)
    return Course(graph, span, np.array(spans))
