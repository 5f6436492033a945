"""Least times where the score is a mean, or only the end of a cycle sets the grade: states are followed one by one.

Where only the end of a cycle sets the grade, at once or later, the days between such ends and settings decide nothing:
locks end with them, and an entry does the same on the first of these days as on the last. So states are those of first
days, entries take no time, and the next end or setting lies as far ahead as it is from the one before; only after an
entry with which the time begins it lies a day ahead, for that entry is made on the last day. Where the score is a mean,
a lock is the only clock, as in `graph`.

Other machines are followed day by day, where the states that lives come to are few.

Where all of these are found the times are exact. Where they are too many, or more is remembered than is told above
(caps, terms, the limit of a day), lives are lived all the same, and bounds are those of `rungs`: exact where both meet.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from credopolis.audit.proofs.dated import Made
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.few import few_hold, few_means, remembers_no_more
from credopolis.audit.proofs.found import Times
from credopolis.audit.proofs.histories import Lived
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Witness
from credopolis.audit.proofs.rated import RungsOfMeans, lives_back, lives_of_means
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.state import State

ONWARD = -1
_MOST_HELD = 1_000
"""States of entries that end others which are followed one by one."""
_LONGEST_LIVED = 20_000
"""Entries and waits of a life that is lived."""
Place = tuple[int, bool]
"""A state's number, and whether the time began with an entry on the last day of this cycle."""


@dataclass
class Explored:
    """States that lives come to, in the order in which they were found.

    after : by state, where entries of each act lead. onward : days until something happens by itself, and the state
    then; none if nothing does. came : the state before, and the act or ONWARD. whole : whether these are all.
    """

    states: list[State] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    onward: list[tuple[int, int] | None] = field(default_factory=list)
    came: list[tuple[int, int]] = field(default_factory=list)
    whole: bool = True


class Stepwise:
    """A machine whose states are followed one by one.

    by_day : whether day by day, with entries on any of them: exact for every machine whose states are few, unless acts
    need lists.
    """

    def __init__(self, machine: Machine, effort: Effort, by_day: bool = False) -> None:
        self._machine, self._by_day = machine, by_day
        self._cycle = 0 if by_day else machine.resets.every
        self.rungs: Rungs = RungsOfMeans(machine) if machine.mean is not None else Rungs(machine)
        self.lived = Lived(machine)
        self.lived.sweep()
        self._found = self._follow(effort)
        self.exact = self._found.whole and (not machine.list_days if by_day else remembers_no_more(machine))

    def _follow(self, effort: Effort) -> Explored:
        """Every state that a life comes to, as far as the effort goes."""
        machine, found = self._machine, Explored()
        if (machine.mean is not None and not few_means(machine)) or not few_hold(machine):
            found.whole = False
            return found
        first = machine.first()
        numbers = {first: 0}
        found.states, found.came = [first], [(-1, ONWARD)]

        def number(state: State, before: int, how: int) -> int:
            known = numbers.setdefault(state, len(found.states))
            if known == len(found.states):
                found.states.append(state)
                found.came.append((before, how))
            return known

        try:
            for n, state in enumerate(found.states):
                effort.spend((2 + machine.holds) * (len(machine.moves) + 1) * machine.a_post + len(state.rated))
                if machine.holds and n >= _MOST_HELD:
                    raise OutOfEffort
                then = self._passes(state)
                found.after.append([number(machine.post(state, m), n, k) for k, m in enumerate(machine.moves)])
                found.onward.append(None if then is None else (then[0], number(then[1], n, ONWARD)))
        except OutOfEffort:
            found.whole = False
            known = len(found.after) - (len(found.after) > len(found.onward))
            found.after, found.onward = found.after[:known], found.onward[:known]
        return found

    def _passes(self, state: State) -> tuple[int, State] | None:
        """Days until the next end of a cycle, or of the lock, and the state then."""
        days = self._ahead(state)
        return (days, self._machine.later(state, days)) if days else None

    def _ahead(self, state: State) -> int:
        """Days until the next end of a cycle or setting of a grade, or of the lock; 0 for none."""
        if self._by_day:
            idle = all(self._machine.post(state, move) == state for move in self._machine.moves)
            return self._machine.next_event(state) if idle else 1
        if not self._cycle:
            return state.lock
        return min(state.reset, self._machine.until_set(state)) if state.due >= 0 else state.reset

    def times(self, effort: Effort) -> Times:
        """Least times between all grades."""
        grades = range(len(self._machine.names))
        found: dict[tuple[int, int], int] = {}
        for of in grades:
            effort.say(f"least times from {self._machine.names[of]}")
            with effort.share(1, len(grades) - of + 1) as part:
                found |= {(of, to): days for to, days in self._from(of, part).items()}
        lives_of_means(self._machine, self.lived, effort)
        times = Times(least={(of, of): 0 for of in grades})
        times.enterable = frozenset(self.lived.entered)
        times.reachable = times.enterable if self.exact else frozenset(grade for grade, _ in self.rungs.reachable)
        for of in grades:
            bound = self.rungs.days_from(self.rungs.entries(of))
            for to in (to for to in grades if to != of):
                way = self.lived.ways.get((of, to))
                floor = found.get((of, to)) if self.exact else bound.get(to)
                times.least[of, to] = None if way is None else way.days
                if (None if way is None else way.days) != floor:
                    times.unproved.add((of, to))
                    floor = min(floor or 0, way.days) if way is not None else floor
                if floor is not None:
                    times.floors[of, to] = floor
                if way is not None and way.witness is not None:
                    times.witnesses[of, to] = way.witness
        return times

    def back(
        self, act: int, wanted: Iterable[int], effort: Effort, least: int
    ) -> tuple[int | None, Witness | None, bool]:
        """Days from an entry of an act that drops to a grade to any of some grades; the story; whether it is proved.

        least : days that are none too many.
        """
        move, wanted = self._machine.moves[act], frozenset(wanted)
        after = self.lived.follow(move.name, wanted)
        found = self._found
        sources: dict[Place, int] = {}
        for n, then in enumerate(found.after):
            state = found.states[n]
            if state.grade >= move.falls_to and move.open_in(state.grade):
                sources.setdefault((then[act], self._cycle > 0), n)
        days = self._live(sources, act, wanted, effort)
        if not self._found.whole:
            into = lives_of_means(self._machine, self.lived, effort)
            lives_back(self._machine, self.lived, into, act, wanted, effort)
        way = after()
        floor = min(days.values(), default=None) if self.exact else least
        if way is None:
            return None, None, self.exact and not days
        return way.days, way.witness, way.days == floor

    def _from(self, of: int, effort: Effort) -> dict[int, int]:
        """Least days from entering a grade to each other; lives that take them are lived."""
        sources: dict[Place, int] = {}
        if self._found.after and self._found.states[0].grade == of:
            sources[0, False] = -1
        for n, (then, onward) in enumerate(zip(self._found.after, self._found.onward, strict=True)):
            if self._found.states[n].grade == of:
                continue
            for to in then:
                if self._found.states[to].grade == of:
                    sources.setdefault((to, self._cycle > 0), n)
            if onward is not None and self._found.states[onward[1]].grade == of:
                sources.setdefault((onward[1], False), n)
        return self._live(sources, None, frozenset(range(len(self._machine.names))) - {of}, effort)

    def _live(
        self, sources: dict[Place, int], act: int | None, wanted: frozenset[int], effort: Effort
    ) -> dict[int, int]:
        """Least days from some places to each of some grades, by which lives are lived.

        sources : the state before each. act : with which the time begins, None for any.
        """
        try:
            came, first = self._search(sources, wanted, effort)
        except OutOfEffort:
            self.exact = False
            return {}
        days = {}
        for grade, (taken, place) in first.items():
            days[grade] = taken
            made = self._told(sources, came, place, act)
            if made:
                effort.spend_at_most(10 * len(made))
                self.lived.live(made)
        return days

    def _search(
        self, sources: dict[Place, int], wanted: frozenset[int], effort: Effort
    ) -> tuple[dict[Place, tuple[Place, int]], dict[int, tuple[int, Place]]]:
        """Where each place was come from, and how; and by grade the fewest days, and where. Raises OutOfEffort."""
        days: dict[Place, int] = dict.fromkeys(sources, 0)
        came: dict[Place, tuple[Place, int]] = {}
        queue = [(0, n, place) for n, place in enumerate(sources)]
        heapq.heapify(queue)
        order, first, done = len(queue), dict[int, tuple[int, Place]](), set[Place]()
        while queue and len(first) < len(wanted):
            taken, _, place = heapq.heappop(queue)
            if place in done or place[0] >= len(self._found.after):
                continue
            done.add(place)
            effort.spend(1 + len(self._machine.moves))
            grade = self._found.states[place[0]].grade
            if grade in wanted and grade not in first:
                first[grade] = taken, place
            for then, cost, how in self._onward(place):
                if days.get(then, taken + cost + 1) > taken + cost:
                    days[then], came[then] = taken + cost, (place, how)
                    order += 1
                    heapq.heappush(queue, (taken + cost, order, then))
        return came, first

    def _onward(self, place: Place) -> Iterator[tuple[Place, int, int]]:
        number, last_day = place
        for k, then in enumerate(self._found.after[number]):
            yield (then, last_day), 0, k
        onward = self._found.onward[number]
        if onward is not None:
            yield (onward[1], False), 1 if last_day else onward[0], ONWARD

    def _told(
        self, sources: dict[Place, int], came: dict[Place, tuple[Place, int]], place: Place, act: int | None
    ) -> list[Made]:
        """A whole life: from the start to where the time begins, and on to a place; empty if it is too long to tell."""
        later: deque[int] = deque()
        while place in came:
            place, how = came[place]
            later.appendleft(how)
        hows, before = deque[int](), sources[place]
        if before >= 0:
            hows.append(self._by(before, place, act))
        while before > 0:
            before, how = self._found.came[before]
            hows.appendleft(how)
        if len(hows) + len(later) > _LONGEST_LIVED:
            return []
        return self._lived_by([*hows], [*later], place)

    def _by(self, before: int, place: Place, act: int | None) -> int:
        """How one came from a state to the place where the time begins."""
        if act is not None:
            return act
        onward = self._found.onward[before]
        if not place[1] and onward is not None and onward[1] == place[0]:
            return ONWARD
        return self._found.after[before].index(place[0])

    def _lived_by(self, hows: list[int], later: list[int], place: Place) -> list[Made]:
        """Days and acts of a life that goes so; the time begins with the last of `hows`."""
        made, day, state = list[Made](), 0, self._machine.first()
        for n, how in enumerate([*hows, *later]):
            last_day = n == len(hows) - 1 and place[1] and how != ONWARD
            left = self._ahead(state) - last_day if last_day or how == ONWARD else 0
            day, state = day + left, self._machine.later(state, left)
            if how != ONWARD:
                made.append((day, how))
                state = self._machine.post(state, self._machine.moves[how])
        return [*made, (day, -1)]
