"""Least times where nothing expires and nothing is capped: a finite graph, searched exactly.

Proof that the graph is the automaton. Where no act is capped and no entry expires, one clock alone runs: the lock's.
Any number of entries may fall on one day, so an entry takes no time; and only a lock's end gives time a purpose. A
story in which somebody waits inside a lock before an entry is never shorter than the one with the entry at once:
if the entry begins a lock anew, that lock would have begun sooner; if not, the lock ends on the same day (and may set
the score, whatever it was). So least times are those of the graph whose nodes are (score, grade, free or in a lock that
has just begun), whose edges are entries, of 0 days, and ends of locks, of the lock's whole length.

Scores lie on the lattice of the greatest common divisor of all points and of the bounds' distances from the start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import COMES_BACK, END, GAIN, LAST_GAIN, LAST_RELEASE, Move

Nodes = NDArray[np.int64]
FAR = np.iinfo(np.int64).max
RELEASE = -1
MOST_EDGES = 8_000_000
"""More edges are never held, whatever the effort: memory is bounded too."""
FEW = 32
"""Nodes at hand below which they are followed one by one."""


@dataclass(frozen=True)
class Graph:
    """The reachable part of the graph; node 0 is the state everybody starts in.

    score, grade : (n,) of each node. locked : (n,) bool. phase : (n,), 0 of nobody new, 1 of a newcomer, 2 of one to
    whom clean time adds points. after : (n_moves, n), where an entry of each act leads.
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
    phase: Nodes

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


def struck(graph: Graph, move: Move) -> NDArray[np.bool_]:
    """Nodes in which an entry of an act that drops to a grade strikes: in that grade or above it, where it counts."""
    strikes: NDArray[np.bool_] = graph.grade >= move.falls_to
    return strikes & np.isin(graph.grade, move.only) if move.only else strikes


def step_of(machine: Machine) -> int:
    """Distance of neighbouring scores on the lattice, points."""
    apart = (machine.start - machine.low, machine.high - machine.start, *(abs(m.points) for m in machine.moves),
             *(abs(points) for m in machine.moves for points in m.again),
             *(abs(score - machine.start) for score in machine.given), machine.gives.points if machine.gives else 0,
             machine.gains.points if machine.gains else 0, machine.at_once.lost, machine.at_once.gained)  # fmt: skip
    return reduce(math.gcd, apart, 0) or 1


class _Lattice:
    """All places of a machine, numbered by (score, grade, free or locked), and where entries and locks' ends lead."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.step = step_of(machine)
        self.scores = np.arange(machine.low, machine.high + 1, self.step)
        self.n_scores, self.n_grades = len(self.scores), len(machine.names)
        self.phases = 1 + (machine.newcomers.days > 0) + bool(machine.gained)
        lowest = [machine.lowest, *[machine.new_lowest or machine.lowest] * (self.phases - 1)]
        self.band = np.concatenate([np.searchsorted(np.array(low), self.scores, side="right") - 1 for low in lowest])
        self._bands: list[int] = self.band.tolist()
        self._lock_days, self._rung = np.array(machine.lock_days), np.array(machine.release_to)
        sets = machine.sets or (None,) * self.n_grades
        self._sets = np.array([-1 if score is None else (score - machine.low) // self.step for score in sets])
        start = (machine.begins - machine.low) // self.step + (self.phases - 1) * self.n_scores
        self.first = (start * self.n_grades + self._bands[start]) * 2
        self.n = self.phases * self.n_scores * self.n_grades * 2

    def apart(self, places: Nodes) -> tuple[Nodes, Nodes, Nodes]:
        """Score (a newcomer's behind all others), grade and lock of places."""
        return places // (2 * self.n_grades), places // 2 % self.n_grades, places % 2

    def _number(self, score: Nodes, grade: Nodes, lock: Nodes) -> Nodes:
        return (score * self.n_grades + grade) * 2 + lock

    def entered(self, k: int, at: Nodes, grade: Nodes, held: Nodes) -> Nodes:
        """Where an entry leads from places that are taken apart."""
        move = self.machine.moves[k]
        if move.happens and move.happens != COMES_BACK:
            return self._happened(move, at, grade, held)
        phase = at // self.n_scores
        score = np.clip(at - phase * self.n_scores + move.points // self.step, 0, self.n_scores - 1)
        score += np.where((phase == 2) & move.takes, 1, phase) * self.n_scores
        band = self.band[score]
        drops = (move.falls_to >= 0) & (grade >= move.falls_to)
        falls = ~drops & (move.points < 0) & (band < grade)
        rises = ~drops & ~falls & (band > grade) & (held == 0)
        then = np.where(drops, move.falls_to, np.where(falls | rises, band, grade))
        lock = np.where(drops | falls, self._lock_days[then] > 0, held)
        moved = self._number(score, then, lock)
        if move.happens:
            return np.where(phase > 0, self._number(at, grade, held), moved)
        return moved if not move.only else np.where(np.isin(grade, move.only), moved, self._number(at, grade, held))

    def _happened(self, move: Move, at: Nodes, grade: Nodes, held: Nodes) -> Nodes:
        """Where what happens to a newcomer by itself leads; others stay where they are."""
        n, stays, new = self.n_scores, self._number(at, grade, held), at >= self.n_scores
        score, points = at % n, move.points // self.step
        if move.happens in (GAIN, LAST_GAIN):
            new, base = at >= 2 * n, 2 * n if move.happens == GAIN else 0
            score = np.minimum(score + points, n - 1) + base
            rises = (self.band[score] > grade) & (held == 0)
            grade = np.where(rises, self.band[score], grade)
        elif move.happens == END:  # a lock of one day ends itself on that day
            new &= (held == 0) | (self._lock_days[grade] > 1)
        elif move.happens == LAST_RELEASE:
            new, then = new & (held == 1) & (self._lock_days[grade] > 0), self.released(score, grade, held)
            score, grade, held = self.apart(np.where(new, then, 0))
        if move.happens == GAIN:
            return np.where(new, self._number(score, grade, held), stays)
        was, now = self.band[np.minimum(score + n, 2 * n - 1)], self.band[score]
        falls, rises = (now < was) & (now < grade), (now != was) & (now > grade) & (held == 0)
        then = np.where(falls | rises, now, grade)
        return np.where(new, self._number(score, then, np.where(falls, self._lock_days[then] > 0, held)), stays)

    def released(self, at: Nodes, grade: Nodes, held: Nodes) -> Nodes:
        """Where the end of a lock leads, -1 for a place without one."""
        base = at // self.n_scores * self.n_scores
        at = np.where(self._sets[grade] >= 0, self._sets[grade] + base, at)
        then = np.where(self._rung[grade] >= 0, self._rung[grade], self.band[at])
        begins = ((self._rung[grade] >= 0) | (then < grade)) & (self._lock_days[then] > 0)
        locked = (held == 1) & (self._lock_days[grade] > 0)
        return np.where(locked, self._number(at, then, begins.astype(np.int64)), -1)

    def entered_one(self, k: int, place: int) -> int:
        """`entered` of a single place."""
        move, lock_days = self.machine.moves[k], self.machine.lock_days
        if move.happens:
            return int(self.entered(k, *self.apart(np.array([place])))[0])
        rest, held = divmod(place, 2)
        at, grade = divmod(rest, self.n_grades)
        if not move.open_in(grade):
            return place
        phase = at // self.n_scores
        score = min(max(at - phase * self.n_scores + move.points // self.step, 0), self.n_scores - 1)
        score += (1 if phase == 2 and move.takes else phase) * self.n_scores
        band = self._bands[score]
        if 0 <= move.falls_to <= grade:
            grade, held = move.falls_to, int(lock_days[move.falls_to] > 0)
        elif move.points < 0 and band < grade:
            grade, held = band, int(lock_days[band] > 0)
        elif band > grade and not held:
            grade = band
        return (score * self.n_grades + grade) * 2 + held

    def released_one(self, place: int) -> int:
        """`released` of a single place."""
        if not place % 2:
            return -1
        at, grade, held = self.apart(np.array([place]))
        return int(self.released(at, grade, held)[0])


def graph_of(machine: Machine, effort: Effort | None = None) -> Graph:
    """The reachable graph of a machine, caps and expiry of entries left aside.

    Raises
    ------
    OutOfEffort
        If it is larger than the effort allows.
    """
    effort = effort or Effort(MOST_EDGES)
    lattice = _Lattice(machine)
    effort.arrays(3 * lattice.n)
    order, came_from, came_by = _reach(lattice, effort)
    if len(order) * (len(machine.moves) + 1) > MOST_EDGES:
        raise OutOfEffort
    effort.arrays(6 * len(order) * (len(machine.moves) + 1), len(machine.moves))
    new = np.full(lattice.n, -1)
    new[order] = np.arange(len(order))
    at, grade, held = lattice.apart(order)
    released = lattice.released(at, grade, held)
    return Graph(
        machine, lattice.scores[at % lattice.n_scores], grade, held == 1,
        np.array([new[lattice.entered(k, at, grade, held)] for k in range(len(machine.moves))],
                 np.int64).reshape(len(machine.moves), len(order)),
        np.where(released >= 0, new[released], -1),
        np.where(came_from[order] >= 0, new[came_from[order]], -1), came_by[order], at // lattice.n_scores,
    )  # fmt: skip


def _reach(lattice: _Lattice, effort: Effort) -> tuple[Nodes, Nodes, Nodes]:
    """Nodes reachable from the first, in order of fewest steps; and for every node, whence and how it was reached."""
    came_from, came_by = np.full(lattice.n, -2), np.full(lattice.n, RELEASE)
    came_from[lattice.first] = -1
    frontier = np.array([lattice.first])
    order, reached = [frontier], 1
    while len(frontier):
        follow = _reach_few if len(frontier) < FEW else _reach_many
        frontier = follow(lattice, frontier, came_from, came_by, effort)
        order.append(frontier)
        reached += len(frontier)
        if reached * len(lattice.machine.moves) > MOST_EDGES:
            raise OutOfEffort
    return np.concatenate(order), came_from, came_by


def _reach_many(lattice: _Lattice, frontier: Nodes, came_from: Nodes, came_by: Nodes, effort: Effort) -> Nodes:
    moves = range(len(lattice.machine.moves))
    effort.arrays(16 * len(frontier) * (len(moves) + 1), len(moves) + 1)
    apart = lattice.apart(frontier)
    released = lattice.released(*apart)
    held = released >= 0
    reached = []
    for how in (*moves, RELEASE):
        targets = lattice.entered(how, *apart) if how != RELEASE else released[held]
        nodes = frontier if how != RELEASE else frontier[held]
        fresh, where = np.unique(targets, return_index=True)
        unseen = came_from[fresh] == -2
        fresh, where = fresh[unseen], where[unseen]
        came_from[fresh], came_by[fresh] = nodes[where], how
        reached.append(fresh)
    return np.concatenate(reached)


def _reach_few(lattice: _Lattice, frontier: Nodes, came_from: Nodes, came_by: Nodes, effort: Effort) -> Nodes:
    """The same, place by place, and in the same order."""
    moves = range(len(lattice.machine.moves))
    nodes: list[int] = frontier.tolist()
    effort.spend((len(nodes) * (len(moves) + 2)) // 2)
    reached: list[int] = []
    for how in (*moves, RELEASE):
        fresh: dict[int, int] = {}
        for node in nodes:
            then = lattice.entered_one(how, node) if how != RELEASE else lattice.released_one(node)
            if then >= 0 and then not in fresh and came_from[then] == -2:
                fresh[then] = node
        for then in sorted(fresh):
            came_from[then], came_by[then] = fresh[then], how
            reached.append(then)
    return np.array(reached, np.int64)
