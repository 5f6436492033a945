"""Least times between grades.

Where no entry expires and no act is capped, the time from grade F to grade T is the least, over every state in which
somebody can enter F, of the days until T is reached, by any entries and any waiting: exact by `graph`.

Elsewhere a state holds the file of entries that will expire and the use of the caps, and histories have no end. There
the way of entering F is any entry (or end of a lock) that leads to F from any score and grade that the acts can add
up to, by somebody with nothing else on file, nothing used of any cap, and on the best day of the cap's year. If
entries expire, the way to a higher grade is by gaining acts and waiting, to a lower one by all other acts and waiting;
somebody could besides prepare entries that expire at the right moment, but that shows nothing of a rulebook.
A search that grows too large falls back on two bounds: a story found by waiting from event to event (no shorter one
is claimed), and the graph in which entries may end at any time and nothing is capped (none is shorter). Where the
bounds meet the time is exact; elsewhere it is said to be unproved.

Whoever enters F has older entries on file, which count too when they expire. So `never` is said only where the graph in
which entries may end at any time has no way either; else the way is looked for from a life that made all its entries
on one day (`behind`), and stays unproved unless it meets the bound.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from credopolis.audit.proofs.effort import EFFORT, Effort, OutOfEffort
from credopolis.audit.proofs.found import LONGEST_TOLD, Bound, Times, history
from credopolis.audit.proofs.graph import FAR, RELEASE, Backwards, Graph, Nodes, Ways, graph_of, step_of
from credopolis.audit.proofs.machine import Machine, Move
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.searched import Searched
from credopolis.audit.proofs.witness import Teller

_WAYS, _SEARCHES = 4.0, 4.0
"""Weights by which the effort is shared."""


class Ladder:
    """A machine and its graph, of which times are asked, within an effort."""

    def __init__(self, machine: Machine, effort: Effort) -> None:
        self.machine, self.effort = machine, effort

    @classmethod
    def of(cls, machine: Machine, effort: Effort | int = EFFORT) -> Ladder:
        """The ladder of a machine, and its effort, also in steps."""
        return cls(machine, effort if isinstance(effort, Effort) else Effort(effort))

    @cached_property
    def rungs(self) -> Rungs:
        """Bounds that hold whatever the score."""
        return Rungs(self.machine)

    @cached_property
    def graph(self) -> Graph | None:
        """The graph without ends of entries and caps; None beyond the effort."""
        return self._graph_of(self.machine)

    @cached_property
    def loose(self) -> Graph | None:
        """The graph in which entries that expire may end at any time; None beyond the effort."""
        return self._graph_of(loosened(self.machine)) if self.machine.expires else self.graph

    @cached_property
    def backwards(self) -> Backwards | None:
        """The edges of the loose graph turned round."""
        if self.loose is None:
            return None
        with self.effort.share(1, 4) as part:
            try:
                return Backwards(self.loose, effort=part)
            except OutOfEffort:
                return None

    def _graph_of(self, machine: Machine) -> Graph | None:
        with self.effort.share(1, 2) as part:
            try:
                return graph_of(machine, part)
            except OutOfEffort:
                return None

    def ways_to(self, grades: list[int], part: float, of: float) -> Ways | None:
        """Ways to some grades in the loose graph; None beyond the effort."""
        if self.loose is None or self.backwards is None:
            return None
        with self.effort.share(part, of) as effort:
            try:
                return self.backwards.ways_to(np.flatnonzero(np.isin(self.loose.grade, grades)).tolist(), effort)
            except OutOfEffort:
                return None

    def times(self) -> Times:
        """Least times between all grades."""
        times = self._bounded()
        if self.machine.plain and self.graph is not None:
            return times
        if self.graph is None:
            return times
        bound = Bound(times.least, times.longest)
        return Searched(self.machine, self.graph, self.effort).all(bound, times.reachable)

    def back(self, act: int, standing: int) -> tuple[int | None, Witness | None, bool]:
        """Least days from an entry of an act that drops to a grade, to `standing` or better; a witness; if proved."""
        move, graph = self.machine.moves[act], self.graph
        wanted = list(range(standing, len(self.machine.names)))
        bound = self.rungs.days_from([(move.falls_to, self.machine.lock_days[move.falls_to] > 0)])
        least = min((bound[grade] for grade in wanted if grade in bound), default=None)
        if least is None:
            return None, None, True
        if graph is None:
            return None, None, False
        struck = np.flatnonzero(graph.grade >= move.falls_to)
        if not len(struck):
            return None, None, not self.machine.expires
        ways = self.ways_to(wanted, 1, 3)
        nodes = graph.after[act][struck]
        if ways is not None and self.loose is not None:
            places = same_nodes(graph, self.loose, nodes) if self.machine.expires else nodes
            days = ways.days[places]
            least = None if days.min() == FAR else int(days.min())
        if least is None:
            return None, None, True
        if not self.machine.plain:
            return Searched(self.machine, graph, self.effort).back(act, wanted, struck, least)
        if ways is None:
            return None, None, False
        best = int(ways.days[nodes].argmin())
        node = int(nodes[best])
        return int(ways.days[node]), self.told(ways, (int(struck[best]), act), node), True

    def told(self, ways: Ways, entry: tuple[int, int], node: int) -> Witness | None:
        """The story from the start to a node and on to the goal; None if it is too long to tell."""
        graph = self.graph
        if graph is None or ways.steps[node] > LONGEST_TOLD:
            return None
        hows = history(graph, entry)
        if hows is None:
            return None
        teller = Teller(graph.machine, graph.machine.first())
        for how in hows:
            _step(teller, graph.machine, how)
        begins = teller.day
        while ways.then[node] >= 0:
            _step(teller, graph.machine, int(ways.by[node]))
            node = int(ways.then[node])
        return teller.witness(begins)

    def _bounded(self) -> Times:
        """Least times in the loose graph, from the ways in which grades are entered; by rungs where it is too large."""
        times, grades = Times(), range(len(self.machine.names))
        graph, loose, backwards = self.graph, self.loose, self.backwards
        if graph is None or loose is None or backwards is None:
            return self._by_rungs(times, list(grades))
        try:
            with self.effort.share(1, 4) as part:
                part.arrays(len(graph.after) * graph.n * (2 * len(grades) + 2), len(grades))
        except OutOfEffort:
            return self._by_rungs(times, list(grades))
        entries = {g: graph.entries(g) for g in grades}
        nodes = {g: np.fromiter(entries[g], np.int64) for g in grades}
        places = {g: same_nodes(graph, loose, nodes[g]) if self.machine.expires else nodes[g] for g in grades}
        left = []
        with self.effort.share(_WAYS, _WAYS + (0 if self.machine.plain else _SEARCHES)) as part:
            within = self.within(part)
            for to in grades:
                ways = within.ways_to([to], 1, len(grades) - to)
                if ways is None:
                    left.append(to)
                    continue
                for of in grades:
                    self._pair(times, ways, of, to, entries[of], nodes[of], places[of])
        times.enterable = frozenset(g for g in grades if entries[g])
        times.reachable = frozenset(np.unique(loose.grade).tolist())
        return self._by_rungs(times, left) if left else times

    def within(self, effort: Effort) -> Ladder:
        """The same ladder, within a part of its effort."""
        within = Ladder(self.machine, effort)
        within.__dict__ |= {name: getattr(self, name) for name in ("graph", "loose", "backwards", "rungs")}
        return within

    def _pair(
        self, times: Times, ways: Ways, of: int, to: int, entries: dict[int, tuple[int, int]], nodes: Nodes, at: Nodes
    ) -> None:
        if not len(nodes):
            times.least[of, to] = times.longest[of, to] = 0 if of == to else None
            return
        days = ways.days[at]
        best = int(days.argmin())
        times.least[of, to] = None if days[best] == FAR else int(days[best])
        times.longest[of, to] = None if days.max() == FAR else int(days.max())
        if of != to and times.least[of, to] is not None and self.machine.plain:
            node = int(nodes[best])
            told = self.told(ways, entries[node], node)
            if told is not None:
                times.witnesses[of, to] = told

    def _by_rungs(self, times: Times, targets: list[int]) -> Times:
        """Bounds by rungs in place of a graph: what they say can never be is proved, all else is not."""
        rungs, grades = self.rungs, range(len(self.machine.names))
        within = frozenset(grade for grade, _ in rungs.reachable())
        for of in grades:
            days = rungs.days_from(rungs.entries(of))
            for to in targets:
                least = 0 if of == to else days.get(to)
                times.least[of, to] = least
                if of == to or least is None:
                    times.longest[of, to] = least
                elif self.machine.plain or self.graph is None:
                    times.least[of, to] = times.longest[of, to] = None
                    times.unproved.add((of, to))
                    times.longest_unproved.add((of, to))
        times.reachable = times.reachable or within
        times.enterable = times.enterable or within
        return times


def loosened(machine: Machine) -> Machine:
    """The machine in which points that expire may be taken back at any time: what the other can do it does no later.

    They are taken back a step of the lattice at a time, for an entry at the score's bounds moves less than its points;
    a larger step ends in the same grade and lock as many small ones. Where no act adds points, what comes back never
    lifts the score over the start; where none takes any, nothing sinks it below.
    """
    step = step_of(machine)
    signs = sorted({1 if move.points > 0 else -1 for move in machine.moves if move.term})
    return replace(
        machine,
        low=machine.low if any(move.points < 0 for move in machine.moves) else machine.start,
        high=machine.high if any(move.points > 0 for move in machine.moves) else machine.start,
        moves=(*machine.moves, *(Move("", -sign * step, -1, 0, -1, 0) for sign in signs)),
    )


def same_nodes(graph: Graph, other: Graph, nodes: Nodes) -> Nodes:
    """Nodes of one graph as nodes of a graph of the same scores that holds them."""
    n = len(graph.machine.names)

    def numbers(of: Graph) -> Nodes:
        return np.asarray(((of.score - graph.machine.low) * n + of.grade) * 2 + of.locked)

    known = numbers(other)
    order = np.argsort(known)
    return np.asarray(order[np.searchsorted(known, numbers(graph)[nodes], sorter=order)])


def _step(teller: Teller, machine: Machine, how: int) -> None:
    if how == RELEASE:
        teller.wait(teller.state.lock)
    else:
        teller.post(machine.moves[how])
