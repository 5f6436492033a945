"""Least times with caps or expiring entries, found by `timed` between the bounds of `graph`; see `times`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credopolis.audit.proofs.graph import FAR, RELEASE, Backwards, Graph, Nodes, Ways
from credopolis.audit.proofs.machine import Machine, Move, State
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.timed import Effort, GaveUp, Op, Search, Story
from credopolis.audit.proofs.times import Times
from credopolis.audit.proofs.witness import Teller
from credopolis.core.units import DAYS_PER_YEAR

FIRST = -2
"""In place of an act: the first scored day."""


@dataclass(frozen=True)
class Source:
    """A way of entering a grade: the state before, and the act, or RELEASE."""

    before: State
    how: int


class Searched:
    """Least times of a machine with caps or expiring entries, pair by pair."""

    def __init__(self, machine: Machine, graph: Graph, bound: Times, effort: int) -> None:
        self._machine, self._graph, self._bound = machine, graph, bound
        self._for_least, self._for_longest = Effort(effort), Effort(effort)
        self._backwards: dict[tuple[Move, ...], Backwards] = {}
        self._same_day: dict[tuple[tuple[Move, ...], int], Ways] = {}
        self._times = Times(enterable=bound.enterable, reachable=bound.reachable)

    def all(self) -> Times:
        """Least times between all grades."""
        grades = range(len(self._machine.names))
        for of in grades:
            sources = self._sources(of)
            for to in grades:
                self._times.least[of, to] = self._times.longest[of, to] = 0 if of == to else None
            if not sources:
                continue
            for wanted, moves in self._directions(of):
                if wanted:
                    self._least(of, wanted, moves, sources)
                    self._longest(of, wanted, moves, sources)
        return self._times

    def _directions(self, of: int) -> list[tuple[tuple[int, ...], tuple[Move, ...]]]:
        """Grades to be reached, and the acts by which (see the module's docstring)."""
        n = len(self._machine.names)
        if not self._machine.expires:
            return [(tuple(g for g in range(n) if g != of), self._machine.moves)]
        up, down = gaining(self._machine), losing(self._machine)
        return [(tuple(range(of + 1, n)), up), (tuple(range(of)), down)]

    def back(self, act: int, standing: int, struck: Nodes) -> tuple[int | None, Witness | None, bool]:
        """As `Ladder.back`, from the nodes in which the act can strike."""
        sources = [Source(self._standing(int(node)), act) for node in struck.tolist()]
        wanted = tuple(range(standing, len(self._machine.names)))
        moves = gaining(self._machine) if self._machine.expires else self._machine.moves
        found, unproved = self._search(wanted, moves, sources, dict.fromkeys(wanted, 0), self._for_least)
        if not found:
            return None, None, not unproved
        source, year, story = min(found.values(), key=lambda f: f[2].cost)
        proved = not unproved or not story.cost[0]
        return story.cost[0], self._witness(source, year, story, moves), proved

    def _standing(self, node: int, lock: int | None = None) -> State:
        graph = self._graph
        grade = int(graph.grade[node])
        days = self._machine.lock_days[grade] if lock is None else lock
        return self._machine.standing(int(graph.score[node]), grade, days if graph.locked[node] else 0)

    def _sources(self, of: int) -> list[Source]:
        found: dict[State, Source] = {}
        graph = self._graph
        if self._machine.band(self._machine.start) == of:
            found[self._machine.first()] = Source(self._machine.first(), FIRST)
        for how, nodes, targets in graph.edges():
            for node in nodes[(graph.grade[targets] == of) & (graph.grade[nodes] != of)].tolist():
                source = Source(self._standing(node, 1 if how == RELEASE else None), how)
                found.setdefault(self._enter(source, DAYS_PER_YEAR), source)
        return list(found.values())

    @cached_property
    def _nodes(self) -> dict[tuple[int, int, bool], int]:
        graph = self._graph
        keys = zip(graph.score.tolist(), graph.grade.tolist(), graph.locked.tolist(), strict=True)
        return {key: node for node, key in enumerate(keys)}

    def _at_once(self, moves: tuple[Move, ...], to: int) -> Ways:
        """Ways to a grade on one day, by entries without a cap: no clock matters, so the graph has them all."""
        if (moves, to) not in self._same_day:
            acts = [k for k, move in enumerate(self._machine.moves) if move in moves and not move.cap]
            backwards = self._backwards.setdefault(moves, Backwards(self._graph, acts))
            self._same_day[moves, to] = backwards.ways_to(np.flatnonzero(self._graph.grade == to).tolist())
        return self._same_day[moves, to]

    def _today(self, to: int, moves: tuple[Move, ...], sources: list[Source]) -> dict[Source, Story]:
        """The sources from which a grade can be reached on the day of entering, and how."""
        ways, found = self._at_once(moves, to), {}
        for n, source in enumerate(sources):
            state = self._enter(source, DAYS_PER_YEAR)
            node = self._nodes[state.score, state.grade, state.lock > 0]
            if ways.days[node] == FAR:
                continue
            ops: list[Op] = []
            while ways.then[node] >= 0:
                ops.append((moves.index(self._machine.moves[int(ways.by[node])]), 0))
                node = int(ways.then[node])
            found[source] = Story(n, tuple(ops), state, (0, len(ops)))
        return found

    def _least(self, of: int, wanted: tuple[int, ...], moves: tuple[Move, ...], sources: list[Source]) -> None:
        unseen = []
        for to in wanted:
            if today := self._today(to, moves, sources):
                source, story = min(today.items(), key=lambda item: item[1].cost)
                self._times.least[of, to] = 0
                self._times.witnesses[of, to] = self._witness(source, DAYS_PER_YEAR, story, moves)
            elif self._bound.least[of, to] is not None:
                unseen.append(to)
        bound = {to: self._bound.least[of, to] or 0 for to in unseen}
        found, unproved = self._search(tuple(unseen), moves, sources, bound, self._for_least)
        for to, (source, year, story) in found.items():
            self._times.least[of, to] = story.cost[0]
            self._times.witnesses[of, to] = self._witness(source, year, story, moves)
        self._times.unproved |= {(of, to) for to in unproved}

    def _longest(self, of: int, wanted: tuple[int, ...], moves: tuple[Move, ...], sources: list[Source]) -> None:
        worst: dict[int, int | None] = dict.fromkeys(wanted, 0)
        today = {to: self._today(to, moves, sources) for to in wanted}
        for source in sources:
            open_ = tuple(to for to in wanted if source not in today[to])
            if not open_:
                continue
            found, unproved = self._search(open_, moves, [source], dict.fromkeys(open_, 0), self._for_longest)
            self._times.longest_unproved |= {(of, to) for to in unproved}
            for to in open_:
                known = worst[to]
                worst[to] = max(known, found[to][2].cost[0]) if known is not None and to in found else None
        for to in wanted:
            self._times.longest[of, to] = worst[to]

    def _search(
        self,
        wanted: tuple[int, ...],
        moves: tuple[Move, ...],
        sources: list[Source],
        bound: dict[int, int],
        effort: Effort,
    ) -> tuple[dict[int, tuple[Source, int, Story]], set[int]]:
        """The quickest story to each wanted grade, with its source and the days then left of the cap year; and which
        of them are not proved to be the quickest."""
        coarse, left = self._try(wanted, moves, sources, effort, by_day=False, years=(1,))
        quick = {to: found[2].cost[0] for to, found in coarse.items()}
        at_bound = {to for to, days in quick.items() if days <= bound[to]}
        sure = {to for to in wanted if to not in left and self._coarse_is_exact(moves, quick.get(to))}
        open_ = tuple(to for to in wanted if to not in at_bound | sure)
        if not open_:
            return coarse, set()
        longest = max((quick.get(to, DAYS_PER_YEAR) for to in open_), default=0)
        years = range(1, min(longest + 1, DAYS_PER_YEAR) + 1) if self._machine.n_caps else (1,)
        horizon = None if any(to not in quick for to in open_) else longest
        fine, left = self._try(open_, moves, sources, effort, by_day=True, years=tuple(years), longest=horizon)
        for to, story in fine.items():
            if to not in quick or story[2].cost[0] < quick[to]:
                coarse[to] = story
        return coarse, set(left)

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
        sources: list[Source],
        effort: Effort,
        *,
        by_day: bool,
        years: tuple[int, ...],
        longest: int | None = None,
    ) -> tuple[dict[int, tuple[Source, int, Story]], tuple[int, ...]]:
        """Stories to the wanted grades; and those for which the search gave up."""
        pairs = [(source, year) for source in sources for year in years]
        search = Search(self._machine, moves, by_day, effort, longest_days=longest)
        starts = [self._enter(source, year) for source, year in pairs]
        seen: dict[int, Story] = {}
        try:
            seen = search.stories(starts, lambda s: s.grade if s.grade in wanted else None, len(wanted))
            left: tuple[int, ...] = ()
        except GaveUp as gave_up:
            seen = gave_up.found
            left = tuple(to for to in wanted if to not in seen)
        return {to: (*pairs[story.source], story) for to, story in seen.items()}, left

    def _before(self, source: Source, year: int) -> State:
        return source.before._replace(year=year if self._machine.n_caps else 0)

    def _enter(self, source: Source, year: int) -> State:
        """The state in which a source enters its grade, with so many days left of the cap year."""
        before = self._before(source, year)
        if source.how == FIRST:
            return before
        if source.how == RELEASE:
            ahead = self._before(source, year % DAYS_PER_YEAR + 1)
            return self._machine.wait(ahead, 1)
        return self._machine.post(before, self._machine.moves[source.how])

    def _witness(self, source: Source, year: int, story: Story, moves: tuple[Move, ...]) -> Witness:
        begins = 2 * DAYS_PER_YEAR - year if self._machine.n_caps else DAYS_PER_YEAR
        if source.how == RELEASE:
            teller = Teller(self._machine, self._before(source, year % DAYS_PER_YEAR + 1), begins - 1)
            teller.wait(1)
        else:
            teller = Teller(self._machine, self._before(source, year), begins)
            if source.how != FIRST:
                teller.post(self._machine.moves[source.how])
        teller.tell(story.ops, moves)
        return teller.witness(begins)


def gaining(machine: Machine) -> tuple[Move, ...]:
    """Acts that add points, and acts that move nothing."""
    return tuple(move for move in machine.moves if move.points >= 0 and move.falls_to < 0)


def losing(machine: Machine) -> tuple[Move, ...]:
    """Acts that take points or drop a grade, and acts that move nothing."""
    return tuple(move for move in machine.moves if move.points <= 0)
