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

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from credopolis.audit.proofs.graph import FAR, RELEASE, Backwards, Graph, graph_of, too_large
from credopolis.audit.proofs.machine import Machine, Move, State
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.timed import Effort, GaveUp, Search, Story
from credopolis.audit.proofs.witness import Teller
from credopolis.core.units import DAYS_PER_YEAR

Pair = tuple[int, int]
FIRST = -2
"""In place of an act: the first scored day."""
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


def times_of(machine: Machine, effort: int = EFFORT) -> Times | None:
    """Least times between all grades; None if the rulebook's graph is too large to search."""
    loose = loosened(machine)
    if too_large(loose):
        return None
    graph = graph_of(machine)
    times = _of_graph(graph)
    if machine.plain:
        return times
    bound = times if not machine.expires else _of_graph(graph_of(loose), enter=graph)
    return _Searched(machine, graph, bound, effort).all()


def loosened(machine: Machine) -> Machine:
    """The machine whose entries may also end at any time: whatever the machine can do, it can do no later."""
    given = [Move(m.name, -m.points, -1, 0, -1, 0) for m in machine.moves if m.term]
    return replace(machine, moves=(*machine.moves, *given))


def _of_graph(graph: Graph, enter: Graph | None = None) -> Times:
    """Least times in a graph, from the ways in which its grades (or those of another graph) are entered."""
    times = Times()
    grades = range(len(graph.machine.names))
    entries = {g: (enter or graph).entries(g) for g in grades}
    places = {g: _same_nodes(enter, graph, list(entries[g])) for g in grades}
    backwards = Backwards(graph)
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


def follow(graph: Graph, teller: Teller, then: Sequence[int], by: Sequence[int], node: int) -> None:
    """Go on from a node along the way to its goal."""
    while then[node] >= 0:
        _step(teller, graph.machine, int(by[node]))
        node = int(then[node])


def _step(teller: Teller, machine: Machine, how: int) -> None:
    if how == RELEASE:
        teller.wait(teller.state.lock)
    else:
        teller.post(machine.moves[how])


@dataclass(frozen=True)
class Source:
    """A way of entering a grade: the state before, and the act, or RELEASE."""

    before: State
    how: int


class _Searched:
    """Least times of a machine with caps or expiring entries, pair by pair."""

    def __init__(self, machine: Machine, graph: Graph, bound: Times, effort: int) -> None:
        self._machine, self._graph, self._bound = machine, graph, bound
        self._for_least, self._for_longest = Effort(effort), Effort(effort)
        self._times = Times(enterable=bound.enterable, reachable=bound.reachable)

    def all(self) -> Times:
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

    def _sources(self, of: int) -> list[Source]:
        found: dict[tuple[State, int], None] = {}
        graph = self._graph
        for how, nodes, targets in graph.edges():
            for at in np.flatnonzero((graph.grade[targets] == of) & (graph.grade[nodes] != of)).tolist():
                node = int(nodes[at])
                grade = int(graph.grade[node])
                lock = self._machine.lock_days[grade] if graph.locked[node] else 0
                lock = 1 if how == RELEASE else lock
                found[self._machine.standing(int(graph.score[node]), grade, lock), how] = None
        if self._machine.band(self._machine.start) == of:
            found[self._machine.first(), FIRST] = None
        return [Source(state, how) for state, how in found]

    def _least(self, of: int, wanted: tuple[int, ...], moves: tuple[Move, ...], sources: list[Source]) -> None:
        unseen = tuple(to for to in wanted if self._bound.least[of, to] is not None)
        bound = {to: self._bound.least[of, to] or 0 for to in unseen}
        found, unproved = self._search(unseen, moves, sources, bound, self._for_least)
        for to, (source, year, story) in found.items():
            self._times.least[of, to] = story.cost[0]
            self._times.witnesses[of, to] = self._witness(source, year, story, moves)
        self._times.unproved |= {(of, to) for to in unproved}

    def _longest(self, of: int, wanted: tuple[int, ...], moves: tuple[Move, ...], sources: list[Source]) -> None:
        worst: dict[int, int | None] = dict.fromkeys(wanted, 0)
        for source in sources:
            found, unproved = self._search(wanted, moves, [source], dict.fromkeys(wanted, 0), self._for_longest)
            self._times.longest_unproved |= {(of, to) for to in unproved}
            for to in wanted:
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
        open_ = tuple(
            to
            for to in wanted
            if not (to in quick and quick[to] <= bound[to])
            and (to in left or not self._coarse_is_exact(moves, quick.get(to)))
        )
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
