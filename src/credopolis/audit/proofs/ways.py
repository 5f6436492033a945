"""Least days over the edges of a graph, turned round: from every node to a set of nodes, and how.

All nodes are settled at once for each distance (Dijkstra 1959, with arrays in place of a queue's single elements);
where few nodes are at hand they are followed one by one.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.graph import FAR, FEW, MOST_EDGES, RELEASE, Graph, Nodes


@dataclass(frozen=True)
class Ways:
    """Least days from every node to a set of nodes, FAR where there is no way; and the next step on such a way.

    then : (n,), the next node. by : (n,), the act or RELEASE. steps : (n,), steps of the way.
    """

    days: Nodes
    then: Nodes
    by: Nodes
    steps: Nodes


Edges = tuple[int, Nodes, Nodes, Nodes]
"""How (an act or RELEASE), the nodes from which and to which the edges lead, and what each costs, days."""


class Backwards:
    """The edges of a graph turned round, so that ways to many sets of nodes can be found one after another.

    acts : those whose entries are followed, and no end of a lock; None for every edge. Raises OutOfEffort.
    """

    def __init__(self, graph: Graph, acts: Iterable[int] | None = None, effort: Effort | None = None) -> None:
        kinds = graph.edges() if acts is None else [graph.edges()[k] for k in acts]
        lock_days = np.array(graph.machine.lock_days)
        self._turn(graph.n, [
            (how, nodes, targets, lock_days[graph.grade[nodes]] if how == RELEASE else np.zeros_like(nodes))
            for how, nodes, targets in kinds
        ], effort or Effort(MOST_EDGES))  # fmt: skip

    @classmethod
    def of(cls, n: int, edges: Sequence[Edges], effort: Effort) -> Backwards:
        """The same for any edges of so many nodes. Raises OutOfEffort."""
        turned = cls.__new__(cls)
        turned._turn(n, edges, effort)
        return turned

    def _turn(self, n: int, kinds: Sequence[Edges], effort: Effort) -> None:
        self._n = n
        none = np.zeros(0, np.int64)
        kinds = kinds or [(RELEASE, none, none, none)]
        effort.arrays(12 * sum(len(nodes) for _, nodes, _, _ in kinds), len(kinds))
        targets = np.concatenate([targets for _, _, targets, _ in kinds])
        order = np.argsort(targets, kind="stable")
        self._first = np.searchsorted(targets[order], np.arange(n + 1))
        self._sources = np.concatenate([nodes for _, nodes, _, _ in kinds])[order]
        self._hows = np.concatenate([np.full(len(nodes), how) for how, nodes, _, _ in kinds])[order]
        self._cost = np.concatenate([cost for _, _, _, cost in kinds])[order]

    def ways_to(
        self, nodes: Iterable[int], effort: Effort | None = None, closed: NDArray[np.bool_] | None = None
    ) -> Ways:
        """Least days to any of the nodes, over nodes that are not closed. Raises OutOfEffort."""
        effort = effort or Effort(MOST_EDGES)
        n = self._n
        effort.arrays(4 * n)
        ways = Ways(np.full(n, FAR), np.full(n, -1), np.full(n, RELEASE), np.zeros(n, np.int64))
        if closed is not None:
            ways.days[closed] = -1
        start = np.fromiter(nodes, np.int64)
        waiting = {0: deque([(start, np.full(len(start), -1), np.full(len(start), RELEASE))])}
        queue = [0]
        while queue:
            now = heapq.heappop(queue)
            batches = waiting.pop(now)
            while batches:
                batch = batches.popleft()
                settle = self._settle_few if len(batch[0]) < FEW else self._settle_many
                for cost, more in settle(ways, now, batch, effort):
                    if cost == 0:
                        batches.append(more)
                    elif now + cost in waiting:
                        waiting[now + cost].append(more)
                    else:
                        waiting[now + cost] = deque([more])
                        heapq.heappush(queue, now + cost)
        return ways

    def _settle_many(self, ways: Ways, now: int, batch: _Batch, effort: Effort) -> list[tuple[int, _Batch]]:
        """Settle a batch of nodes -> the nodes before them, by what the step costs."""
        found, onward, how = batch
        found, where = np.unique(found, return_index=True)
        fresh = ways.days[found] == FAR
        found, where = found[fresh], where[fresh]
        ways.days[found], ways.then[found], ways.by[found] = now, onward[where], how[where]
        ways.steps[found] = np.where(onward[where] >= 0, ways.steps[onward[where]] + 1, 0)
        edges, heads = self._into(found)
        effort.arrays(4 * len(batch[0]) + 8 * len(edges), 8)
        open_ = ways.days[self._sources[edges]] == FAR
        edges, heads = edges[open_], heads[open_]
        more = []
        for cost in np.unique(self._cost[edges]).tolist():
            same = self._cost[edges] == cost
            more.append((cost, (self._sources[edges[same]], heads[same], self._hows[edges[same]])))
        return more

    def _settle_few(self, ways: Ways, now: int, batch: _Batch, effort: Effort) -> list[tuple[int, _Batch]]:
        """The same, node by node, and in the same order."""
        first: dict[int, tuple[int, int]] = {}
        for node, onward, how in zip(*(part.tolist() for part in batch), strict=True):
            if node not in first and ways.days[node] == FAR:
                first[node] = onward, how
        for node, (onward, how) in first.items():
            ways.days[node], ways.then[node], ways.by[node] = now, onward, how
            ways.steps[node] = ways.steps[onward] + 1 if onward >= 0 else 0
        more: dict[int, tuple[list[int], list[int], list[int]]] = {}
        seen = 0
        for node in sorted(first):
            begin, end = int(self._first[node]), int(self._first[node + 1])
            seen += end - begin
            for source, how, cost in zip(
                self._sources[begin:end].tolist(), self._hows[begin:end].tolist(), self._cost[begin:end].tolist(),
                strict=True,
            ):  # fmt: skip
                if ways.days[source] == FAR:
                    sources, heads, hows = more.setdefault(cost, ([], [], []))
                    sources.append(source)
                    heads.append(node)
                    hows.append(how)
        effort.spend(2 + len(batch[0]) + seen // 8)
        return [
            (cost, (np.array(sources), np.array(heads), np.array(hows)))
            for cost, (sources, heads, hows) in sorted(more.items())
        ]

    def _into(self, nodes: Nodes) -> tuple[Nodes, Nodes]:
        """Edges that lead into some nodes, and for each the node that it leads into."""
        first, counts = self._first[nodes], self._first[nodes + 1] - self._first[nodes]
        heads = np.repeat(nodes, counts)
        offset = np.arange(len(heads)) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(first, counts) + offset, heads


_Batch = tuple[Nodes, Nodes, Nodes]
"""Nodes to be settled, the nodes that they lead to (-1 for none), and how."""
