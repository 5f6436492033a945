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
from credopolis.society.solve import rising_root

ONE = 65_536
_STEEPEST = 4.0


def schooling_chances(
    row: ProvinceRow, params: SchoolingParams, cohorts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Cumulative chances of the levels in 65,536ths: (2, n_cohorts, 4) int32, by area and cohort.

    cohorts : (n_cohorts,) int64, lives of each cohort in the province
    """
    theta = rising_root(
        lambda tilt: _mean_years(_tilted(params, tilt), row, params, cohorts) - row.mean_years_schooling_15plus,
        -_STEEPEST,
        _STEEPEST,
        1e-6,
    )
    shares = _tilted(params, theta)
    cumulative = np.stack([_add(shares[..., : k + 1]) for k in range(4)], axis=-1)
    return np.rint(ONE * cumulative).astype(np.int32)


def _tilted(params: SchoolingParams, theta: float) -> npt.NDArray[np.float64]:
    """Shares of the levels: (2, n_cohorts, 5), by area and cohort."""
    years = params.years.value
    tilts = np.array([float(exp(theta * (y - years[2]))) for y in years])
    weights = np.array([params.rural.value, params.urban.value]) * tilts
    shares: npt.NDArray[np.float64] = weights / _add(weights)[..., None]
    return shares


def _add(levels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Sum over the last axis in its order: NumPy's own order may differ between machines."""
    total = levels[..., 0]
    for k in range(1, levels.shape[-1]):
        total = total + levels[..., k]
    return total


def _mean_years(
    shares: npt.NDArray[np.float64], row: ProvinceRow, params: SchoolingParams, cohorts: npt.NDArray[np.int64]
) -> float:
    areas = np.array([[1.0 - row.urban_share], [row.urban_share]])
    years = areas * cohorts * _add(shares * np.array(params.years.value))
    return fsum(years.ravel().tolist()) / max(int(cohorts.sum()), 1)
