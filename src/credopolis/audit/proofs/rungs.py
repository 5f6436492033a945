"""Bounds from grades and locks alone, whatever the score: what no course of entries can undercut.

The score is left out: an entry may lead from a grade to any that its sign allows, a lock's end to its rung or any
band. Whatever a life can do it can do here in no more days, so times here are never longer than true ones, and a grade
that cannot be reached here can never be. A graph of at most sixty places, however wide the score is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import Move

Place = tuple[int, bool]
"""A grade, and whether one is in its lock."""


class Rungs:
    """A machine without its score, under some of its acts."""

    def __init__(self, machine: Machine, moves: Sequence[Move] | None = None) -> None:
        self._machine = machine
        moves = machine.moves if moves is None else moves
        new = machine.newcomers.days > 0 or machine.holds
        self._falls = machine.returns or new or any(m.points < 0 or (m.points > 0 and m.term) for m in moves)
        # Only a drop or a rung leaves somebody below the band of the score, where any entry lifts.
        drops = bool(machine.counters) or any(m.falls_to >= 0 for m in machine.moves)
        below_band = drops or any(rung >= 0 for rung in machine.release_to)
        gives = any(m.points > 0 or (m.points < 0 and m.term) for m in moves)
        self._rises = machine.returns or new or machine.gives is not None or gives or (bool(moves) and below_band)
        counted = machine.counted_grades if any(m.points < 0 for m in moves) else ()
        self._drops = tuple(sorted({m.falls_to for m in moves if m.falls_to >= 0} | {*counted}))
        self._bands = machine.bands

    def _locked(self, grade: int) -> Place:
        return grade, self._machine.lock_days[grade] > 0

    def _onward(self, place: Place) -> Iterator[tuple[Place, int]]:
        grade, held = place
        machine = self._machine
        for drop in self._drops:
            if drop <= grade:
                yield self._locked(drop), 0
        if self._falls:
            yield from ((self._locked(band), 0) for band in self._bands if band < grade)
        if self._rises and not held:
            yield from (((band, False), 0) for band in self._bands if band > grade)
        if held:
            rung, days = machine.release_to[grade], machine.lock_days[grade]
            if rung >= 0:
                yield self._locked(rung), days
            else:
                bands = {*self._bands, *(machine.at_most[grade : grade + 1] if machine.cycles else ())}
                yield from ((self._locked(b) if b < grade else (b, False), days) for b in bands)

    def days_from(self, places: Iterable[Place]) -> dict[int, int]:
        """Days, at the least, until each grade that can be reached."""
        best: dict[Place, int] = {}
        queue = [(0, place) for place in places]
        heapq.heapify(queue)
        while queue:
            days, place = heapq.heappop(queue)
            if place in best:
                continue
            best[place] = days
            for then, more in self._onward(place):
                if then not in best:
                    heapq.heappush(queue, (days + more, then))
        grades: dict[int, int] = {}
        for (grade, _), days in best.items():
            grades[grade] = min(days, grades.get(grade, days))
        return grades

    @cached_property
    def reachable(self) -> tuple[Place, ...]:
        """Places that the start may lead to."""
        machine = self._machine
        first = (machine.first().grade, False)
        seen, queue = {first}, [first]
        while queue:
            for then, _ in self._onward(queue.pop()):
                if then not in seen:
                    seen.add(then)
                    queue.append(then)
        return tuple(sorted(seen))

    def entries(self, grade: int) -> list[Place]:
        """Places in which a grade may be entered."""
        machine = self._machine
        first = (machine.first().grade, False)
        found = {then for place in self.reachable for then, _ in self._onward(place) if then[0] == grade != place[0]}
        return sorted(found | ({first} if first[0] == grade else set()))
