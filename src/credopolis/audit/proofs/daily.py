"""Least times where only the limit of a day is remembered: no entry expires, no act is capped, no grade is locked.

One then always stands in the band of the score. From below: the limit says how many days so many points ask for, from
the best score that a grade holds. From above a life is lived: by entries on days of their own to a score from which a
grade is entered best, and on from there by the largest entries that lead on; where it comes past a narrow band, it
falls back into it. Where both meet, the time is exact.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from credopolis.audit.proofs.dated import Made
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.found import LONGEST_TOLD, Pair
from credopolis.audit.proofs.machine import Machine

_FRESH: Final = (0, 0)


class WayIn(NamedTuple):
    """How a grade is entered best: the score before, the act (-1: one starts there), and the score then."""

    before: int
    act: int
    score: int


@dataclass
class Climb:
    """A life on its way: its score, what its day has lost and gained, days since it began, and its entries."""

    score: int
    today: tuple[int, int]
    day: int = 0
    made: list[Made] = field(default_factory=list)


class Daily:
    """A machine that remembers nothing but its day, and which scores its lives come to. Raises OutOfEffort."""

    def __init__(self, machine: Machine, effort: Effort) -> None:
        self._machine, self._effort = machine, effort
        self._tops = [*(low - 1 for low in machine.lowest[1:]), machine.high]
        self._by: dict[int, tuple[int, int]] = {machine.start: (machine.start, -1)}
        self._entered = {machine.band(machine.start): WayIn(machine.start, -1, machine.start)}
        if (machine.high - machine.low + 1) * len(machine.moves) > effort.left:
            raise OutOfEffort
        self._come_by()

    def floor(self, of: int, to: int) -> int:
        """Days that no life undercuts between two grades, by the limit of a day."""
        sign = 1 if to > of else -1
        limit = self._machine.a_day(sign)
        apart = self._machine.lowest[max(of, to)] - self._tops[min(of, to)]
        return max(-(-apart // limit) - 1, 0) if limit else 0

    def ways(self) -> Iterator[tuple[Pair, int, Sequence[Made]]]:
        """Days that lives take between grades, and their entries where they are few enough to tell."""
        for of, entering in sorted(self._entered.items()):
            climb = self._from(entering)
            for to in range(of + 1, len(self._machine.names)):
                self._climbs(climb, to)
                yield from self._falls(entering, climb, of, to)
            for to in range(of):
                yield from self._falls(entering, self._from(entering), of, to)

    def _climbs(self, climb: Climb, to: int) -> None:
        """Climb to a grade or past it, or as far as it goes."""
        while self._machine.band(climb.score) < to and self._steps(climb, 1, to):
            self._effort.spend(1)

    def _falls(self, entering: WayIn, climb: Climb, of: int, to: int) -> Iterator[tuple[Pair, int, Sequence[Made]]]:
        """The way to a grade for one who is there or above it, if there is one."""
        climb = Climb(climb.score, climb.today, climb.day, [*climb.made])
        while self._machine.band(climb.score) > to and self._steps(climb, -1, to):
            self._effort.spend(1)
        if self._machine.band(climb.score) == to:
            yield (of, to), climb.day, self._told(entering, climb)

    @property
    def reachable(self) -> frozenset[int]:
        """Grades that lives come to."""
        return frozenset(self._machine.band(score) for score in self._by)

    @cached_property
    def _largest(self) -> dict[int, list[int]]:
        """Acts by the sign of their points, the largest first."""
        moves = self._machine.moves
        acts = sorted(range(len(moves)), key=lambda k: -abs(moves[k].points))
        return {sign: [k for k in acts if sign * moves[k].points > 0] for sign in (1, -1)}

    def _come_by(self) -> None:
        """Every score that a life comes to by entries on days of their own, and the best way into every grade: with the
        highest score, for one falls from there to where one likes."""
        machine, waiting = self._machine, deque([self._machine.start])
        while waiting:
            score = waiting.popleft()
            grade = machine.band(score)
            self._effort.spend(len(machine.moves))
            for k, move in enumerate(machine.moves):
                if not move.open_in(grade):
                    continue
                then, _ = self._after(k, score, _FRESH)
                if then not in self._by:
                    self._by[then] = (score, k)
                    waiting.append(then)
                entered = machine.band(then)
                best = self._entered.get(entered)
                entering = WayIn(score, k, then)
                if entered != grade and (best is None or self._better(entering, best)):
                    self._entered[entered] = entering

    def _better(self, entering: WayIn, best: WayIn) -> bool:
        return entering.score > best.score

    def _after(self, act: int, score: int, today: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        machine = self._machine
        points, today = machine.left_of(machine.moves[act].points, today)
        return min(max(score + points, machine.low), machine.high), today

    def _from(self, entering: WayIn) -> Climb:
        if entering.act < 0:
            return Climb(entering.score, _FRESH)
        score, today = self._after(entering.act, entering.before, _FRESH)
        return Climb(score, today)

    def _steps(self, climb: Climb, sign: int, to: int) -> bool:
        """One entry towards a grade: the largest that does not fall below it; on the next day, where the limit of this
        one is used up."""
        machine, grade = self._machine, self._machine.band(climb.score)
        for _ in range(2):
            for k in self._largest[sign]:
                then, today = self._after(k, climb.score, climb.today)
                below = sign < 0 and then < machine.lowest[to] and to > 0
                if machine.moves[k].open_in(grade) and then != climb.score and not below:
                    climb.score, climb.today = then, today
                    climb.made.append((climb.day, k))
                    return True
            if climb.today == _FRESH:
                return False
            climb.day, climb.today = climb.day + 1, _FRESH
        return False

    def _told(self, entering: WayIn, climb: Climb) -> Sequence[Made]:
        """The whole life, from the start on; empty if it is too long to tell."""
        acts, score = [entering.act] if entering.act >= 0 else [], entering.before
        while self._by[score][1] >= 0 and len(acts) + len(climb.made) < LONGEST_TOLD:
            score, act = self._by[score]
            acts.append(act)
        if self._by[score][1] >= 0:
            return ()
        days = max(len(acts) - 1, 0)
        return [
            *((day, act) for day, act in enumerate(reversed(acts))),
            *((days + day, act) for day, act in climb.made),
        ]


def daily_of(machine: Machine, effort: Effort) -> Daily | None:
    """What is known of a machine that remembers nothing but its day; None if it remembers more. Raises OutOfEffort."""
    other = machine.at_once.only_largest or machine.returns or machine.locks or remembers_more(machine)
    return Daily(machine, effort) if machine.limited and not other else None


def remembers_more(machine: Machine) -> bool:
    """Whether a machine remembers more than its day and its clean time, or has grades without a band."""
    return bool(
        machine.expires
        or machine.resets.every
        or machine.gives is not None
        or machine.newcomers.days
        or machine.n_caps
        or machine.list_days
        or machine.windows
        or machine.repeats
        or machine.repeated
        or machine.counters
        or any(move.falls_to >= 0 for move in machine.moves)
        or len(machine.bands) < len(machine.names)
    )
