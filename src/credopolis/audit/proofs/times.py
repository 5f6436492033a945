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
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from credopolis.audit.proofs.graph import FAR, RELEASE, Backwards, Graph, Nodes, graph_of, step_of, too_large
from credopolis.audit.proofs.machine import Machine, Move
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.witness import Teller

Pair = tuple[int, int]
EFFORT = 40_000
"""States that are settled for the least times of a rulebook, and as many for the longest of them."""


@dataclass
class Times:
    """Least times by (from, to), grades counted from the lowest. unproved : pairs whose time is only a bound."""

    least: dict[Pair, int | None] = field(default_factory=dict)
    longest: dict[Pair, int | None] = field(default_factory=dict)
    witnesses: dict[Pair, Witness] = field(default_factory=dict)
    enterable: frozenset[int] = frozenset()
    reachable: frozenset[int] = frozenset()
    unproved: set[Pair] = field(default_factory=set)
    longest_unproved: set[Pair] = field(default_factory=set)


@dataclass(frozen=True)
class Ladder:
    """A machine and its graph, of which times are asked. effort : states that a search may settle."""

    machine: Machine
    graph: Graph
    effort: int

    @classmethod
    def of(cls, machine: Machine, effort: int = EFFORT) -> Ladder | None:
        """The ladder of a machine; None if its graph is too large to search."""
        return None if too_large(loosened(machine)) else cls(machine, graph_of(machine), effort)

    @cached_property
    def backwards(self) -> Backwards:
        """The graph's edges turned round."""
        return Backwards(self.graph)

    def times(self) -> Times:
        """Least times between all grades."""
        from credopolis.audit.proofs.searched import Searched

        times = _of_graph(self.graph, self.backwards)
        if self.machine.plain:
            return times
        if self.machine.expires:
            loose = graph_of(loosened(self.machine))
            times = _of_graph(loose, Backwards(loose), enter=self.graph)
        return Searched(self.machine, self.graph, times, self.effort).all()

    def back(self, act: int, standing: int) -> tuple[int | None, Witness | None, bool]:
        """Least days from an entry of an act that drops to a grade, to `standing` or better; a witness; if proved."""
        graph = self.graph
        struck = np.flatnonzero(graph.grade >= self.machine.moves[act].falls_to)
        if not len(struck):
            return None, None, True
        if not self.machine.plain:
            from credopolis.audit.proofs.searched import Searched

            return Searched(self.machine, graph, Times(), self.effort).back(act, standing, struck)
        ways = self.backwards.ways_to(np.flatnonzero(graph.grade >= standing).tolist())
        nodes = graph.after[act][struck]
        best = int(ways.days[nodes].argmin())
        node = int(nodes[best])
        if ways.days[node] == FAR:
            return None, None, True
        teller, begins = entering(graph, (int(struck[best]), act), node)
        follow(graph, teller, ways.then, ways.by, node)
        return int(ways.days[node]), teller.witness(begins), True


def loosened(machine: Machine) -> Machine:
    """The machine in which points that expire may be taken back at any time: what the other can do it does no later.

    They are taken back a step of the lattice at a time, for an entry at the score's bounds moves less than its points;
    a larger step ends in the same grade and lock as many small ones.
    """
    step = step_of(machine)
    signs = sorted({1 if move.points > 0 else -1 for move in machine.moves if move.term})
    return replace(machine, moves=(*machine.moves, *(Move("", -sign * step, -1, 0, -1, 0) for sign in signs)))


def _of_graph(graph: Graph, backwards: Backwards, enter: Graph | None = None) -> Times:
    """Least times in a graph, from the ways in which its grades (or those of another graph) are entered."""
    times = Times()
    grades = range(len(graph.machine.names))
    entries = {g: (enter or graph).entries(g) for g in grades}
    places = {g: _same_nodes(enter, graph, list(entries[g])) for g in grades}
    for to in grades:
        ways = backwards.ways_to(np.flatnonzero(graph.grade == to).tolist())
        for of in grades:
            if not places[of]:
                times.least[of, to] = times.longest[of, to] = 0 if of == to else None
                continue
            days = ways.days[places[of]]
            best = int(days.argmin())
            times.least[of, to] = None if days[best] == FAR else int(days[best])
            times.longest[of, to] = None if days.max() == FAR else int(days.max())
            if of != to and times.least[of, to] is not None and enter is None:
                node = places[of][best]
                teller, begins = entering(graph, entries[of][node], node)
                follow(graph, teller, ways.then, ways.by, node)
                times.witnesses[of, to] = teller.witness(begins)
    times.enterable = frozenset(g for g in grades if entries[g])
    times.reachable = frozenset(np.unique(graph.grade).tolist())
    return times


def _same_nodes(enter: Graph | None, graph: Graph, nodes: list[int]) -> list[int]:
    """Nodes of one graph as nodes of a graph of the same scores that holds them."""
    if enter is None:
        return nodes
    of = {key: k for k, key in enumerate(zip(graph.score.tolist(), graph.grade.tolist(), graph.locked.tolist(),
                                             strict=True))}  # fmt: skip
    return [of[int(enter.score[n]), int(enter.grade[n]), bool(enter.locked[n])] for n in nodes]


def entering(graph: Graph, entry: tuple[int, int], node: int) -> tuple[Teller, int]:
    """The story from the start to a node, by the entry that leads to it -> the teller, and the day of that entry."""
    hows: list[int] = []
    before, how = entry
    while before >= 0:
        hows.append(how)
        before, how = int(graph.came_from[before]), int(graph.came_by[before])
    teller = Teller(graph.machine, graph.machine.first())
    for step in reversed(hows):
        _step(teller, graph.machine, step)
    return teller, teller.day


def follow(graph: Graph, teller: Teller, then: Nodes, by: Nodes, node: int) -> None:
    """Go on from a node along the way to its goal."""
    while then[node] >= 0:
        _step(teller, graph.machine, int(by[node]))
        node = int(then[node])


def _step(teller: Teller, machine: Machine, how: int) -> None:
    if how == RELEASE:
        teller.wait(teller.state.lock)
    else:
        teller.post(machine.moves[how])
