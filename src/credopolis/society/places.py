"""How many of a household's places go to one role, when each further one is less likely; solved for a mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from credopolis.society.solve import rising_root

MOST_PLACES = 9


@dataclass(frozen=True)
class Draws:
    """Each place is taken with `chance` times the damping for the number taken so far (the last one repeats)."""

    chance: float
    damping: tuple[float, ...]

    @cached_property
    def taken(self) -> list[list[float]]:
        """P(k of x places are taken) for x = 0..9, k = 0..x."""
        rows = [[1.0]]
        for _ in range(MOST_PLACES):
            row = [0.0] * (len(rows[-1]) + 1)
            for k, share in enumerate(rows[-1]):
                rate = self.chance * self.damping[min(k, len(self.damping) - 1)]
                row[k] += share * (1.0 - rate)
                row[k + 1] += share * rate
            rows.append(row)
        return rows

    def mean(self, x: int) -> float:
        """Mean number taken of x places."""
        return fsum(k * share for k, share in enumerate(self.taken[x]))

    def odd(self, x: int) -> float:
        """Chance that an odd number of x places is taken."""
        return fsum(self.taken[x][1::2])

    def none(self, x: int) -> float:
        """Chance that none of x places is taken."""
        return self.taken[x][0]


def solve_draws(wanted: float, damping: tuple[float, ...], weights: Sequence[float], most: float) -> Draws | None:
    """The draws whose mean over households, `weights[x]` of them with x places, is `wanted`.

    The chance is at most `most`; if that is too little the damping is relaxed; None if that is too little as well.
    """
    if wanted <= 0.0:
        return Draws(0.0, damping)
    if wanted > _mean(Draws(most, damping), weights):
        if wanted > _mean(Draws(most, (1.0,) * len(damping)), weights):
            return None
        return _meeting(wanted, weights, lambda s: Draws(most, tuple(d + s * (1.0 - d) for d in damping)))
    return _meeting(wanted, weights, lambda s: Draws(s * most, damping))


def powers(ratio: float, count: int) -> list[float]:
    """1, ratio, ratio squared, ..., without `**`, which a mathematics library may round differently elsewhere."""
    result = [1.0]
    while len(result) < count:
        result.append(result[-1] * ratio)
    return result


def _mean(draws: Draws, weights: Sequence[float]) -> float:
    return fsum(weight * draws.mean(x) for x, weight in enumerate(weights) if weight)


def _meeting(wanted: float, weights: Sequence[float], at: Callable[[float], Draws]) -> Draws:
    return at(rising_root(lambda s: _mean(at(s), weights) - wanted, 0.0, 1.0, 1e-10))
