"""Bounds from below where entries expire: what no life undercuts, whatever it has on file.

Points that expire may come back here at any time (`loosened`), but a day has two halves, as in the automaton: in the
morning locks and entries end, after that entries are made. So what is to come back after an entry takes until the next
day at the least. Inside a lock days are not counted, for they are a part of the lock's length, which is its shortest.

Where all acts take points (or all give them), the score lies no nearer to where one started than the entries leave it
that still count. So whoever enters a grade by an entry stays below where the score began by that entry's points until
it expires, or until a lock that sets the score ends, which begins after that.

Where the score returns to its start so long after the last entry that takes something, or clean time gives points back,
neither happens before that after such an entry; the end of a cycle may come on any morning.

Each cap by itself asks for as many days as lie between the entries that no way spares: two years of a cap may touch, so
that twice as many entries as count in a year take a day, and each further year takes all its days. A window that rolls
takes all its days from one full one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.enters import Entered, Enters
from credopolis.audit.proofs.graph import FAR, RELEASE, Graph, Nodes
from credopolis.audit.proofs.loosened import of_newcomers, parts_of, signs_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import GAIN, LAST_RELEASE
from credopolis.audit.proofs.ways import Backwards, Edges, Ways
from credopolis.core.units import DAYS_PER_YEAR

ANY = -2
"""In place of an edge's act: another half of the day, or points that come back."""


class Bounds(Enters):
    """The loose graph of a machine, each node twice: at i entries may be made, at n + i it is morning.

    Raises OutOfEffort.
    """

    def __init__(self, machine: Machine, loose: Graph, effort: Effort) -> None:
        self.machine, self.graph, self.n = machine, loose, loose.n
        self._acts, n = len(machine.moves), loose.n
        every, held = np.arange(n), np.flatnonzero(loose.released >= 0)
        locks = np.array(machine.lock_days)
        effort.arrays(8 * n * (len(loose.after) + 3), len(loose.after) + 3)
        self._by = [*range(self._acts), *(k for k, _ in parts_of(machine))]
        edges: list[Edges] = [(k, every, loose.after[row], np.zeros(n, np.int64)) for row, k in enumerate(self._by)]
        edges.append((ANY, every, n + every, np.where(loose.locked, 0, 1)))
        edges.append((ANY, n + every, every, np.zeros(n, np.int64)))
        new = of_newcomers(machine)
        returns = len(self._by) + len(new) + len(signs_of(machine))
        last = [len(self._by) + k for k, move in enumerate(new) if move.happens == LAST_RELEASE]
        rows = [row for row in range(len(self._by), returns) if row not in last]
        edges += [(ANY, n + every, n + loose.after[row], np.zeros(n, np.int64)) for row in rows]
        back = [(ANY, n + every, n + then, np.zeros(n, np.int64)) for then in loose.after[returns:]]
        self._lasts = [loose.after[row] for row in last]
        clears, ends = np.array([machine.clears(g) for g in range(len(locks))]), held[loose.phase[held] > 0]
        from_ = np.concatenate([held, *(ends for _ in last)])
        to = np.concatenate([loose.released[held], *(then[ends] for then in self._lasts)])
        sets = clears[loose.grade[from_]]
        kept, cleared = (
            (RELEASE, n + from_[some], n + to[some], locks[loose.grade[from_[some]]]) for some in (~sets, sets)
        )
        self._edges = edges = [*edges, kept, cleared, *back]
        self._backwards = Backwards.of(2 * n, edges, effort)
        self._quiet = calm = edges[: len(edges) - len(back)]
        self._calm = Backwards.of(2 * n, calm, effort) if back else self._backwards
        self._held = Backwards.of(2 * n, calm[:-1], effort) if sets.any() else self._calm
        self._free = Backwards.of(2 * n, [(how, a, b, np.zeros_like(cost)) for how, a, b, cost in edges], effort)
        self._fresh = max(machine.fresh, 0) if new else 0
        backs = {len(self._by) + 2 + k for k, row in enumerate(rows) if row >= returns - len(signs_of(machine))}
        still = [edge for k, edge in enumerate(calm) if k not in backs]
        self._still = Backwards.of(2 * n, still, effort) if self._fresh else None
        self._ends = [len(self._by) + k for k, move in enumerate(new) if move.happens != GAIN]
        self._signs = {1 if move.points > 0 else -1 for move in machine.moves if move.points}
        self._ways: dict[frozenset[int], Ways] = {}
        self.entered = cache(self._entered)

    def ways_to(self, goals: frozenset[int], effort: Effort) -> Ways:
        """Least days to some grades from every node. Raises OutOfEffort."""
        if goals not in self._ways:
            nodes = np.flatnonzero(np.isin(self.graph.grade, list(goals)))
            self._ways[goals] = self._backwards.ways_to(nodes.tolist(), effort)
        return self._ways[goals]

    def before(self, nodes: Nodes, effort: Effort) -> Nodes:
        """Steps from every node to some nodes, FAR where there is no way; days are not counted. Raises OutOfEffort."""
        ways = self._free.ways_to(nodes.tolist(), effort)
        return np.where(ways.days == FAR, FAR, ways.steps)

    def reachable(self) -> frozenset[int]:
        """Grades that may be reached."""
        return frozenset(np.unique(self.graph.grade).tolist())

    def least(self, entered: tuple[Entered, ...], goals: frozenset[int], ways: Ways, effort: Effort) -> int | None:
        """Days that no life undercuts from entering a grade to some others; None if it can never be."""
        best = FAR
        for act, moved, nodes, fresh in entered:
            days = ways.days[nodes]
            if days.min() < best:
                days = self._while_it_counts(act, moved, nodes, goals, days, effort)
            if fresh > 1 and days.min() < best and self._still is not None:
                places = np.flatnonzero(np.isin(self.graph.grade, list(goals))).tolist()
                still = self._still.ways_to(places, effort).days[nodes]
                days = np.minimum(still, np.where(days == FAR, FAR, np.maximum(days, fresh)))
            best = min(best, int(days.min()))
        if best != FAR and self.machine.limited:
            best = max(best, self._by_days(entered, goals), int(not self._today(entered, goals)))
        if best != FAR and self.machine.windows:
            best = max(best, self._by_windows(entered, goals, effort))
        if best == FAR or best >= DAYS_PER_YEAR or not self.machine.n_caps:
            return None if best == FAR else best
        return max(best, self._by_caps(entered, goals, effort))

    def _while_it_counts(
        self, act: int, moved: int, nodes: Nodes, goals: frozenset[int], days: Nodes, effort: Effort
    ) -> Nodes:
        """Least days to some grades, where the entry that one enters by holds for a time: until then the score stays on
        its side of where it began, or does not return to its start, whatever `days` says."""
        machine = self.machine
        one_sided = bool(moved) and self._signs == {1 if moved > 0 else -1} and not machine.lifts
        clocks = [days for days in (machine.resets.after, machine.gives.after if machine.gives else 0) if days]
        if machine.resets.every or (clocks and not (act >= 0 and machine.takes(machine.moves[act]))):
            return days
        if not (one_sided or clocks):
            return days
        sets = min((days for g, days in enumerate(machine.lock_days) if machine.clears(g)), default=0)
        ends = [days for days in (machine.moves[act].term, *clocks, sets * one_sided) if days]
        inside = self._inside(moved if one_sided else 0, goals, effort, self._held if one_sided else self._calm)[nodes]
        if machine.returns or machine.gives is not None:
            inside = np.maximum(inside, self._in_windows(goals, effort)[nodes])
        return np.minimum(inside, np.where(days == FAR, FAR, np.maximum(days, min(ends))) if ends else FAR)

    def _in_windows(self, goals: frozenset[int], effort: Effort) -> Nodes:
        """Days that windows that roll ask from every node while no score returns and no clean time gives: those until
        an entry can count at all, and from one full window to the next."""
        least, places = np.zeros(2 * self.n, np.int64), np.flatnonzero(np.isin(self.graph.grade, list(goals))).tolist()
        for k, move in enumerate(self.machine.moves):
            if not (move.times and move.per):
                continue
            counted = [(how, a, b, np.full(len(a), int(how == k))) for how, a, b, _ in self._quiet]
            entries = Backwards.of(2 * self.n, counted, effort).ways_to(places, effort).days
            before = Backwards.of(2 * self.n, [edge for edge in self._quiet if edge[0] != k], effort)
            rows = [row for row, act in enumerate(self._by) if act == k]
            counts = np.flatnonzero((self.graph.after[rows] != np.arange(self.n)).any(axis=0)).tolist()
            first = before.ways_to(counts, effort).days
            needed = (entries > 0) & (entries < FAR) & (first < FAR)
            full = (-(-np.where(needed, entries, 1) // move.times) - 1) * move.per
            least = np.maximum(least, np.where(needed, np.where(needed, first, 0) + full, 0))
        return least

    def _today(self, entered: tuple[Entered, ...], goals: frozenset[int]) -> bool:
        """Whether entries of the day of entering may lead to some grades, as far as its limit of points says."""
        machine = self.machine
        if any(move.falls_to in goals for move in machine.moves) or goals & set(machine.counted_grades):
            return True
        for _, moved, nodes, _ in entered:
            score = self.graph.score[nodes]
            ends = [
                score + sign * max(limit - max(sign * moved, 0), 0) if (limit := machine.a_day(sign)) else edge
                for sign, edge in ((-1, machine.low), (1, machine.high))
            ]
            for lowest in (machine.lowest, machine.new_lowest or machine.lowest):
                tops = (*(low - 1 for low in lowest[1:]), machine.high)
                if any(np.any((lowest[g] <= ends[1]) & (ends[0] <= tops[g]) & (lowest[g] <= tops[g])) for g in goals):
                    return True
        return False

    def _by_days(self, entered: tuple[Entered, ...], goals: frozenset[int]) -> int:
        """Days that the limit of a day asks at the least, where nothing but entries moves grade and score that way."""
        machine, least = self.machine, 0
        other = (
            machine.returns
            or machine.gives is not None
            or bool(machine.sets)
            or machine.newcomers.days > 0
            or any(rung >= 0 for rung in machine.release_to)
        )
        if other or machine.counters or any(move.falls_to >= 0 for move in machine.moves):
            return 0
        tops = [*(low - 1 for low in machine.lowest[1:]), machine.high]
        for sign, limit in ((1, machine.a_day(1)), (-1, machine.a_day(-1))):
            if not limit or any(move.term and sign * move.points < 0 for move in machine.moves):
                continue
            goal = min(machine.lowest[g] for g in goals) if sign > 0 else max(tops[g] for g in goals)
            days = [
                -(-(int((sign * (goal - self.graph.score[nodes])).min()) + max(sign * moved, 0)) // limit) - 1
                for _, moved, nodes, _ in entered
            ]
            least = max(least, min(days))
        return least

    def _by_windows(self, entered: tuple[Entered, ...], goals: frozenset[int], effort: Effort) -> int:
        """Days that caps with a window that rolls ask at the least; FAR if no life has so many entries."""
        least = 0
        for k, move in enumerate(self.machine.moves):
            if not move.times:
                continue
            if not least:
                least = int(self._entries(k, self._edges[: len(self._by)], entered, goals, effort) > move.times)
            entries = self._entries(k, self._edges, entered, goals, effort)
            if entries > move.times and not move.per:
                return FAR
            least = max(least, (-(-entries // move.times) - 1) * move.per)
        return least

    def _entries(
        self, act: int, edges: list[Edges], entered: tuple[Entered, ...], goals: frozenset[int], effort: Effort
    ) -> int:
        """Entries of an act that no way to some grades spares, by some edges; FAR if there is no way."""
        places = np.flatnonzero(np.isin(self.graph.grade, list(goals))).tolist()
        counted = [(how, a, b, np.full(len(a), int(how == act))) for how, a, b, _ in edges]
        more = Backwards.of(2 * self.n, counted, effort).ways_to(places, effort).days
        ways = [(int(more[way.nodes].min()), int(way.act == act)) for way in entered]
        return min(FAR if after == FAR else after + first for after, first in ways)

    def _by_caps(self, entered: tuple[Entered, ...], goals: frozenset[int], effort: Effort) -> int:
        """Days that caps ask at the least: entries of one act that no way spares are spread over years and days."""
        least = 0
        for k, move in enumerate(self.machine.moves):
            if not move.cap:
                continue
            for today in (True, False) if not least else (False,):
                edges = self._edges[: len(self._by)] if today else self._edges
                entries = self._entries(k, edges, entered, goals, effort)
                if today:
                    least = int(entries > move.cap)
                elif entries > move.cap:
                    least = max(least, 1 + (-(-entries // move.cap) - 2) * DAYS_PER_YEAR)
        return least

    def _inside(self, moved: int, goals: frozenset[int], effort: Effort, over: Backwards) -> Nodes:
        """Least days to some grades over some edges, while an entry that moved the score by so much counts (0: it may
        stand on either side of where it began, which is the start or what a release set)."""
        score, given = self.graph.score, self.machine.given
        edge = moved + (max(given) if moved < 0 else min(given))
        outside = np.zeros(self.n, bool) if not moved else score > edge if moved < 0 else score < edge
        closed = np.concatenate([outside, outside])
        nodes = np.flatnonzero(np.isin(self.graph.grade, list(goals)) & ~outside)
        return np.where(closed, FAR, over.ways_to(nodes.tolist(), effort, closed).days)

    def classes(self, entered: tuple[Entered, ...], ways: Ways) -> Iterator[tuple[int, Nodes]]:
        """Points of the act by which one enters, the fewest first, and nodes from which the goal can be reached: those
        of the fewest days that are nearest to it, all of the fewest days, and then all others."""
        by_points: dict[int, list[Nodes]] = {}
        for way in entered:
            by_points.setdefault(self.points(way.act), []).append(way.nodes)
        nodes = {points: np.unique(np.concatenate(parts)) for points, parts in by_points.items()}
        least = min((int(ways.days[at].min()) for at in nodes.values()), default=FAR)
        if least == FAR:
            return
        for part in range(3):
            for points in sorted(nodes, key=abs):
                at = nodes[points]
                soon = at[ways.days[at] == least]
                near = soon[ways.steps[soon] == ways.steps[soon].min(initial=FAR)]
                others = at[(ways.days[at] < FAR) & (ways.days[at] > least)]
                some = (near, soon if len(soon) > len(near) else soon[:0], others)[part]
                if len(some):
                    yield points, some

    def points(self, act: int) -> int:
        """Points of an act, 0 for other ways of entering (-1)."""
        return self.machine.moves[act].points if act >= 0 else 0
