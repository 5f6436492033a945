"""Least times between grades.

Where no entry expires and no act is capped, the time from grade F to grade T is the least, over every state in which
somebody can enter F, of the days until T is reached, by any entries and any waiting: exact by `graph`.

Where acts are capped a state holds the use of the caps too. Nobody enters F in a better way than with nothing used of
any cap on the best day of the cap's year; from there the states themselves are searched (`searched`). A search that
grows too large falls back on two bounds: a story found by waiting from event to event (no shorter one is claimed), and
the graph in which nothing is capped (none is shorter). Where they meet the time is exact; elsewhere it is unproved.

Where entries expire, or an act needs a list, all that a life did before counts; see `histories`, and `daily` and
`cleared` where nothing but the limit of a day, and clean time, is remembered. Which way of entering
F is the worst is not asked there, so `longest` is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property

import numpy as np

from credopolis.audit.proofs.bounds import Bounds
from credopolis.audit.proofs.cleared import times_by_days
from credopolis.audit.proofs.effort import EFFORT, Effort, OutOfEffort
from credopolis.audit.proofs.found import Bound, Pair, Times, joined
from credopolis.audit.proofs.graph import FAR, Graph, Nodes, graph_of, struck
from credopolis.audit.proofs.histories import Histories, Lived
from credopolis.audit.proofs.loosened import loosened
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.rated import lives_around
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.searched import Searched
from credopolis.audit.proofs.stepwise import Stepwise
from credopolis.audit.proofs.told import told
from credopolis.audit.proofs.ways import Backwards, Ways

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
        return self.stepwise.rungs if self.machine.stepwise else Rungs(self.machine)

    @cached_property
    def stepwise(self) -> Stepwise:
        """States followed one by one, of a machine of which nothing else is known."""
        with self.effort.share(1, 2) as part:
            return Stepwise(self.machine, part, by_day=self.machine.holds)

    @cached_property
    def graph(self) -> Graph | None:
        """The graph without ends of entries and caps; None beyond the effort."""
        return self._graph_of(self.machine)

    @cached_property
    def histories(self) -> Histories | None:
        """Lives of a machine that remembers, between bounds; None beyond the effort."""
        try:
            loose = self._graph_of(loosened(self.machine))
        except OutOfEffort:
            loose = None
        if loose is None:
            return None
        with self.effort.share(1, 2) as part:
            try:
                return Histories(Bounds(self.machine, loose, part))
            except OutOfEffort:
                return None

    @cached_property
    def backwards(self) -> Backwards | None:
        """The edges of the graph turned round."""
        if self.graph is None:
            return None
        with self.effort.share(1, 4) as part:
            try:
                return Backwards(self.graph, effort=part)
            except OutOfEffort:
                return None

    def _graph_of(self, machine: Machine) -> Graph | None:
        with self.effort.share(1, 2) as part:
            try:
                return graph_of(machine, part)
            except OutOfEffort:
                return None

    def ways_to(self, grades: list[int], part: float, of: float) -> Ways | None:
        """Ways to some grades in the graph; None beyond the effort."""
        if self.graph is None or self.backwards is None:
            return None
        with self.effort.share(part, of) as effort:
            try:
                return self.backwards.ways_to(np.flatnonzero(np.isin(self.graph.grade, grades)).tolist(), effort)
            except OutOfEffort:
                return None

    def times(self) -> Times:
        """Least times between all grades."""
        if self.machine.stepwise:
            return self.stepwise.times(self.effort)
        if self.machine.remembers:
            return self._of_lives()
        times = self._bounded()
        if self.machine.plain or self.graph is None:
            return times
        bound = Bound(times.least, times.longest)
        return Searched(self.machine, self.graph, self.effort).all(bound, times.reachable)

    def _of_lives(self) -> Times:
        """Least times over all lives of a machine that remembers, in three ways; what one proves of a pair is kept."""
        with self.effort.share(1, 2) as part:
            times = times_by_days(self.machine, part)
        if times is None or times.unproved:
            with self.effort.share(7, 8) as part:
                times = joined(times, self.within(part)._remembered())
        if times.unproved and not self.machine.list_days:
            followed = Stepwise(self.machine, self.effort, by_day=True)
            times = joined(times, followed.times(self.effort)) if followed.exact else times
        return times

    def _remembered(self) -> Times:
        """Times by plans: every pair has its part of the effort, and what it leaves is for those after it. By rungs and
        a few lives alone where the graph is beyond the effort."""
        grades, histories = range(len(self.machine.names)), self.histories
        lived = Lived(self.machine) if histories is None else histories.lived
        lived.sweep()
        if self.machine.newcomers.days:
            lived.sweep(self.machine.newcomers.days)
        if self.machine.limited and not self.machine.list_days:
            with self.effort.share(1, 12) as part:  # ways of many days, which plans find last
                lives_around(self.machine, lived, part)
        places = frozenset(grade for grade, _ in self.rungs.reachable)
        times = Times(reachable=places if histories is None else histories.reachable)
        pairs = [(of, to) for of in grades for to in grades if of != to]
        by_rungs = {of: self.rungs.days_from(self.rungs.entries(of)) for of in grades}
        for n, (of, to) in enumerate(pairs):
            if to == 0 or n == 0:
                self.effort.say(f"least times from {self.machine.names[of]}")
            floor = by_rungs[of].get(to)
            if histories is not None and floor is not None:
                with self.effort.share(1, len(pairs) - n) as part:
                    found = histories.floor(of, to, part)
                    floor = None if found is None else max(found, floor)
            if floor is None:
                times.least[of, to] = None
            else:
                times.floors[of, to] = floor
        self._when_settled(lived, [pair for pair in pairs if pair in times.floors], times.floors)
        for of, to in pairs:
            if (of, to) in times.floors:
                way = lived.ways.get((of, to))
                times.least[of, to] = None if way is None else way.days
                if way is None or way.days > times.floors[of, to]:
                    times.unproved.add((of, to))
                if way is not None and way.witness is not None:
                    times.witnesses[of, to] = way.witness
        times.least |= {(of, of): 0 for of in grades}
        times.enterable = frozenset(lived.entered)
        return times

    def _when_settled(self, lived: Lived, pairs: Sequence[Pair], floors: Mapping[Pair, int]) -> None:
        """Look for quicker lives of those who are no newcomers any more, as if nobody was one."""
        days = self.machine.newcomers.days
        open_ = [pair for pair in pairs if pair not in lived.ways or lived.ways[pair].days > floors[pair]]
        if not days or not open_:
            return
        with self.effort.share(1, 2) as part:
            histories = Ladder(self.machine.settled, part).histories
            if histories is None:
                return
            histories.lives_of(lived, days)
            for n, (of, to) in enumerate(open_):
                with part.share(1, len(open_) - n) as share:
                    histories.floor(of, to, share)

    def back(self, act: int, standing: int) -> tuple[int | None, Witness | None, bool]:
        """Least days from an entry of an act that drops to a grade, to `standing` or better; a witness; if proved."""
        move = self.machine.moves[act]
        wanted = list(range(standing, len(self.machine.names)))
        falls = [grade for grade in (move.falls_to, *self.machine.counted_grades) if grade <= move.falls_to]
        bound = self.rungs.days_from([(grade, self.machine.lock_days[grade] > 0) for grade in falls])
        least = min((bound[grade] for grade in wanted if grade in bound), default=None)
        if least is None:
            return None, None, True
        if self.machine.stepwise:
            return self.stepwise.back(act, wanted, self.effort, least)
        if self.machine.remembers:
            return (None, None, False) if self.histories is None else self.histories.back(act, wanted, self.effort)
        graph = self.graph
        if graph is None:
            return None, None, False
        strikes = np.flatnonzero(struck(graph, move))
        if not len(strikes):
            return None, None, True
        ways = self.ways_to(wanted, 1, 3)
        nodes = graph.after[act][strikes]
        if ways is not None:
            least = None if ways.days[nodes].min() == FAR else int(ways.days[nodes].min())
        if least is None:
            return None, None, True
        if not self.machine.plain:
            return Searched(self.machine, graph, self.effort).back(act, wanted, strikes, least)
        if ways is None:
            return None, None, False
        best = int(ways.days[nodes].argmin())
        node = int(nodes[best])
        return int(ways.days[node]), told(self.graph, ways, (int(strikes[best]), act), node), True

    def _bounded(self) -> Times:
        """Least times without caps, from the ways in which grades are entered; by rungs where it is too large."""
        times, grades = Times(), range(len(self.machine.names))
        graph = self.graph
        if graph is None or self.backwards is None:
            return self._by_rungs(times)
        try:
            with self.effort.share(1, 4) as part:
                part.arrays(len(graph.after) * graph.n * (2 * len(grades) + 2), len(grades))
        except OutOfEffort:
            return self._by_rungs(times)
        entries = {g: graph.entries(g) for g in grades}
        nodes = {g: np.fromiter(entries[g], np.int64) for g in grades}
        left = []
        with self.effort.share(_WAYS, _WAYS + (0 if self.machine.plain else _SEARCHES)) as part:
            within = self.within(part)
            for to in grades:
                ways = within.ways_to([to], 1, len(grades) - to)
                if ways is None:
                    left.append(to)
                    continue
                for of in grades:
                    self._pair(times, ways, of, to, entries[of], nodes[of])
        times.enterable = frozenset(g for g in grades if entries[g])
        times.reachable = frozenset(np.unique(graph.grade).tolist())
        return self._by_rungs(times, left) if left else times

    def within(self, effort: Effort) -> Ladder:
        """The same ladder, with all that is known of it, within a part of its effort."""
        within = copy(self)
        within.effort = effort
        return within

    def _pair(
        self, times: Times, ways: Ways, of: int, to: int, entries: dict[int, tuple[int, int]], nodes: Nodes
    ) -> None:
        if not len(nodes):
            times.least[of, to] = times.longest[of, to] = 0 if of == to else None
            return
        days = ways.days[nodes]
        best = int(days.argmin())
        times.least[of, to] = None if days[best] == FAR else int(days[best])
        times.longest[of, to] = None if days.max() == FAR else int(days.max())
        if of != to and times.least[of, to] is not None and self.machine.plain:
            node = int(nodes[best])
            story = told(self.graph, ways, entries[node], node)
            if story is not None:
                times.witnesses[of, to] = story

    def _by_rungs(self, times: Times, targets: Sequence[int] | None = None) -> Times:
        """Bounds by rungs in place of a graph: what they say can never be is proved, all else is not."""
        rungs, grades = self.rungs, range(len(self.machine.names))
        targets = grades if targets is None else targets
        within = frozenset(grade for grade, _ in rungs.reachable)
        for of in grades:
            days = rungs.days_from(rungs.entries(of))
            for to in targets:
                least = 0 if of == to else days.get(to)
                times.least[of, to] = least
                times.longest[of, to] = least if of == to else None
                if of == to or least is None:
                    continue
                if self.machine.plain or self.graph is None:
                    times.least[of, to], times.floors[of, to] = None, least
                    times.unproved.add((of, to))
                    times.longest_unproved.add((of, to))
        times.reachable = times.reachable or within
        times.enterable = times.enterable or within
        return times
