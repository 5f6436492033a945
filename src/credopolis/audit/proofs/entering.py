"""The ways of entering a grade, from which times are counted, where entries are capped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.found import LONGEST_TOLD
from credopolis.audit.proofs.graph import RELEASE, Graph, Nodes
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.state import State
from credopolis.audit.proofs.timed import Story
from credopolis.audit.proofs.witness import Teller
from credopolis.core.units import DAYS_PER_YEAR

FIRST = -2
"""In place of an act: the first scored day."""


@dataclass(frozen=True)
class Sources:
    """Ways of entering a grade that differ in what follows: the node before, the act (or RELEASE, or FIRST), and the
    node in which one enters. All (n,)."""

    before: Nodes
    how: Nodes
    node: Nodes

    def __len__(self) -> int:
        return len(self.node)

    def some(self, where: Nodes) -> Sources:
        """Those at some places."""
        return Sources(self.before[where], self.how[where], self.node[where])


class Entering:
    """How the grades of a machine are entered, and what follows from it."""

    def __init__(self, machine: Machine, graph: Graph) -> None:
        self._machine, self._graph = machine, graph

    def _standing(self, node: int, lock: int | None = None) -> State:
        graph = self._graph
        grade = int(graph.grade[node])
        days = self._machine.lock_days[grade] if lock is None else lock
        return self._machine.standing(int(graph.score[node]), grade, days if graph.locked[node] else 0)

    def sources(self, of: int, effort: Effort) -> Sources:
        """The ways of entering a grade; those that leave the same score, grade, lock and caps are one."""
        graph, moves = self._graph, self._machine.moves
        rows = []
        if graph.grade[0] == of:
            rows.append(np.array([[0], [FIRST], [0], [-1]]))
        for how, nodes, targets in graph.edges():
            effort.arrays(4 * len(nodes))
            at = np.flatnonzero((graph.grade[targets] == of) & (graph.grade[nodes] != of))
            before, node = nodes[at], targets[at]
            slot = moves[how].cap_slot if how != RELEASE else -1
            rows.append(np.array([before, np.full(len(at), how), node, np.full(len(at), slot)]))
        table = np.concatenate(rows, axis=1) if rows else np.zeros((4, 0), np.int64)
        effort.arrays(60 * table.shape[1], 8)
        _, first = np.unique(table[2:], axis=1, return_index=True)
        first.sort()
        return Sources(table[0][first], table[1][first], table[2][first])

    def starts(self, sources: Sources, chosen: range, years: range) -> Iterator[State]:
        """The states in which chosen sources enter their grade, for each number of days left of the cap year."""
        for source in chosen:
            for year in years:
                yield self.enter(sources, source, year)

    @cached_property
    def _capped(self) -> bool:
        return self._machine.n_caps > 0

    def _before(self, sources: Sources, source: int, year: int) -> State:
        how = int(sources.how[source])
        if how == FIRST:
            return self._machine.first(year)
        state = self._standing(int(sources.before[source]), 1 if how == RELEASE else None)
        return state._replace(year=year if self._capped else 0)

    def enter(self, sources: Sources, source: int, year: int) -> State:
        """The state in which a source enters its grade, with so many days left of the cap year."""
        how = int(sources.how[source])
        if how == RELEASE:
            return self._machine.wait(self._before(sources, source, year % DAYS_PER_YEAR + 1), 1)
        before = self._before(sources, source, year)
        return before if how == FIRST else self._machine.post(before, self._machine.moves[how])

    def witness(self, sources: Sources, source: int, year: int, story: Story) -> Witness | None:
        """The story from the day of entering on; None if it is too long to tell."""
        if len(story.ops) > LONGEST_TOLD:
            return None
        begins = 2 * DAYS_PER_YEAR - year if self._capped else DAYS_PER_YEAR
        how = int(sources.how[source])
        if how == RELEASE:
            teller = Teller(self._machine, self._before(sources, source, year % DAYS_PER_YEAR + 1), begins - 1)
            teller.wait(1)
        else:
            teller = Teller(self._machine, self._before(sources, source, year), begins)
            if how != FIRST:
                teller.post(self._machine.moves[how])
        teller.tell(story.ops, self._machine.moves)
        return teller.witness(begins)
