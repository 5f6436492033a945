"""The entries of one life: which count, which expire, and what each of them began."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from credopolis.rulebook.calendar import PLAIN, Calendar
from credopolis.rulebook.counters import Taken, reached
from credopolis.rulebook.grade import Lock
from credopolis.rulebook.model import Act
from credopolis.rulebook.score import Score

EXPIRED: Final = "expired"
REPAIRED: Final = "repaired"
CORRECTED: Final = "corrected"
ENDED: Final = "ended"


@dataclass(frozen=True)
class Change:
    """A change of grade: the day, the grades before and after, and why."""

    day: int
    before: str
    after: str
    cause: str


@dataclass(eq=False)
class Entry:
    """One entry: the act, the day it was posted, the points that it really moved, and the day on which it expires.

    until : 0 for never. counts : false beyond the act's cap. locked : whether a lock began with it. struck : how it was
    struck, "" while it stands.
    """

    act: str
    day: int
    moved: int = 0
    until: int = 0
    counts: bool = True
    locked: bool = False
    struck: str = ""


@dataclass
class Ledger:
    """What is kept of a life's entries.

    posted : entries by act that counted and were not corrected. listed_on : by list, the day of the latest listing.
    locked_on : the day on which the running lock began. locks : by grade, the days until which locks make others
    longer, the last ones. cleared_on : the day on which what was entered before was
    cleared, 0 if never. again : by act, the days of the last entries that change the points of others. taken : the
    last entries that really took points and were not struck or cleared, as many as counters may need. rated : entries
    whose mean the score is, the oldest first. heads : by act, the day until which cycles start otherwise for it, and
    the day of the last entry that made it so. held : acts of which it matters whether an entry stands, and holds the
    entries of them that do. calendar : how terms are counted.
    """

    posted: dict[str, int] = field(default_factory=dict)
    listed_on: dict[str, int] = field(default_factory=dict)
    locked_on: int = 0
    locks: dict[str, list[int]] = field(default_factory=dict)
    cleared_on: int = 0
    again: dict[str, list[int]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    rated: list[Entry] = field(default_factory=list)
    heads: dict[str, tuple[int, int]] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    holds: list[Entry] = field(default_factory=list)
    calendar: Calendar = PLAIN
    _standing: list[Entry] = field(default_factory=list)
    _counted: dict[str, list[int]] = field(default_factory=dict)
    _in_year: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def expiring(self) -> list[Entry]:
        """The entries that stand and will expire."""
        return [entry for entry in self._standing if (entry.moved or entry.act in self.held) and not entry.struck]

    def counts(self, act: str, day: int, priced: Act) -> bool:
        """Note one more entry, and say whether it counts; years of a cap run from day 0.

        In a window that rolls, an entry stands in the way of others for so many days, from its own day on.
        """
        if priced.cap is not None:
            within = [
                d
                for d in self._counted.get(act, [])
                if not priced.cap.days or day < self.calendar.after(d, priced.cap.days)
            ]
            counts = len(within) < priced.cap.times
            self._counted[act] = [*within, day] if counts else within
            return counts
        cap = priced.cap_per_year
        key = (act, self.calendar.year_of(day))
        self._in_year[key] = self._in_year.get(key, 0) + 1
        return cap == 0 or self._in_year[key] <= cap

    def opens(self, act: str, day: int, priced: Act) -> int:
        """The first day from a day on on which one more entry counts, by its caps; -1 if none ever does."""
        if priced.cap is not None:
            days = priced.cap.days
            ends = sorted(self.calendar.after(d, days) for d in self._counted.get(act, []) if days)
            within = [end for end in ends if day < end] if days else self._counted.get(act, [])
            if len(within) < priced.cap.times:
                return day
            return within[len(within) - priced.cap.times] if days else -1
        used = self._in_year.get((act, self.calendar.year_of(day)), 0)
        return self.calendar.next_year(day) if priced.cap_per_year and used >= priced.cap_per_year else day

    def key(self) -> tuple[object, ...]:
        """All on which the future hangs, to tell two ledgers apart."""
        standing = sorted((e.act, e.day, e.moved, e.until, e.struck) for e in (*self.expiring, *self.holds))
        named = (self.posted, self.listed_on, self.locks, self.again, self.heads, self._counted, self._in_year)
        rated = [(entry.act, entry.day) for entry in self.rated]
        return (
            *(repr(sorted(one.items())) for one in named),
            repr((standing, self.taken, rated)),
            self.locked_on,
            self.cleared_on,
        )

    def repeated(self, act: str, day: int, priced: Act) -> int:
        """Points of an entry that counts, by the earlier ones that are not too old; it is one for those after it."""
        if priced.again is None:
            return priced.points
        known = self.again.get(act, [])
        earlier = sum(day < self.calendar.after(made, priced.again.within) for made in known)
        self.again[act] = [*known, day][-len(priced.again.points) :]
        return priced.again.points_of(priced.points, earlier)

    def add(self, act: str, day: int, moved: int, expires_days: int) -> Entry:
        """Keep an entry that counts."""
        self.posted[act] = self.posted.get(act, 0) + 1
        entry = Entry(act, day, moved, self.calendar.after(day, expires_days) if expires_days else 0)
        if entry.until:
            self._standing.append(entry)
        if act in self.held:
            self.holds = [*self.holds, entry]
        return entry

    def end(self, acts: Collection[str]) -> list[Entry]:
        """End the entries of some acts that stand, and return them, the largest loss first."""
        ended = sorted((entry for entry in self.holds if entry.act in acts), key=lambda entry: entry.moved)
        for entry in ended:
            entry.struck = ENDED
        self.holds = [entry for entry in self.holds if not entry.struck]
        return ended

    def head_start(self, act: str, day: int, priced: Act, until: int) -> int:
        """Points that an entry adds to the start of the cycle that runs, unless an earlier one of its act does; it does
        so until a day."""
        holds = self.heads.get(act, (0, 0))[0] > day
        self.heads = {**self.heads, act: (until, day)}
        return 0 if holds or priced.head_start is None else priced.head_start.points

    def head_starts(self, acts: Mapping[str, Act], day: int) -> int:
        """Points by which a cycle starts otherwise that begins on a day."""
        self.heads = {act: head for act, head in self.heads.items() if head[0] > day}
        return sum(held.points for act in self.heads if (held := acts[act].head_start) is not None)

    def count(self, score: Score | None, day: int, moved: int, remembered: int) -> list[str]:
        """The grades that an entry drops to by the counters, which moved the score by so many points."""
        if score is None or not score.counters or moved >= 0:
            return []
        self.taken = [*self.taken, (day, -moved)][-remembered:]
        return reached(score.counters, self.taken, day, self.calendar)

    def untake(self, entry: Entry) -> None:
        """Let a struck entry count no longer for the counters and in the mean, and move no start of a cycle."""
        if (entry.day, -entry.moved) in self.taken:
            self.taken.remove((entry.day, -entry.moved))
        self.rated = [made for made in self.rated if made is not entry]
        self.heads = {act: head for act, head in self.heads.items() if (act, head[1]) != (entry.act, entry.day)}

    def uncount(self, entry: Entry) -> None:
        """Let a corrected entry count no longer towards `adds_after`, and change no other's points."""
        self.posted[entry.act] -= 1
        if entry.day in self.again.get(entry.act, []):
            self.again[entry.act].remove(entry.day)

    def lock(self, grade: str, lock: Lock, day: int) -> int:
        """Keep a lock that begins, and say for how many days it holds: longer if earlier ones of its grade ask it."""
        if lock.again is None:
            return lock.days
        known = [until for until in self.locks.get(grade, []) if until > day]
        days = lock.again.length(lock.days, len(known))
        self.locks[grade] = sorted([*known, self.calendar.after(day, lock.again.stands_for(days))])[
            -len(lock.again.days) :
        ]
        return days

    def unlock(self, grade: str, lock: Lock | None, day: int, days: int) -> None:
        """Let a lock of so many days that began on a day, and should not have, make no other longer."""
        if lock is not None and lock.again is not None:
            until = self.calendar.after(day, lock.again.stands_for(days))
            if until in self.locks.get(grade, []):
                self.locks[grade].remove(until)

    def clear(self, day: int) -> None:
        """Let nothing that was entered before a day move points any more."""
        self.cleared_on = day
        self._standing = [entry for entry in self.expiring if entry.day >= day]
        self.taken = [made for made in self.taken if made[0] >= day]

    def expire(self, day: int) -> list[Entry]:
        """Strike what expires up to a day; the largest loss stands first, the largest gain last."""
        due = sorted((entry for entry in self.expiring if entry.until <= day), key=lambda entry: entry.moved)
        self._standing = [entry for entry in self.expiring if entry.until > day]
        for entry in due:
            entry.struck = EXPIRED
        return due
