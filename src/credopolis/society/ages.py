"""Tables of ages from age bands: quantiles and cumulative shares, with plain arithmetic only."""

from __future__ import annotations

from math import fsum

import numpy as np
import numpy.typing as npt

from credopolis.society.params import AgeBands

QUANTILES = 256
LAST_YEAR = 105


def yearly(bands: AgeBands, low: int, high: int) -> list[float]:
    """Share of each year of age 0..104, even within bands, of those aged low to high - 1 (years)."""
    shares = [0.0] * LAST_YEAR
    edges = (*bands.starts, bands.end)
    for start, end, weight in zip(edges, edges[1:], bands.weights, strict=False):
        for year in range(max(start, low), min(end, high)):
            shares[year] = weight / (end - start)
    whole = fsum(shares)
    if whole <= 0.0:
        return [1.0 / (high - low) if low <= year < high else 0.0 for year in range(LAST_YEAR)]
    return [share / whole for share in shares]


def cumulative(bands: AgeBands, low: int, high: int) -> npt.NDArray[np.float64]:
    """Share younger than each whole year 0..105: (106,) float64."""
    totals = [0.0]
    for share in yearly(bands, low, high):
        totals.append(totals[-1] + share)
    return np.array(totals, np.float64)


def quantiles(bands: AgeBands, low: int, high: int) -> npt.NDArray[np.float64]:
    """Ages in years below which k / 256 of those aged low to high are: (257,) float64."""
    totals = cumulative(bands, low, high)
    ages = []
    year = low
    for k in range(QUANTILES + 1):
        target = float(totals[-1]) * k / QUANTILES
        while year < high - 1 and totals[year + 1] <= target:
            year += 1
        share = float(totals[year + 1] - totals[year])
        within = (target - float(totals[year])) / share if share > 0.0 else 0.0
        ages.append(year + min(max(within, 0.0), 1.0))
    return np.array(ages, np.float64)
