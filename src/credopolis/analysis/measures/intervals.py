"""Intervals for shares and ratios, in closed form.

They say how far a number would move between seeds if lives drew independently of one another. Lives of one
household and grid do not quite, so the true spread is somewhat wider; claims between regimes use paired runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A number with its interval; NaN where it is not defined."""

    value: float
    low: float
    high: float


def critical(level: float = LEVEL) -> float:
    """Half-width, in standard deviations, of a normal interval of this level."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(count: int, total: int, level: float = LEVEL) -> Estimate:
    """A share with its score interval.

    Source
    ------
    Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22.
    """
    if total <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    z = critical(level)
    p = count / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == total else centre + half
    return Estimate(p, low, high)


def poisson(count: int, level: float = LEVEL) -> Estimate:
    """A number of events with the interval of its mean, by Byar's approximation to the exact one.

    For many events: of one its lower end is half of what it should be; `exact.exact_poisson` is for all.

    Source
    ------
    Breslow and Day 1987, Statistical Methods in Cancer Research, volume II, IARC, section 2.3.
    """
    z, above = critical(level), count + 1
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    return Estimate(float(count), max(low, 0.0), above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3)


def share_ratio(count_a: int, total_a: int, count_b: int, total_b: int, level: float = LEVEL) -> Estimate:
    """Ratio of share a to share b with its interval on the log scale; undefined if either count is zero.

    Source
    ------
    Katz, Baptista, Azen and Pike 1978, Obtaining confidence intervals for the risk ratio, Biometrics 34.
    """
    if min(count_a, count_b, total_a, total_b) <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    variance = 1 / count_a - 1 / total_a + 1 / count_b - 1 / total_b
    return _log_interval((count_a / total_a) / (count_b / total_b), variance, level)


def student(values: Sequence[float] | NDArray[np.float64], level: float = LEVEL) -> Estimate:
    """The mean of independent values, such as one a seed, with Student's interval; undefined if a value is.

    Source
    ------
    Student 1908, The probable error of a mean, Biometrika 6.
    """
    n = len(values)
    if not n or not all(map(math.isfinite, values)):  # infinities of opposite signs have no sum
        return Estimate(math.nan, math.nan, math.nan)
    mean = math.fsum(values) / n
    if n < 2:
        return Estimate(mean, math.nan, math.nan)
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n)
    half = student_critical(n - 1, level) * spread
    return Estimate(mean, mean - half, mean + half)


def student_chance(values: Sequence[float] | NDArray[np.float64]) -> float:
    """Two-sided chance of a mean so far from 0, if values such as one a seed were drawn about 0; NaN without two."""
    n = len(values)
    if n < 2 or not all(map(math.isfinite, values)):
        return math.nan
    mean = math.fsum(values) / n
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1) / n)
    if not spread > 0:
        return 0.0 if mean else 1.0
    return max(0.0, 1 - _student_within(abs(mean) / spread, n - 1))


def student_critical(freedom: int, level: float = LEVEL) -> float:
    """Half-width, in standard errors, of Student's interval at so many degrees of freedom, by bisection."""
    low, high = 0.0, 1.0
    while _student_within(high, freedom) < level:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_within(middle, freedom) < level else (low, middle)
    return high


def _student_within(t: float, freedom: int) -> float:
    """Chance that |T| < t, for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    term = total = math.cos(angle) if odd else 1.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= math.cos(angle) ** 2 * (k - 1) / k
        total += term
    if not odd:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * total if freedom > 1 else 0.0))


def _log_interval(ratio: float, variance: float, level: float) -> Estimate:
    factor = math.exp(critical(level) * math.sqrt(max(variance, 0.0)))
    return Estimate(ratio, ratio / factor, ratio * factor)


def defined(plain: dict[str, Any]) -> dict[str, Any]:
    """The same for JSON: numbers that are not defined are null."""
    return {name: _defined(value) for name, value in plain.items()}


def _defined(value: Any) -> Any:
    if isinstance(value, dict):
        return defined(value)
    if isinstance(value, list | tuple):
        return [_defined(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
