"""One life on the ladder, in plain Python: the readable reference that the engine's kernels are held against.

Rules, in the order in which they are tried when an entry is posted:

1. The score moves by the entry's points and stays within its bounds.
2. An act that falls to a grade F, by somebody at F or above: the grade becomes F and F's lock begins (anew).
3. Points below zero and a band under the grade: the grade falls to the band and that grade's lock begins.
4. A band above the grade and no lock: the grade rises to the band. No lock begins on a rise.

A lock that lasts n days holds on the day it begins and on the n - 1 days after; it is released on day n, before
that day's entries. Released to the band: the grade becomes the band (after a release to a rung it may lie lower:
then it falls, and that grade's lock begins). Released to a named rung: the grade becomes that rung, and its lock
begins. A grade never rises inside a lock. An entry that expires takes back what it moved, then rules 3 and 4 apply;
of several that expire on one day the largest loss is given back first, and the largest gain taken last.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from credopolis.core.errors import BadValue
from credopolis.rulebook.model import BAND, Rulebook

NO_GRADE = "none"


@dataclass(frozen=True)
class Change:
    """A change of grade: the day, the grades before and after, and why."""

    day: int
    before: str
    after: str
    cause: str


@dataclass
class Standing:
    """Where one life stands under a rulebook; days count from the day it is first scored.

    lock_until : day on which the lock ends; not locked from that day on. listed_until : by list, day on which the
    listing ends, -1 for no end.
    """

    rulebook: Rulebook
    day: int = 0
    score: int = 0
    grade: str = NO_GRADE
    lock_until: int = 0
    listed_until: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    _expiring: list[tuple[int, int]] = field(default_factory=list)
    _counted: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rulebook.score is not None:
            self.score = self.rulebook.score.start
            self.grade = self.band()
        self._grades = tuple(reversed(self.rulebook.grades))

    @property
    def locked(self) -> bool:
        """Whether a lock holds today."""
        return self.day < self.lock_until

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists one is on today, in the rulebook's order."""
        return tuple(name for name in self.rulebook.lists if name in self.listed_until)

    def band(self) -> str:
        """The grade that the score deserves."""
        for name, grade in self.rulebook.grades.items():
            if grade.lowest is None or self.score >= grade.lowest:
                return name
        return next(reversed(self.rulebook.grades), NO_GRADE)

    def advance(self, day: int) -> None:
        """Let time pass until `day`: locks end, listings end, entries expire, each on its day and in this order.

        Raises
        ------
        BadValue
            If the day lies in the past.
        """
        if day < self.day:
            raise BadValue("the day", day, f"{self.day} or later", "Days only pass forwards.")
        while (coming := self._next_day()) is not None and coming <= day:
            self.day = max(coming, self.day)
            self._end_of_day_things()
        self.day = day

    def post(self, act: str, day: int) -> None:
        """Post an entry for an act on a day.

        Raises
        ------
        BadValue
            If the rulebook does not price the act, or the day lies in the past.
        """
        if act not in self.rulebook.acts:
            raise BadValue("the act", act, ", ".join(self.rulebook.acts))
        self.advance(day)
        priced = self.rulebook.acts[act]
        if not self._counts(act, priced.cap_per_year):
            return
        moved = self._move(priced.points)
        if priced.expires_days and moved:
            self._expiring.append((day + priced.expires_days, -moved))
        if priced.falls_to and self._rank(self.grade) >= self._rank(priced.falls_to):
            self._enter(priced.falls_to, act, lock=True)
        else:
            self._follow_score(priced.points, act)
        if priced.adds_to:
            days = self.rulebook.lists[priced.adds_to].days
            self.listed_until[priced.adds_to] = day + days if days else -1
        if priced.removes_from:
            self.listed_until.pop(priced.removes_from, None)

    def _counts(self, act: str, cap: int) -> bool:
        """Whether an entry counts under the act's cap; years of a cap run from day 0, 365 days each."""
        key = (act, self.day // 365)
        self._counted[key] = self._counted.get(key, 0) + 1
        return cap == 0 or self._counted[key] <= cap

    def _move(self, points: int) -> int:
        """Move the score and return by how much it moved."""
        bounds = self.rulebook.score
        if bounds is None:
            return 0
        before = self.score
        self.score = min(max(before + points, bounds.min), bounds.max)
        return self.score - before

    def _follow_score(self, points: int, cause: str) -> None:
        band = self.band()
        if points < 0 and self._rank(band) < self._rank(self.grade):
            self._enter(band, cause, lock=True)
        elif self._rank(band) > self._rank(self.grade) and not self.locked:
            self._enter(band, cause, lock=False)

    def _rank(self, grade: str) -> int:
        return self._grades.index(grade) if grade in self._grades else 0

    def _enter(self, grade: str, cause: str, *, lock: bool) -> None:
        if grade != self.grade:
            self.changes.append(Change(self.day, self.grade, grade, cause))
        self.grade = grade
        held = self.rulebook.grades[grade].lock if lock else None
        self.lock_until = self.day + held.days if held else 0

    def _next_day(self) -> int | None:
        """The next day on which something ends by itself."""
        days = [day for day, _ in self._expiring]
        days += [day for day in self.listed_until.values() if day >= 0]
        days += [self.lock_until] if self.lock_until else []
        return min(days, default=None)

    def _end_of_day_things(self) -> None:
        if self.lock_until and self.lock_until <= self.day:
            self._release()
        self.listed_until = {name: end for name, end in self.listed_until.items() if end < 0 or end > self.day}
        due = sorted((points for day, points in self._expiring if day <= self.day), reverse=True)
        self._expiring = [(day, points) for day, points in self._expiring if day > self.day]
        for points in due:
            self._move(points)
            self._follow_score(points, "an entry expired")

    def _release(self) -> None:
        lock = self.rulebook.grades[self.grade].lock
        target = self.band() if lock is None or lock.release == BAND else lock.release
        falls = self._rank(target) < self._rank(self.grade)
        self._enter(target, "the lock ended", lock=falls or (lock is not None and lock.release != BAND))
