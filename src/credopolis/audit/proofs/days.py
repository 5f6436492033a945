"""Days of things that happen one after another, and what lies between them at the least (Bellman 1958)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class DaysApart:
    """Days as places 0 (the first) to n, and what lies between them: (place, later place, days at the least)."""

    apart: list[tuple[int, int, int]] = field(default_factory=list)

    def later(self, first: int, then: int, days: int) -> None:
        """`then` is so many days after `first`, or later."""
        self.apart.append((first, then, days))

    def exactly(self, first: int, then: int, days: int) -> None:
        """`then` is so many days after `first`."""
        self.apart += [(first, then, days), (then, first, -days)]

    def longest(self, first: int, n: int) -> np.ndarray | None:
        """Days of each place after `first`, at the least; None if they contradict one another."""
        far = -(2**60)
        days = np.full(n + 1, far)
        days[first] = 0
        a, b, w = (np.array(column) for column in zip(*self.apart, strict=True))
        for _ in range(n + 2):
            known = days[a] > far
            then = days.copy()
            np.maximum.at(then, b[known], days[a[known]] + w[known])
            if np.array_equal(then, days):
                return days
            days = then
        return None
