"""Least times where nothing expires and nothing is capped: a finite graph, searched exactly.

Proof that the graph is the automaton. Where no act is capped and no entry expires, one clock alone runs: the lock's.
Any number of entries may fall on one day, so an entry takes no time; and only a lock's end gives time a purpose. A
story in which somebody waits inside a lock before an entry is never shorter than the one with the entry at once:
if the entry begins a lock anew, that lock would have begun sooner; if not, the lock ends on the same day. So least
times are those of the graph whose nodes are (score, grade, free or in a lock that has just begun), whose edges are
entries, of 0 days, and ends of locks, of the lock's whole length.

Scores lie on the lattice of the greatest common divisor of all points and of the bounds' distances from the start.
All nodes are settled at once for each distance (Dijkstra 1959, with arrays in place of a queue's single elements).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.machine import Machine

Nodes = NDArray[np.int64]
FAR = np.iinfo(np.int64).max
RELEASE = -1
MOST_EDGES = 30_000_000


@dataclass(frozen=True)
class Graph:
    """The reachable part of the graph; node 0 is the state everybody starts in.

    score, grade : (n,) of each node. locked : (n,) bool. after : (n_moves, n), where an entry of each act leads.
    released : (n,), where the end of a lock leads, -1 for a node without one. came_from, came_by : (n,), one shortest
    way here from the start: the node before, and the act or RELEASE.
    """

    machine: Machine
    score: Nodes
    grade: Nodes
    locked: NDArray[np.bool_]
    after: Nodes
    released: Nodes
    came_from: Nodes
    came_by: Nodes

    @property
    def n(self) -> int:
        """Nodes."""
        return len(self.score)

    def edges(self) -> list[tuple[int, Nodes, Nodes]]:
        """(act or RELEASE, nodes, where they lead) for each kind of edge."""
        held = np.flatnonzero(self.released >= 0)
        every = np.arange(self.n)
        return [(k, every, targets) for k, targets in enumerate(self.after)] + [(RELEASE, held, self.released[held])]

    def entries(self, grade: int) -> dict[int, tuple[int, int]]:
        """Nodes in which a grade is entered -> (the node before, the act or RELEASE); (-1, RELEASE) at the start."""
        found: dict[int, tuple[int, int]] = {}
        if self.grade[0] == grade:
            found[0] = (-1, RELEASE)
        for how, nodes, targets in self.edges():
            enters = np.flatnonzero((self.grade[targets] == grade) & (self.grade[nodes] != grade))
            first, where = np.unique(targets[enters], return_index=True)
            for node, at in zip(first.tolist(), enters[where].tolist(), strict=True):
                found.setdefault(node, (int(nodes[at]), how))
        return dict(sorted(found.items()))


def too_large(machine: Machine) -> bool:
    """Whether the whole graph would have more edges than are searched."""
    n = ((machine.high - machine.low) // step_of(machine) + 1) * len(machine.names) * 2
    return n * len(machine.moves) > MOST_EDGES


def step_of(machine: Machine) -> int:
    """Distance of neighbouring scores on the lattice, points."""
    apart = (machine.start - machine.low, machine.high - machine.start, *(abs(m.points) for m in machine.moves))
    return reduce(math.gcd, apart, 0) or 1


def graph_of(machine: Machine) -> Graph:
    """The reachable graph of a machine, caps and expiry of entries left aside."""
    step = step_of(machine)
    scores = np.arange(machine.low, machine.high + 1, step)
    n_scores, n_grades = len(scores), len(machine.names)
    band = np.searchsorted(np.array(machine.lowest), scores, side="right") - 1
    lock_days, rung = np.array(machine.lock_days), np.array(machine.release_to)
    at, grade, held = (a.ravel() for a in np.meshgrid(
        np.arange(n_scores), np.arange(n_grades), np.arange(2), indexing="ij"))  # fmt: skip

    def node(score: Nodes, grades: Nodes, lock: Nodes) -> Nodes:
        return (score * n_grades + grades) * 2 + lock

    after = np.empty((len(machine.moves), len(at)), np.int64)
    for k, move in enumerate(machine.moves):
        score = np.clip(at + move.points // step, 0, n_scores - 1)
        drops = (move.falls_to >= 0) & (grade >= move.falls_to)
        falls = ~drops & (move.points < 0) & (band[score] < grade)
        rises = ~drops & ~falls & (band[score] > grade) & (held == 0)
        then = np.where(drops, move.falls_to, np.where(falls | rises, band[score], grade))
        lock = np.where(drops | falls, lock_days[then] > 0, held)
        after[k] = node(score, then, lock)
    then = np.where(rung[grade] >= 0, rung[grade], band[at])
    begins = ((rung[grade] >= 0) | (then < grade)) & (lock_days[then] > 0)
    released = np.where((held == 1) & (lock_days[grade] > 0), node(at, then, begins.astype(np.int64)), -1)
    first = (machine.start - machine.low) // step
    first = (first * n_grades + int(band[first])) * 2
    order, came_from, came_by = _reach(first, after, released)
    new = np.full(len(at), -1)
    new[order] = np.arange(len(order))
    return Graph(
        machine, scores[at[order]], grade[order], held[order] == 1, new[after[:, order]],
        np.where(released[order] >= 0, new[released[order]], -1),
        np.where(came_from[order] >= 0, new[came_from[order]], -1), came_by[order],
    )  # fmt: skip


def _reach(first: int, after: Nodes, released: Nodes) -> tuple[Nodes, Nodes, Nodes]:
    """Nodes reachable from the first, in order of fewest steps; and for every node, whence and how it was reached."""
    came_from, came_by = np.full(len(released), -2), np.full(len(released), RELEASE)
    came_from[first] = -1
    frontier = np.array([first])
    order = [frontier]
    while len(frontier):
        reached = []
        held = frontier[released[frontier] >= 0]
        steps = [(k, frontier, targets[frontier]) for k, targets in enumerate(after)]
        for how, nodes, targets in [*steps, (RELEASE, held, released[held])]:
            fresh, where = np.unique(targets, return_index=True)
            unseen = came_from[fresh] == -2
            fresh, where = fresh[unseen], where[unseen]
            came_from[fresh], came_by[fresh] = nodes[where], how
            reached.append(fresh)
        frontier = np.concatenate(reached)
        order.append(frontier)
    return np.concatenate(order), came_from, came_by


@dataclass(frozen=True)
class Ways:
    """Least days from every node to a set of nodes, FAR where there is no way; and the next step on such a way.

    then : (n,), the next node. by : (n,), the act or RELEASE.
    """

    days: Nodes
    then: Nodes
    by: Nodes


class Backwards:
    """The edges of a graph turned round, so that ways to many sets of nodes can be found one after another.

    acts : those whose entries are followed, and no end of a lock; None for every edge.
    """

    def __init__(self, graph: Graph, acts: Iterable[int] | None = None) -> None:
        self._graph = graph
        kinds = graph.edges() if acts is None else [graph.edges()[k] for k in acts]
        if not kinds:
            kinds = [(RELEASE, np.zeros(0, np.int64), np.zeros(0, np.int64))]
        sources = np.concatenate([nodes for _, nodes, _ in kinds])
        targets = np.concatenate([targets for _, _, targets in kinds])
        hows = np.concatenate([np.full(len(nodes), how) for how, nodes, _ in kinds])
        order = np.argsort(targets, kind="stable")
        self._sources, self._hows = sources[order], hows[order]
        self._first = np.searchsorted(targets[order], np.arange(graph.n + 1))
        lock_days = np.array(graph.machine.lock_days)
        self._cost = np.where(self._hows == RELEASE, lock_days[graph.grade[self._sources]], 0)

    def ways_to(self, nodes: Iterable[int]) -> Ways:
        """Least days to any of the nodes."""
        n = self._graph.n
        days, then, by = np.full(n, FAR), np.full(n, -1), np.full(n, RELEASE)
        waiting: dict[int, list[tuple[Nodes, Nodes, Nodes]]] = {}
        start = np.fromiter(nodes, np.int64)
        waiting[0] = [(start, np.full(len(start), -1), np.full(len(start), RELEASE))]
        while waiting:
            now = min(waiting)
            batches = waiting.pop(now)
            while batches:
                found, onward, how = batches.pop(0)
                found, where = np.unique(found, return_index=True)
                fresh = days[found] == FAR
                found, where = found[fresh], where[fresh]
                days[found], then[found], by[found] = now, onward[where], how[where]
                edges, heads = self._into(found)
                open_ = days[self._sources[edges]] == FAR
                edges, heads = edges[open_], heads[open_]
                for cost in np.unique(self._cost[edges]).tolist():
                    same = self._cost[edges] == cost
                    batch = (self._sources[edges[same]], heads[same], self._hows[edges[same]])
                    (batches if cost == 0 else waiting.setdefault(now + cost, [])).append(batch)
        return Ways(days, then, by)

    def _into(self, nodes: Nodes) -> tuple[Nodes, Nodes]:
        """Edges that lead into some nodes, and for each the node that it leads into."""
        first, counts = self._first[nodes], self._first[nodes + 1] - self._first[nodes]
        heads = np.repeat(nodes, counts)
        offset = np.arange(len(heads)) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(first, counts) + offset, heads
