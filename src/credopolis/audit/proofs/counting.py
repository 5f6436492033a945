"""What many lives at once remember of their entries and locks, where lives are drawn."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.machine import Machine
from credopolis.core.units import DAYS_PER_YEAR

Whole = NDArray[np.int64]
NO_DAY: Final = 2**40


class Today:
    """What each life lost and gained on its latest day, where a day has a limit."""

    def __init__(self, machine: Machine, lives: int) -> None:
        self._limits = machine.at_once
        self._day, self._moved = np.full(lives, -1), np.zeros((2, lives), np.int64)

    def left_of(self, who: Whole, day: Whole, points: Whole) -> Whole:
        """What the limit leaves of points of some lives on a day."""
        self._moved[:, who[self._day[who] != day]] = 0
        self._day[who] = day
        for row, limit, sign in ((0, self._limits.lost, -1), (1, self._limits.gained, 1)):
            left = sign * points
            if self._limits.only_largest:
                left = np.maximum(left - self._moved[row, who], 0)
            if limit:
                left = np.minimum(left, limit - self._moved[row, who])
            points = np.where(sign * points > 0, sign * left, points)
            self._moved[row, who] += np.maximum(sign * points, 0)
        return points


class Clean:
    """Newcomers: on which day clean time adds points to each next, or its time ends; `next` is that day."""

    def __init__(self, machine: Machine, lives: int) -> None:
        days, gains = machine.newcomers.days, machine.gains
        self._end, self._points = days or NO_DAY, gains.points if gains is not None else 0
        self._each = gains.each if machine.gained and gains is not None else NO_DAY
        self._gains = np.full(lives, self._each)
        self._over = np.zeros(lives, np.bool_)
        self.next = np.full(lives, min(self._each, self._end))

    def added(self, who: Whole) -> Whole:
        """Points that clean time adds to some lives on their next day; they go on to the one after it."""
        on = self.next[who]
        gains = on == self._gains[who]
        later = self._gains[who] + self._each
        self._gains[who] = np.where(gains, np.where(later <= self._end, later, NO_DAY), self._gains[who])
        self._over[who] |= on == self._end
        self._go_on(who)
        return np.where(gains, self._points, 0)

    def entered(self, who: Whole) -> None:
        """Of some lives something was entered that takes points or drops a grade."""
        self._gains[who] = NO_DAY
        self._go_on(who)

    def _go_on(self, who: Whole) -> None:
        self.next[who] = np.where(self._over[who], NO_DAY, np.minimum(self._gains[who], self._end))


class Repeats:
    """Of acts with other points soon after earlier entries, the days of the last ones of each life."""

    def __init__(self, machine: Machine, lives: int) -> None:
        self._moves = {k: move for k, move in enumerate(machine.moves) if move.repeat >= 0}
        self._days = {k: np.full((len(move.again), lives), -NO_DAY) for k, move in self._moves.items()}

    def points(self, who: Whole, act: Whole, day: Whole, points: Whole) -> Whole:
        """Points of entries that count, of some lives, by act (-1: none) and day."""
        points = points.copy()
        for k, move in self._moves.items():
            at = np.flatnonzero(act == k)
            known = self._days[k][:, who[at]]
            earlier = (day[at] - known < move.within).sum(axis=0)
            points[at] = np.array((move.points, *move.again))[earlier]
            self._days[k][:, who[at]] = np.concatenate([known[1:], day[at][None]])
        return points


class Countings:
    """Of lives under counters, the days and points of the last entries that really took some."""

    def __init__(self, machine: Machine, lives: int) -> None:
        self._counters = machine.counters
        self._days = np.full((machine.remembered, lives), -NO_DAY)
        self._points = np.zeros((machine.remembered, lives), np.int64)

    def falls_to(self, who: Whole, day: Whole, moved: Whole, cleared: Whole, falls_to: Whole) -> Whole:
        """Grades that entries of some lives drop to, -1 for none, of which is told what they moved and what they drop
        to by their acts; cleared : by life, the day before which entries count no more."""
        takes = np.flatnonzero(moved < 0)
        if not self._counters or not len(takes):
            return falls_to
        lives, on, falls_to = who[takes], day[takes], falls_to.copy()
        self._days[:, lives] = np.concatenate([self._days[1:, lives], on[None]])
        self._points[:, lives] = np.concatenate([self._points[1:, lives], -moved[takes][None]])
        days, points = self._days[:, lives], self._points[:, lives]
        for counter in self._counters:
            within = (on - days < counter.days) & (days >= cleared[lives])
            reaches = (points * within).sum(axis=0) >= counter.lost
            lower = reaches & ((falls_to[takes] < 0) | (falls_to[takes] > counter.falls_to))
            falls_to[takes[lower]] = counter.falls_to
        return falls_to


class Locks:
    """Until when locks of each life and grade make others longer, the last ones, sorted."""

    def __init__(self, machine: Machine, lives: int) -> None:
        self._again = {g: again for g, again in enumerate(machine.again) if again is not None}
        self._usual = machine.lock_days
        self._until = {g: np.zeros((len(again.days), lives), np.int64) for g, again in self._again.items()}

    def lasting(self, who: Whole, grade: Whole, day: Whole, lasts: Whole, lock: NDArray[np.bool_]) -> Whole:
        """Days of locks; of lives `who`, those where `lock`, one of a grade begins on a day, and is remembered."""
        lasts = lasts.copy()
        for g, again in self._again.items():
            at = np.flatnonzero(grade == g)
            known, on = self._until[g][:, who[at]], day[at]
            known = np.where(known > on, known, 0)
            lengths = np.array((self._usual[g], *again.days))
            days = lengths[np.minimum((known > 0).sum(axis=0), len(again.days))]
            made = on + again.within + days * again.after_its_end
            self._until[g][:, who[at]] = np.sort(np.concatenate([known, made[None]]), axis=0)[1:]
            lasts[np.flatnonzero(lock)[at]] = days
        return lasts


class Limits:
    """Which entries count of acts that are open in some grades only, and what is left of their caps."""

    def __init__(self, machine: Machine, lives: int) -> None:
        self._moves = {k: move for k, move in enumerate(machine.moves) if move.only}
        self._used = {k: np.zeros(lives, np.int64) for k in self._moves}
        self._year = {k: np.full(lives, -1) for k in self._moves}
        self._days = {k: np.full((move.times, lives), -1) for k, move in self._moves.items()}

    def counting(self, who: Whole, act: Whole, day: Whole, grade: Whole) -> NDArray[np.bool_]:
        """Whether an entry of each of some lives counts, by act (-1: none), day and grade; it then takes its place."""
        counts = np.ones(len(who), np.bool_)
        for k, move in self._moves.items():
            at = np.flatnonzero(act == k)
            lives, on, open_ = who[at], day[at], np.isin(grade[at], move.only)
            if move.cap:
                used, year = self._used[k], self._year[k]
                used[lives[year[lives] != on // DAYS_PER_YEAR]] = 0
                year[lives] = on // DAYS_PER_YEAR
                open_ &= used[lives] < move.cap
                used[lives[open_]] += 1
            if move.times:
                days = self._days[k]
                open_ &= (days[0, lives] < 0) | ((move.per > 0) & (on - days[0, lives] >= move.per))
                days[:-1, lives[open_]] = days[1:, lives[open_]]
                days[-1, lives[open_]] = on[open_]
            counts[at] = open_
        return counts
