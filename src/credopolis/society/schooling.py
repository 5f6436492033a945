"""Schooling: the nation's levels by cohort and area, tilted so that each province has its mean years of schooling.

With weights w(l) of the levels l in a cohort and area, a province has weights w(l) * exp(theta * years(l)), and
theta is solved so that the mean years of all aged 15 or more are the province's. Exponential tilting changes the
shares least (in relative entropy) among all ways to meet the mean.
"""

from __future__ import annotations

from math import fsum

import numpy as np
import numpy.typing as npt

from credopolis.core.maths import exp
from credopolis.society.params import SchoolingParams
from credopolis.society.provinces import ProvinceRow

ONE = 65_536
_STEEPEST = 4.0

Shares = list[list[list[float]]]


def schooling_chances(
    row: ProvinceRow, params: SchoolingParams, cohorts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Cumulative chances of the levels in 65,536ths: (2, n_cohorts, 4) int32, by area and cohort.

    cohorts : (n_cohorts,) int64, lives of each cohort in the province
    """
    low, high = -_STEEPEST, _STEEPEST
    for _ in range(40):
        theta = (low + high) / 2.0
        if _mean_years(_tilted(params, theta), row, params, cohorts) < row.mean_years_schooling_15plus:
            low = theta
        else:
            high = theta
    shares = _tilted(params, (low + high) / 2.0)
    return np.array(
        [[[round(ONE * fsum(levels[: k + 1])) for k in range(4)] for levels in area] for area in shares], np.int32
    )


def _tilted(params: SchoolingParams, theta: float) -> Shares:
    years = params.years.value
    middle = years[len(years) // 2]
    tilts = [float(exp(theta * (y - middle))) for y in years]
    shares = []
    for rows in (params.rural.value, params.urban.value):
        area = []
        for row in rows:
            weights = [w * tilt for w, tilt in zip(row, tilts, strict=True)]
            whole = fsum(weights)
            area.append([w / whole for w in weights])
        shares.append(area)
    return shares


def _mean_years(shares: Shares, row: ProvinceRow, params: SchoolingParams, cohorts: npt.NDArray[np.int64]) -> float:
    parts = [(1.0 - row.urban_share, shares[0]), (row.urban_share, shares[1])]
    years = params.years.value
    total = fsum(
        weight * int(lives) * share * y
        for weight, area in parts
        for lives, levels in zip(cohorts, area, strict=True)
        for share, y in zip(levels, years, strict=True)
    )
    return total / max(int(cohorts.sum()), 1)
