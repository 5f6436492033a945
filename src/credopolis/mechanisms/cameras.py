"""Cameras: stock per province along a programme's curve, coverage that saturates, false matches (MODEL 6).

cameras per 1,000 (year) = ceiling / (1 + exp(-steepness * (year - midyear)))
coverage = 1 - exp(-cameras per 1,000 * urban factor / saturation)
false matches a life and year = searches a life and year * coverage * false-positive rate * multiplier of the group

Source: seed-079 (Skynet from 2005), cam-010 (14.36 cameras per 100 in 2019), cam-008; fr-003 (rate 0.003 a search at
NIST's operating point), fr-001 (ratio between groups 10, range 10 to 100, many algorithms; less for Asian ones).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.maths import exp
from credopolis.mechanisms.parameters import Parameters


class CamerasParameters(Parameters):
    """The channel of cameras with face matching as an error channel, never a detector."""

    ceiling_per_1000: float = Field(
        200.0,
        ge=0,
        le=2000,
        description="cameras per 1,000 in the end; assumption, range 150 to 500 (cam-008, cam-010)",
    )
    midyear: float = Field(
        2017.0,
        ge=1990,
        le=2100,
        description="year of half the ceiling; assumption, range 2015 to 2020 (cam-007, cam-008)",
    )
    steepness: float = Field(0.45, ge=0, le=5, description="growth a year; assumption, range 0.2 to 0.8 (cam-008)")
    saturation_per_1000: float = Field(
        250.0, gt=0, le=1e5, description="stock that covers 63 % of public acts; assumption, range 100 to 1000"
    )
    rural_factor: float = Field(
        0.4, ge=0, le=1, description="stock in the countryside relative to towns; assumption, range 0.1 to 0.8"
    )
    searches_a_year: float = Field(
        1.0, ge=0, le=100, description="face searches that touch a life a year; assumption, range 0.1 to 10"
    )
    false_positive_rate: float = Field(0.003, ge=0, le=1, description="false matches a search (fr-003)")
    minority_multiplier: float = Field(
        2.0,
        ge=0,
        le=100,
        description="false matches of the minority relative to the majority; assumption, range 1 to 10 (fr-001)",
    )
    female_multiplier: float = Field(
        1.5, ge=0, le=100, description="false matches of women relative to men; assumption, range 1 to 5 (fr-001)"
    )
    delay_days: float = Field(
        3.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 14"
    )


def coverage(year: float, urban_share: NDArray[np.float64], p: CamerasParameters) -> NDArray[np.float64]:
    """Share of public acts under a working camera in each province at a (fractional) year.

    urban_share : (n_provinces,) float64 -> (n_provinces,) float64 in [0, 1).
    """
    stock = p.ceiling_per_1000 / (1.0 + exp(-p.steepness * (year - p.midyear)))
    mean_factor = urban_share + (1.0 - urban_share) * p.rural_factor
    return np.array([1.0 - exp(-stock * factor / p.saturation_per_1000) for factor in mean_factor])
