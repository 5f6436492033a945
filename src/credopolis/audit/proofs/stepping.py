"""What entries and ends of cycles do where the score is a mean, cycles set the grade, or entries end others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from credopolis.audit.proofs.frame import Frame
from credopolis.audit.proofs.state import Holds, Move, State

_MOST_KNOWN: Final = 20_000
"""Sets of what stands of which the points are remembered."""


@dataclass(frozen=True)
class Stepping(Frame):
    """A frame, and what is beside a sum of points in it."""

    def together(self, holds: Holds) -> int:
        """Points that things have together of which entries stand."""
        if not self.groups:
            return 0
        standing = frozenset([slot for slot, _, _ in holds])
        known = self._together.get(standing)
        if known is None:
            found = [0] * len(self.groups)
            for slot in standing:
                for group, acts, points in self._by_first.get(slot, ()):
                    found[group] += points if acts <= standing else 0
            known = sum(min(points, most) for points, (_, most) in zip(found, self.groups, strict=True))
            if len(self._together) < _MOST_KNOWN:
                self._together[standing] = known
        return known

    @cached_property
    def _together(self) -> dict[frozenset[int], int]:
        """Points by what stands, as far as it was asked for."""
        return {}

    @cached_property
    def _by_first(self) -> dict[int, list[tuple[int, frozenset[int], int]]]:
        """Sets, their group and points, by the first of their acts."""
        found: dict[int, list[tuple[int, frozenset[int], int]]] = {}
        for group, (sets, _) in enumerate(self.groups):
            for acts, points in sets:
                found.setdefault(min(acts), []).append((group, acts, points))
        return found

    def holding(self, state: State, move: Move, points: int) -> tuple[int, Holds, int | None]:
        """By how much an entry moves the score in all that may end others or have points with them, what stands, and
        what its own points move (None: as much)."""
        if not self.holds:
            return points, state.holds, None
        score, kept = state.score, tuple(one for one in state.holds if one[0] not in move.ends)
        for moved in sorted(moved for slot, _, moved in state.holds if slot in move.ends):
            score = min(max(score - moved, self.low), self.high)
        then = min(max(score + points, self.low), self.high)
        if move.held >= 0:
            kept = tuple(sorted((*kept, (move.held, move.term, then - score))))
        more = self.together(kept) - self.together(state.holds)
        return min(max(then + more, self.low), self.high) - state.score, kept, then - score

    def rating(self, state: State, move: Move, points: int) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        """By how much an entry moves the score, the entries in the mean, and for how long acts move starts."""
        rated, heads = state.rated, state.heads
        if self.mean is not None:
            rated = (*rated, points)[-self.mean.last :] if move.rates else rated
            points = self.mean.of(self.start, rated) - state.score
        if move.slot >= 0:
            points += 0 if heads[move.slot] else move.head
            until = state.reset + (move.cycles - 1) * self.resets.every
            heads = (*heads[: move.slot], until, *heads[move.slot + 1 :])
        return points, rated, heads

    def lasting(self, grade: int, reset: int) -> int:
        """Days of a lock of a grade that begins so many days before the end of a cycle, where it ends with one."""
        often, resets = self.cycles[grade], self.resets
        return reset + (often - 1) * resets.every + resets.sets_after if often else 0

    def set_to(self, band: int, grade: int, held: bool) -> int:
        """The grade that is set by a score of a band. held : whether by the end of a lock."""
        if not held:
            return band
        return self.release_to[grade] if self.release_to[grade] >= 0 else min(band, self.at_most[grade])

    def set_grade(self, band: int, grade: int, held: bool, reset: int, lock: int) -> tuple[int, int]:
        """The same, and its lock, so many days before the next end of a cycle; nothing where a lock holds on."""
        if lock:
            return grade, lock
        then = self.set_to(band, grade, held)
        again = held and self.release_to[grade] >= 0
        return then, self.lasting(then, reset) if again or then < grade else 0

    def until_set(self, state: State) -> int:
        """Days until a grade is set by the score with which the last cycle ended."""
        return state.reset - self.resets.every + self.resets.sets_after

    def of_cycle(
        self, now: tuple[int, int, int], held: bool, heads: tuple[int, ...], new: bool
    ) -> tuple[int, int, int, int]:
        """Grade and lock after the end of a cycle, the band by which the grade will be set (-1: it is), and the score
        with which the next one starts. now : score, grade and lock. held : whether one was in a lock."""
        (score, grade, lock), after = now, self.resets.sets_after
        due, more = self.band(score, new), sum(move.head for move in self.moves if move.slot >= 0 and heads[move.slot])
        if lock <= after:
            more += self.next_start[self.set_to(due, grade, held)]
        if not after:
            (grade, lock), due = self.set_grade(due, grade, held, self.resets.every, lock), -1
        return grade, lock, due, min(max(self.start + more, self.low), self.high)
