"""The four traits: Beta marginals, correlated within a person and a household by a copula on a whole-number lattice.

A trait's rank is `h H + p P + e E`: a factor of the household, one of the person, and one of the trait itself, each
one of 256 levels of a normal distribution. Rounded to a lattice, the sum's exact distribution is three histograms
convolved in whole numbers, so the probability of every level of a trait is known exactly: (2**24 cases). A level l
of 0..255 stands for l / 255 and holds the values of the Beta variate in [l / 256, (l + 1) / 256).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, isqrt
from statistics import NormalDist
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from credopolis.core.schema import TRAITS
from credopolis.society.params import BetaShape, SocietyParams, TraitShape

T = TypeVar("T", bound=np.generic)
LEVELS = 256
LATTICE = 4096
"""The lattice holds ranks from -LATTICE to LATTICE - 1; a standard deviation is 512 steps."""
_STEPS = 512
_CASES = 256**3


def beta_levels(shape: BetaShape) -> list[Fraction]:
    """P(level <= l) for l = 0..255, exactly: a Beta of whole numbers is a tail of a binomial."""
    trials = shape.alpha + shape.beta - 1
    below = []
    for level in range(1, LEVELS + 1):
        tail = sum(
            comb(trials, j) * level**j * (LEVELS - level) ** (trials - j) for j in range(shape.alpha, trials + 1)
        )
        below.append(Fraction(tail, LEVELS**trials))
    return below


def _contributions(loading_squared: Fraction, negative: bool) -> list[int]:
    """The 256 lattice values of a factor with this share of the variance."""
    normal = NormalDist()
    # The square root of a fraction in whole numbers, so that no library's rounding can enter.
    scale = isqrt(int(loading_squared * _STEPS**2 * 10**12)) / 10**6
    values = [round(scale * normal.inv_cdf((2 * k + 1) / 512)) for k in range(256)]
    return [-v for v in values] if negative else values


def factor_tables(shape: TraitShape) -> tuple[list[int], list[int], list[int]]:
    """Lattice values of the household's, the person's and the trait's own factor."""
    household, person = Fraction(str(shape.household)), Fraction(str(shape.person))
    own = 1 - household**2 - person**2
    return (
        _contributions(household**2, household < 0),
        _contributions(person**2, person < 0),
        _contributions(own, False),
    )


@lru_cache(maxsize=64)
def lattice_counts(shape: TraitShape) -> npt.NDArray[np.int64]:
    """In how many of the 2**24 cases the rank is at each lattice point: (2 * LATTICE,) int64."""
    counts = np.zeros(2 * LATTICE, np.int64)
    counts[LATTICE] = 1
    for values in factor_tables(shape):
        points = np.flatnonzero(counts)
        first, last = int(points[0]), int(points[-1]) + 1
        summed = np.zeros_like(counts)
        for value in values:
            summed[first + value : last + value] += counts[first:last]
        counts = summed
    return _fixed(counts)


@lru_cache(maxsize=64)
def level_of_rank(shape: TraitShape) -> npt.NDArray[np.uint8]:
    """Level of the trait at each lattice point: (2 * LATTICE,) uint8, the quantile of the point's middle rank."""
    counts = lattice_counts(shape)
    total = np.cumsum(counts)
    middle = 2 * total - counts
    cuts = np.array([int(2 * _CASES * share) for share in beta_levels(shape)[:-1]], np.int64)
    return _fixed(np.searchsorted(cuts, middle, side="right").astype(np.uint8))


def _fixed(array: npt.NDArray[T]) -> npt.NDArray[T]:
    """The same array, which nobody can write to, so that it can be handed out again."""
    array.flags.writeable = False
    return array


def shapes(params: SocietyParams) -> tuple[TraitShape, ...]:
    """The shape of each trait, in the order of the schema."""
    return tuple(getattr(params.traits, name).value for name in TRAITS)


@lru_cache(maxsize=16)
def trait_levels(params: SocietyParams) -> npt.NDArray[np.float64]:
    """Exact probability of each level of each trait: (4, 256) float64; rows are in the schema's order."""
    rows = []
    for shape in shapes(params):
        counts = np.zeros(LEVELS, np.int64)
        np.add.at(counts, level_of_rank(shape), lattice_counts(shape))
        rows.append(counts / _CASES)
    return _fixed(np.stack(rows))


def guanxi_quantiles(shape: BetaShape, size: int) -> npt.NDArray[np.uint8]:
    """Level of a Beta variate at `size` evenly spaced ranks: (size,) uint8."""
    cuts = np.array([int(2 * size * share) for share in beta_levels(shape)[:-1]], np.int64)
    return np.searchsorted(cuts, 2 * np.arange(size) + 1, side="right").astype(np.uint8)
