"""Intervals for shares and ratios, in closed form.

They say how far a number would move between seeds if lives drew independently of one another. Lives of one
household and grid do not quite, so the true spread is somewhat wider; claims between regimes use paired runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

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


def rate_ratio(count_a: int, time_a: float, count_b: int, time_b: float, level: float = LEVEL) -> Estimate:
    """Ratio of rate a to rate b (events over person-time, Poisson) with its interval on the log scale.

    Source
    ------
    Rothman, Greenland and Lash 2008, Modern Epidemiology, 3rd edition, chapter 14.
    """
    if min(count_a, count_b) <= 0 or min(time_a, time_b) <= 0:
        return Estimate(math.nan, math.nan, math.nan)
    return _log_interval((count_a / time_a) / (count_b / time_b), 1 / count_a + 1 / count_b, level)


def _log_interval(ratio: float, variance: float, level: float) -> Estimate:
    factor = math.exp(critical(level) * math.sqrt(max(variance, 0.0)))
    return Estimate(ratio, ratio / factor, ratio * factor)
