"""Least times with caps, found by `timed` between the bounds of `graph`; see `times`."""

from __future__ import annotations

import numpy as np

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.entering import Entering, Sources
from credopolis.audit.proofs.found import LONGEST_TOLD, Bound, Times
from credopolis.audit.proofs.graph import FAR, Graph, Nodes
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.timed import GaveUp, Op, Search, Story
from credopolis.audit.proofs.ways import Backwards, Ways
from credopolis.core.units import DAYS_PER_YEAR

_AT_ONCE, _LEAST, _LONGEST = 6.0, 3.0, 1.5
"""Weights by which the effort is shared."""

Found = dict[int, tuple[int, int, Story]]
"""By grade: the source, the days then left of the cap year, and the story."""


class Searched:
    """Least times of a machine with caps, grade by grade, each within its part of the effort."""

    def __init__(self, machine: Machine, graph: Graph, effort: Effort) -> None:
        self._machine, self._graph, self._effort = machine, graph, effort
        self._entering = Entering(machine, graph)
        self._same_day: dict[int, Ways] = {}

    def all(self, bound: Bound, reachable: frozenset[int]) -> Times:
        """Least times between all grades."""
        times = Times(reachable=reachable)
        grades = range(len(self._machine.names))
        with self._effort.share(_AT_ONCE, _AT_ONCE + _LEAST + _LONGEST) as part:
            self._at_once(part)
        entered = set()
        for of in grades:
            self._effort.say(f"least times from {self._machine.names[of]}")
            with self._effort.share(1, len(grades) - of) as part:
                if self._from(of, bound, times, part):
                    entered.add(of)
        times.enterable = frozenset(entered)
        return times

    def _from(self, of: int, bound: Bound, times: Times, effort: Effort) -> bool:
        """Times from one grade -> whether it can be entered."""
        for to in range(len(self._machine.names)):
            times.least[of, to] = times.longest[of, to] = 0 if of == to else None
        wanted = tuple(to for to in range(len(self._machine.names)) if to != of)
        try:
            sources = self._entering.sources(of, effort)
        except OutOfEffort:
            open_ = {(of, to) for to in wanted if bound.least[of, to] is not None}
            times.unproved |= open_
            times.longest_unproved |= open_
            return bool(open_)
        if not len(sources):
            return False
        if wanted:
            with effort.share(_LEAST, _LEAST + _LONGEST) as part:
                self._least(of, wanted, sources, bound, times, part)
            self._longest(of, wanted, sources, bound, times, effort)
        return True

    def back(self, act: int, wanted: list[int], struck: Nodes, least: int) -> tuple[int | None, Witness | None, bool]:
        """As `Ladder.back`, from the nodes in which the act can strike; no way is shorter than `least` days."""
        sources = Sources(struck, np.full(len(struck), act), self._graph.after[act][struck])
        found, unproved = self._search(tuple(wanted), sources, dict.fromkeys(wanted, least), self._effort)
        if not found:
            return None, None, not unproved
        source, year, story = min(found.values(), key=lambda f: f[2].cost)
        proved = not unproved or story.cost[0] <= least
        return story.cost[0], self._entering.witness(sources, source, year, story), proved

    def _at_once(self, effort: Effort) -> None:
        """Ways to grades on one day, by entries without a cap: no clock matters, so the graph has them all."""
        goals = range(len(self._machine.names))
        try:
            acts = [k for k, move in enumerate(self._machine.moves) if not move.cap]
            backwards = Backwards(self._graph, acts, effort)
        except OutOfEffort:
            return
        for to in goals:
            with effort.share(1, len(goals) - to) as part:
                try:
                    nodes = np.flatnonzero(self._graph.grade == to).tolist()
                    self._same_day[to] = backwards.ways_to(nodes, part)
                except OutOfEffort:
                    continue

    def _today(self, to: int, sources: Sources) -> Nodes:
        """Steps in which each source leads to a grade on the day of entering, FAR where it does not."""
        ways = self._same_day.get(to)
        if ways is None:
            return np.full(len(sources), FAR)
        return np.where(ways.days[sources.node] == FAR, FAR, ways.steps[sources.node])

    def _told_today(self, to: int, sources: Sources, source: int) -> Witness | None:
        ways, node = self._same_day.get(to), int(sources.node[source])
        if ways is None:
            return None
        ops: list[Op] = []
        while ways.then[node] >= 0:
            if len(ops) == LONGEST_TOLD:
                return None
            ops.append((int(ways.by[node]), 0))
            node = int(ways.then[node])
        state = self._entering.enter(sources, source, DAYS_PER_YEAR)
        return self._entering.witness(sources, source, DAYS_PER_YEAR, Story(source, tuple(ops), state, (0, len(ops))))

    def _least(
        self,
        of: int,
        wanted: tuple[int, ...],
        sources: Sources,
        bound: Bound,
        times: Times,
        effort: Effort,
    ) -> None:
        unseen = []
        for to in wanted:
            steps = self._today(to, sources)
            best = int(steps.argmin())
            if steps[best] != FAR:
                times.least[of, to] = 0
                self._keep(times, of, to, self._told_today(to, sources, best))
            elif bound.least[of, to] is not None:
                unseen.append(to)
        if not unseen:
            return
        least = {to: bound.least[of, to] or 0 for to in unseen}
        with effort.share(3, 4) as part:
            found, unproved = self._search(tuple(unseen), sources, least, part)
        for to, (source, year, story) in found.items():
            times.least[of, to] = story.cost[0]
            self._keep(times, of, to, self._entering.witness(sources, source, year, story))
        times.unproved |= {(of, to) for to in unproved}

    @staticmethod
    def _keep(times: Times, of: int, to: int, witness: Witness | None) -> None:
        if witness is not None:
            times.witnesses[of, to] = witness

    def _longest(
        self,
        of: int,
        wanted: tuple[int, ...],
        sources: Sources,
        bound: Bound,
        times: Times,
        effort: Effort,
    ) -> None:
        worst: dict[int, int | None] = dict.fromkeys(wanted, 0)
        today = {to: self._today(to, sources) != FAR for to in wanted}
        never = {to for to in wanted if bound.longest.get((of, to), 0) is None}
        left = set(wanted) - never
        apart = np.flatnonzero(~np.logical_and.reduce([today[to] for to in left])) if left else np.zeros(0, np.int64)
        for n, source in enumerate(apart.tolist()):
            open_ = tuple(to for to in wanted if to in left and not today[to][source])
            if not open_:
                continue
            with effort.share(1, len(apart) - n) as part:
                found, unproved = self._search(open_, sources.some(np.array([source])),
                                               dict.fromkeys(open_, 0), part)  # fmt: skip
            lost = {to for to in open_ if to in unproved}
            times.longest_unproved |= {(of, to) for to in lost}
            for to in open_:
                known = worst[to]
                worst[to] = max(known, found[to][2].cost[0]) if known is not None and to in found else None
                if worst[to] is None or to in lost:
                    left.discard(to)
                    worst[to] = None
        for to in wanted:
            times.longest[of, to] = None if to in never else worst[to]

    def _search(
        self, wanted: tuple[int, ...], sources: Sources, bound: dict[int, int], effort: Effort
    ) -> tuple[Found, set[int]]:
        """The quickest story to each wanted grade, with its source and the days then left of the cap year; and which
        of them are not proved to be the quickest."""
        with effort.share(1, 2) as part:
            coarse, left = self._try(wanted, sources, part, by_day=False, years=range(1, 2))
        quick = {to: found[2].cost[0] for to, found in coarse.items()}
        at_bound = {to for to, days in quick.items() if days <= bound[to]}
        sure = {to for to in wanted if to not in left and not self._machine.locks}  # see `timed`
        open_ = tuple(to for to in wanted if to not in at_bound | sure)
        if not open_:
            return coarse, set()
        longest = max((quick.get(to, DAYS_PER_YEAR) for to in open_), default=0)
        years = range(1, min(longest + 1, DAYS_PER_YEAR) + 1) if self._machine.n_caps else range(1, 2)
        horizon = None if any(to not in quick for to in open_) else longest
        fine, left = self._try(open_, sources, effort, by_day=True, years=years, longest=horizon)
        for to, story in fine.items():
            if to not in quick or story[2].cost[0] < quick[to]:
                coarse[to] = story
        return coarse, {to for to in left if to not in coarse or coarse[to][2].cost[0] > bound[to]}

    def _try(
        self,
        wanted: tuple[int, ...],
        sources: Sources,
        effort: Effort,
        *,
        by_day: bool,
        years: range,
        longest: int | None = None,
    ) -> tuple[Found, tuple[int, ...]]:
        """Stories to the wanted grades; and those for which the search gave up.

        With more sources than the effort can follow, some are followed, evenly spread, and all is given up.
        """
        most = max(effort.left // 8, 1)
        thin = max(-(-len(sources) * len(years) // most), 1)
        if thin > 1 and by_day:
            return {}, wanted
        chosen = range(0, len(sources), thin)
        search = Search(self._machine, self._machine.moves, by_day, effort, longest_days=longest)
        seen: dict[int, Story] = {}
        try:
            seen = search.stories(self._entering.starts(sources, chosen, years),
                                  lambda s: s.grade if s.grade in wanted else None, len(wanted))  # fmt: skip
            left = wanted if thin > 1 else ()
        except GaveUp as gave_up:
            seen = gave_up.found
            left = tuple(to for to in wanted if to not in seen or thin > 1)
        found = {to: (chosen[s.source // len(years)], years[s.source % len(years)], s) for to, s in seen.items()}
        return found, left
