"""Least times with caps or expiring entries, found by `timed` between the bounds of `graph`; see `times`."""

from __future__ import annotations

import numpy as np

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.entering import Entering, Sources
from credopolis.audit.proofs.found import LONGEST_TOLD, Bound, Times
from credopolis.audit.proofs.graph import FAR, Backwards, Graph, Nodes, Ways
from credopolis.audit.proofs.machine import Machine, Move
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.timed import GaveUp, Op, Search, Story
from credopolis.core.units import DAYS_PER_YEAR

_AT_ONCE, _LEAST, _LONGEST = 6.0, 3.0, 1.5
"""Weights by which the effort is shared."""
_BEHIND = 3
"""Ways of entering a grade that are followed with all their entries on file."""


Found = dict[int, tuple[int, int, Story]]
"""By grade: the source, the days then left of the cap year, and the story."""


class Searched:
    """Least times of a machine with caps or expiring entries, grade by grade, each within its part of the effort."""

    def __init__(self, machine: Machine, graph: Graph, effort: Effort) -> None:
        self._machine, self._graph, self._effort = machine, graph, effort
        self._entering = Entering(machine, graph)
        self._same_day: dict[tuple[tuple[Move, ...], int], Ways | None] = {}

    def all(self, bound: Bound, reachable: frozenset[int]) -> Times:
        """Least times between all grades."""
        times = Times(reachable=reachable)
        grades = range(len(self._machine.names))
        with self._effort.share(_AT_ONCE, _AT_ONCE + _LEAST + _LONGEST) as part:
            self._all_at_once(part)
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
        ways = self._directions(of)
        try:
            sources = self._entering.sources(of, effort)
        except OutOfEffort:
            open_ = {(of, to) for wanted, _ in ways for to in wanted if bound.least[of, to] is not None}
            times.unproved |= open_
            times.longest_unproved |= open_
            return bool(open_)
        if not len(sources):
            # Entries that expire may lead there all the same.
            if self._machine.expires and of in times.reachable:
                times.unproved |= {(of, to) for wanted, _ in ways for to in wanted}
                times.longest_unproved |= {(of, to) for wanted, _ in ways for to in wanted}
            return False
        for n, (wanted, moves) in enumerate(ways):
            if not wanted:
                continue
            with effort.share(1, len(ways) - n) as part:
                with part.share(_LEAST, _LEAST + _LONGEST) as least:
                    self._least(of, wanted, moves, sources, bound, times, least)
                self._longest(of, wanted, moves, sources, bound, times, part)
        return True

    def _directions(self, of: int) -> list[tuple[tuple[int, ...], tuple[Move, ...]]]:
        """Grades to be reached, and the acts by which (see the module's docstring)."""
        n = len(self._machine.names)
        if not self._machine.expires:
            return [(tuple(g for g in range(n) if g != of), self._machine.moves)]
        up, down = gaining(self._machine), losing(self._machine)
        return [(tuple(range(of + 1, n)), up), (tuple(range(of)), down)]

    def back(self, act: int, wanted: list[int], struck: Nodes, least: int) -> tuple[int | None, Witness | None, bool]:
        """As `Ladder.back`, from the nodes in which the act can strike; no way is shorter than `least` days."""
        sources = Sources(struck, np.full(len(struck), act), self._graph.after[act][struck])
        moves = gaining(self._machine) if self._machine.expires else self._machine.moves
        found, unproved = self._search(tuple(wanted), moves, sources, dict.fromkeys(wanted, least), self._effort)
        if not found:
            return None, None, not unproved and not self._machine.expires
        source, year, story = min(found.values(), key=lambda f: f[2].cost)
        proved = not unproved or story.cost[0] <= least
        return story.cost[0], self._entering.witness(sources, source, year, story, moves), proved

    def _all_at_once(self, effort: Effort) -> None:
        """What can be reached on the day of entering, for every grade."""
        n = len(self._machine.names)
        wanted = {moves: set[int]() for _, moves in self._directions(0)}
        for of in range(n):
            for goals, moves in self._directions(of):
                wanted[moves] |= set(goals)
        for k, (moves, goals_of) in enumerate(wanted.items()):
            with effort.share(1, len(wanted) - k) as part:
                self._at_once(moves, sorted(goals_of), part)

    def _at_once(self, moves: tuple[Move, ...], goals: list[int], effort: Effort) -> None:
        """Ways to grades on one day, by entries without a cap: no clock matters, so the graph has them all."""
        self._same_day |= {(moves, to): None for to in goals}
        acts = [k for k, move in enumerate(self._machine.moves) if move in moves and not move.cap]
        try:
            backwards = Backwards(self._graph, acts, effort)
        except OutOfEffort:
            return
        for k, to in enumerate(goals):
            with effort.share(1, len(goals) - k) as part:
                try:
                    nodes = np.flatnonzero(self._graph.grade == to).tolist()
                    self._same_day[moves, to] = backwards.ways_to(nodes, part)
                except OutOfEffort:
                    continue

    def _today(self, to: int, moves: tuple[Move, ...], sources: Sources) -> Nodes:
        """Steps in which each source leads to a grade on the day of entering, FAR where it does not."""
        ways = self._same_day[moves, to]
        if ways is None:
            return np.full(len(sources), FAR)
        return np.where(ways.days[sources.node] == FAR, FAR, ways.steps[sources.node])

    def _told_today(self, to: int, moves: tuple[Move, ...], sources: Sources, source: int) -> Witness | None:
        ways, node = self._same_day[moves, to], int(sources.node[source])
        if ways is None:
            return None
        ops: list[Op] = []
        while ways.then[node] >= 0:
            if len(ops) == LONGEST_TOLD:
                return None
            ops.append((moves.index(self._machine.moves[int(ways.by[node])]), 0))
            node = int(ways.then[node])
        state = self._entering.enter(sources, source, DAYS_PER_YEAR)
        return self._entering.witness(
            sources, source, DAYS_PER_YEAR, Story(source, tuple(ops), state, (0, len(ops))), moves
        )

    def _least(
        self,
        of: int,
        wanted: tuple[int, ...],
        moves: tuple[Move, ...],
        sources: Sources,
        bound: Bound,
        times: Times,
        effort: Effort,
    ) -> None:
        unseen = []
        for to in wanted:
            steps = self._today(to, moves, sources)
            best = int(steps.argmin())
            if steps[best] != FAR:
                times.least[of, to] = 0
                self._keep(times, of, to, self._told_today(to, moves, sources, best))
            elif bound.least[of, to] is not None:
                unseen.append(to)
        if not unseen:
            return
        least = {to: bound.least[of, to] or 0 for to in unseen}
        with effort.share(3, 4) as part:
            found, unproved = self._search(tuple(unseen), moves, sources, least, part)
        for to, (source, year, story) in found.items():
            times.least[of, to] = story.cost[0]
            self._keep(times, of, to, self._entering.witness(sources, source, year, story, moves))
        times.unproved |= {(of, to) for to in unproved}
        times.unproved |= {(of, to) for to in unseen if to not in found and self._machine.expires}
        above = {to: days for to, days in least.items() if to not in found or found[to][2].cost[0] > days}
        if above and self._machine.expires:
            self._behind(of, above, sources, times, effort)

    @staticmethod
    def _keep(times: Times, of: int, to: int, witness: Witness | None) -> None:
        if witness is not None:
            times.witnesses[of, to] = witness

    def _behind(self, of: int, above: dict[int, int], sources: Sources, times: Times, effort: Effort) -> None:
        """Shorter ways by what was on file before a grade was entered: of lives that made their entries on one day.

        above : the grades whose time is over its bound, and the bound. What is found is true of such a life, and the
        least only where it meets the bound.
        """
        for source in range(min(len(sources), _BEHIND)):
            teller = self._entering.lived(sources, source)
            if teller is None:
                continue
            with effort.share(1, _BEHIND - source) as part:
                search = Search(self._machine, self._machine.moves, False, part)
                try:
                    seen = search.stories([teller.state], lambda s: s.grade if s.grade in above else None, len(above))
                except GaveUp as gave_up:
                    seen = gave_up.found
            for to, story in seen.items():
                known = times.least[of, to]
                if known is not None and known <= story.cost[0]:
                    continue
                times.least[of, to] = story.cost[0]
                if story.cost[0] <= above[to]:
                    times.unproved.discard((of, to))
                else:
                    times.unproved.add((of, to))
                times.witnesses.pop((of, to), None)
                whole = self._entering.lived(sources, source)
                if whole is not None and len(story.ops) <= LONGEST_TOLD:
                    begins = whole.day
                    whole.tell(story.ops, self._machine.moves)
                    times.witnesses[of, to] = whole.witness(begins)

    def _longest(
        self,
        of: int,
        wanted: tuple[int, ...],
        moves: tuple[Move, ...],
        sources: Sources,
        bound: Bound,
        times: Times,
        effort: Effort,
    ) -> None:
        worst: dict[int, int | None] = dict.fromkeys(wanted, 0)
        today = {to: self._today(to, moves, sources) != FAR for to in wanted}
        never = {to for to in wanted if bound.longest.get((of, to), 0) is None}
        left = set(wanted) - never
        apart = np.flatnonzero(~np.logical_and.reduce([today[to] for to in left])) if left else np.zeros(0, np.int64)
        for n, source in enumerate(apart.tolist()):
            open_ = tuple(to for to in wanted if to in left and not today[to][source])
            if not open_:
                continue
            with effort.share(1, len(apart) - n) as part:
                found, unproved = self._search(open_, moves, sources.some(np.array([source])),
                                               dict.fromkeys(open_, 0), part)  # fmt: skip
            lost = {to for to in open_ if to in unproved or (to not in found and self._machine.expires)}
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
        self, wanted: tuple[int, ...], moves: tuple[Move, ...], sources: Sources, bound: dict[int, int], effort: Effort
    ) -> tuple[Found, set[int]]:
        """The quickest story to each wanted grade, with its source and the days then left of the cap year; and which
        of them are not proved to be the quickest."""
        with effort.share(1, 2) as part:
            coarse, left = self._try(wanted, moves, sources, part, by_day=False, years=range(1, 2))
        quick = {to: found[2].cost[0] for to, found in coarse.items()}
        at_bound = {to for to, days in quick.items() if days <= bound[to]}
        sure = {to for to in wanted if to not in left and self._coarse_is_exact(moves, quick.get(to))}
        open_ = tuple(to for to in wanted if to not in at_bound | sure)
        if not open_:
            return coarse, set()
        longest = max((quick.get(to, DAYS_PER_YEAR) for to in open_), default=0)
        years = range(1, min(longest + 1, DAYS_PER_YEAR) + 1) if self._machine.n_caps else range(1, 2)
        horizon = None if any(to not in quick for to in open_) else longest
        fine, left = self._try(open_, moves, sources, effort, by_day=True, years=years, longest=horizon)
        for to, story in fine.items():
            if to not in quick or story[2].cost[0] < quick[to]:
                coarse[to] = story
        return coarse, {to for to in left if to not in coarse or coarse[to][2].cost[0] > bound[to]}

    def _coarse_is_exact(self, moves: tuple[Move, ...], days: int | None) -> bool:
        """Whether waiting from event to event misses nothing (see `timed`)."""
        machine = self._machine
        if machine.locks:
            return False
        terms = [move.term for move in moves if move.term]
        return not machine.expires or (days is not None and (not terms or days <= min(terms)))

    def _try(
        self,
        wanted: tuple[int, ...],
        moves: tuple[Move, ...],
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
        search = Search(self._machine, moves, by_day, effort, longest_days=longest)
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


def gaining(machine: Machine) -> tuple[Move, ...]:
    """Acts that add points, and acts that move nothing."""
    return tuple(move for move in machine.moves if move.points >= 0 and move.falls_to < 0)


def losing(machine: Machine) -> tuple[Move, ...]:
    """Acts that take points or drop a grade, and acts that move nothing."""
    return tuple(move for move in machine.moves if move.points <= 0)
