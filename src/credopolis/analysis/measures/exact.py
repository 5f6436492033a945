"""Exact intervals for counts and shares, and exact tests between two counts, from the sums themselves.

Rare outcomes are where approximations fail: none of a thousand is no proof that there are none.

Source
------
Clopper and Pearson 1934, Biometrika 26; Garwood 1936, Biometrika 28.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Final

from credopolis.analysis.measures.intervals import LEVEL, Estimate, poisson, wilson

MOST_EXACT: Final = 200
"""From this count on approximations differ from the exact intervals by less than what is printed."""
_HALVINGS: Final = 60
_MOST_FLIPS: Final = 1000


@cache
def exact_poisson(count: int, level: float = LEVEL) -> Estimate:
    """A number of events with the exact interval of its mean; by Byar's approximation from `MOST_EXACT` on."""
    if count >= MOST_EXACT:
        return poisson(count, level)
    tail, most = (1 - level) / 2, 2.0 * count + 50.0
    low = 0.0 if count == 0 else _root(lambda mean: 1 - _poisson_at_most(count - 1, mean), tail, most)
    high = _root(lambda mean: -_poisson_at_most(count, mean), -tail, most)
    return Estimate(float(count), low, high)


def share_of(count: int, total: int, level: float = LEVEL) -> Estimate:
    """A share with the exact interval of Clopper and Pearson if it or its rest is a small count, else with Wilson's."""
    if total <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    if 2 * count > total:
        rest = share_of(total - count, total, level)
        return Estimate(count / total, 1 - rest.high, 1 - rest.low)
    if count >= MOST_EXACT:
        return wilson(count, total, level)
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _root(lambda p: 1 - _binomial_at_most(count - 1, total, p), tail, 1.0)
    return Estimate(count / total, low, _root(lambda p: -_binomial_at_most(count, total, p), -tail, 1.0))


def ratio_of_rates(count_a: int, time_a: float, count_b: int, time_b: float, level: float = LEVEL) -> Estimate:
    """Ratio of rate a to rate b with its exact interval, given both counts together; undefined if both are zero.

    If only the second is zero, the ratio and the upper end are infinite.

    Source
    ------
    Przyborowski and Wilenski 1940, Biometrika 31: given its sum, one of two Poisson counts is binomial.
    """
    if count_a + count_b <= 0 or min(time_a, time_b) <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    found = share_of(count_a, count_a + count_b, level)
    return Estimate(*(_odds(p) * time_b / time_a for p in (found.value, found.low, found.high)))


def chance_of_split(count_a: float, count_b: float, share: float = 0.5) -> float:
    """Two-sided chance of a split at least so uneven, if each event falls to a with this share.

    It is twice the smaller tail.
    """
    a, total = round(count_a), round(count_a + count_b)
    if total <= 0 or not 0 < share < 1:
        return 1.0
    if total > _MOST_FLIPS:
        away = max(abs(a - share * total) - 0.5, 0.0) / math.sqrt(total * share * (1 - share))
        return math.erfc(away / math.sqrt(2))
    below, above = _binomial_at_most(a, total, share), 1 - _binomial_at_most(a - 1, total, share)
    return min(1.0, 2 * min(below, above))


def _odds(p: float) -> float:
    return p / (1 - p) if p < 1 else math.inf


def _poisson_at_most(count: int, mean: float) -> float:
    """Chance of at most so many events."""
    if mean <= 0:
        return 1.0
    start = min(count, int(mean))
    first = math.exp(start * math.log(mean) - mean - math.lgamma(start + 1))
    return _summed(first, start, count, lambda k: mean / k)


def _binomial_at_most(count: int, total: int, p: float) -> float:
    """Chance of at most so many of a total."""
    if p <= 0 or count >= total:
        return 1.0
    if p >= 1 or count < 0:
        return 0.0
    start = min(count, int((total + 1) * p))
    ways = math.lgamma(total + 1) - math.lgamma(start + 1) - math.lgamma(total - start + 1)
    first = math.exp(ways + start * math.log(p) + (total - start) * math.log1p(-p))
    return _summed(first, start, count, lambda k: (total - k + 1) / k * p / (1 - p))


def _summed(first: float, start: int, count: int, over: Callable[[int], float]) -> float:
    """Chances of 0 to `count`, from the greatest of them outwards. over : of k, its chance over that of k - 1."""
    total = below = above = first
    for k in range(start, 0, -1):
        below /= over(k)
        total += below
    for k in range(start + 1, count + 1):
        above *= over(k)
        total += above
    return min(total, 1.0)


def _root(rising: Callable[[float], float], wanted: float, most: float) -> float:
    """Where a function that does not fall comes to a value, between 0 and `most`."""
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
