"""The ways of entering a grade in the loose graph of `bounds`, from which times are counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from credopolis.audit.proofs.graph import Graph, Nodes, struck
from credopolis.audit.proofs.machine import Machine


class Entered(NamedTuple):
    """Nodes in which a grade is entered by an entry of `act` that moved so many points, or in another way (-1).

    fresh : days for which nothing that was entered before comes back, the score does not return, and clean time gives
    nothing back, 0 if nothing is known.
    """

    act: int
    moved: int
    nodes: Nodes
    fresh: int = 0


class Enters:
    """Where grades are entered. _by : the act of each row of the graph that stands for entries. _ends : rows that end
    newcomers' time. _fresh : days after it for which nothing comes back."""

    machine: Machine
    graph: Graph
    n: int
    _by: list[int]
    _ends: list[int]
    _fresh: int

    def _entered(self, of: int) -> tuple[Entered, ...]:
        """The ways of entering a grade, those by an entry by what it moved."""
        graph, others = self.graph, [self._by_morning(of)]
        if graph.grade[0] == of:
            others.append(np.array([0]))
        found = [*self._by_age(Entered(-1, 0, np.unique(np.concatenate(others))))]
        found += [Entered(-1, 0, self._on_the_last_day(of), self._fresh)] if self._ends else []
        for row in range(len(self._by)):
            then = graph.after[row]
            found += self._by_entry(row, np.flatnonzero((graph.grade[then] == of) & (graph.grade != of)))
        return tuple(entered for entered in found if len(entered.nodes))

    def struck(self, act: int) -> tuple[Entered, ...]:
        """The same for entries of an act that drops to a grade, made in that grade or above it."""
        at = np.flatnonzero(struck(self.graph, self.machine.moves[act]))
        return tuple(way for row, k in enumerate(self._by) if k == act for way in self._by_entry(row, at))

    def _by_entry(self, row: int, at: Nodes) -> Iterator[Entered]:
        if not len(at):
            return
        graph, then = self.graph, self.graph.after[row][at]
        moved = graph.score[then] - graph.score[at]
        for points in np.unique(moved).tolist():
            yield from self._by_age(Entered(self._by[row], points, np.unique(then[moved == points])))

    def _by_age(self, entered: Entered) -> Iterator[Entered]:
        """The same, newcomers apart: what is entered of them is fresh, for it is not older than their time."""
        new = self.graph.phase[entered.nodes] > 0
        if not new.all():
            yield entered._replace(nodes=entered.nodes[~new])
        if new.any():
            yield entered._replace(nodes=entered.nodes[new], fresh=self._fresh and self._fresh + 1)

    def _on_the_last_day(self, of: int) -> Nodes:
        """Nodes of a grade in which the morning may end on which newcomers' time does, if it began in another grade."""
        graph, others = self.graph, (self.graph.grade != of) & (self.graph.phase > 0)
        takes = [then for row, then in enumerate(graph.after) if row >= len(self._by) and row not in self._ends]
        seen, frontier = np.zeros(self.n, bool), np.unique(graph.after[self._ends][:, others])
        frontier = frontier[graph.phase[frontier] == 0]
        while len(frontier):
            seen[frontier] = True
            then = np.unique(np.concatenate([take[frontier] for take in takes])) if takes else frontier[:0]
            frontier = then[~seen[then]]
        return np.flatnonzero(seen & (graph.grade == of))

    def _by_morning(self, of: int) -> Nodes:
        """Nodes of a grade in which a morning may end that began in another grade, but that on which newcomers' time
        ends."""
        graph, inside = self.graph, self.graph.grade == of
        takes = [then for row, then in enumerate(graph.after) if row >= len(self._by) and row not in self._ends]
        held = np.flatnonzero((graph.released >= 0) & ~inside)
        first = [then[~inside] for then in takes] + [graph.released[held]]
        seen = np.zeros(self.n, bool)
        frontier = np.concatenate(first)
        frontier = np.unique(frontier[inside[frontier]])
        while len(frontier):
            seen[frontier] = True
            then = np.concatenate([take[frontier] for take in takes]) if len(takes) else frontier[:0]
            then = np.unique(then[inside[then]])
            frontier = then[~seen[then]]
        return np.flatnonzero(seen)
