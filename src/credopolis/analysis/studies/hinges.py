"""Drawing many assumptions at once, and which of them a number hangs on: Latin hypercubes and rank correlations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.doubt import adjusted
from credopolis.analysis.measures.intervals import LEVEL
from credopolis.core.lopsided import value_at

MOST_NAMED: Final = 3
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Hinge:
    """An assumption that a headline hangs on: its rank correlation, and the chance of one so large beside all
    others.
    """

    path: str
    correlation: float
    adjusted: float


def latin_hypercube(draws: int, factors: int, seed: int) -> Values:
    """Places in the unit cube, (draws, factors): of every factor one in each of so many equal stretches."""
    rng = np.random.default_rng([seed, draws, factors])
    strata = rng.permuted(np.tile(np.arange(draws)[:, None], (1, factors)), axis=0)
    return np.asarray((strata + rng.random((draws, factors))) / draws)


def spread_about(ranges: Mapping[str, tuple[float, float, float]], draws: int, seed: int) -> list[dict[str, float]]:
    """Values of so many draws, as often below the usual value as above it. ranges : lowest, usual and highest."""
    places = latin_hypercube(draws, len(ranges), seed) if draws else np.zeros((0, len(ranges)))
    return [
        {name: value_at(*its, float(p)) for (name, its), p in zip(ranges.items(), row, strict=True)} for row in places
    ]


def hinges(paths: Sequence[str], ranks: Values, values: Values) -> tuple[Hinge, ...]:
    """Up to three assumptions with the largest rank correlations, of those that stand up beside all others."""
    n = len(values)
    if n < 10 or np.ptp(values) == 0:
        return ()
    mine = ranks_of(values[:, None])[:, 0]
    mine = mine - mine.mean()
    each = ranks - ranks.mean(axis=0)
    size = np.sqrt((each**2).sum(axis=0) * (mine**2).sum())
    rho = np.divide(each.T @ mine, size, out=np.zeros(len(paths)), where=size > 0)
    chances = [chance_of(float(r), n) for r in rho]
    stands = adjusted(chances)
    order = sorted(range(len(paths)), key=lambda k: -abs(rho[k]))
    clear = [k for k in order if stands[k] <= 1 - LEVEL][:MOST_NAMED]
    return tuple(Hinge(paths[k], float(rho[k]), stands[k]) for k in clear)


def chance_of(rho: float, n: int) -> float:
    """Two-sided chance of a rank correlation so large without any, by Fisher's transformation."""
    if abs(rho) >= 1:
        return 0.0
    return math.erfc(abs(math.atanh(rho)) * math.sqrt((n - 3) / 1.06) / math.sqrt(2))


def ranks_of(values: Values) -> Values:
    """Ranks down each column, those of equals their mean."""
    out = np.empty_like(values, dtype=np.float64)
    for j in range(values.shape[1]):
        _, place, counts = np.unique(values[:, j], return_inverse=True, return_counts=True)
        ends = np.cumsum(counts)
        out[:, j] = (ends - (counts - 1) / 2)[place]
    return out
