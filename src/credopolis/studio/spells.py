"""Spells in a lock, as the process of a run tells them at the end of each interval, by province."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SpellsUntil:
    """Spells until a day, the last of an interval; 0 before the first.

    ended : (n_grades, n_buckets, n_endings), those that have. open : (n_grades, n_buckets), those that have not; None
    before the first interval.
    """

    day: int
    ended: Any
    open: Any


@dataclass(frozen=True)
class Sparse:
    """Counts of which most are 0. shape : of all. at, counts : where the others are, and what."""

    shape: tuple[int, ...]
    at: NDArray[np.int64]
    counts: NDArray[Any]

    @classmethod
    def of(cls, counts: NDArray[Any]) -> Sparse:
        """Of an array."""
        at = np.flatnonzero(counts)
        return cls(counts.shape, at, counts.ravel()[at])

    def whole(self, first: int | None) -> NDArray[np.int64]:
        """The array at a place of its first axis, or summed over it."""
        found = np.zeros(int(np.prod(self.shape)), np.int64)
        found[self.at] = self.counts
        shaped = found.reshape(self.shape)
        return np.asarray(shaped.sum(axis=0) if first is None else shaped[first])


@dataclass
class Spells:
    """Spells of each interval: its last day, those that ended in it, and those open then."""

    intervals: list[tuple[int, Sparse, Sparse]] = field(default_factory=list)

    def add(self, day: int, ended: NDArray[Any], open: NDArray[Any]) -> None:
        """Add an interval. ended : (n_provinces, n_grades, n_buckets, n_endings). open : without the endings."""
        self.intervals.append((day, Sparse.of(ended), Sparse.of(open)))

    def until(self, day: int, province: int | None = None) -> SpellsUntil:
        """All of them until a day. province : its number; None for the nation."""
        past = [one for one in self.intervals if one[0] <= day]
        if not past:
            return SpellsUntil(0, 0, None)
        ended = np.sum([one[1].whole(province) for one in past], axis=0)
        return SpellsUntil(past[-1][0], ended, past[-1][2].whole(province))
