"""What many lives at once remember of their entries and locks, where lives are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.machine import Machine
from credopolis.core.units import DAYS_PER_YEAR

Whole = NDArray[np.int64]


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
            if limit:
                points = np.where(
                    sign * points > 0, sign * np.minimum(sign * points, limit - self._moved[row, who]), points
                )
                self._moved[row, who] += np.maximum(sign * points, 0)
        return points


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
