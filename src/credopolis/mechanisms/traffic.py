"""Traffic: crossings that see jaywalkers and riders without a number plate, with the help of robots (MODEL 6).

reach = 1 - (1 - crossings * recognised) * (1 - robots);   crossings = share of crossings equipped * urban share

Source: seed-090 (face recognition records jaywalkers and traffic offenders). Quantities are assumptions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.mechanisms.parameters import Parameters

Fields = NDArray[np.float64]


class TrafficParameters(Parameters):
    """Equipped crossings as a channel of its own."""

    from_year: float = Field(
        2017.0,
        ge=1980,
        le=2100,
        description="year of the first equipped crossings; assumption, range 2015 to 2019 (seed-090)",
    )
    ramp_years: float = Field(10.0, ge=0, le=50, description="years until all stand; assumption, range 5 to 20")
    crossings_share: float = Field(
        0.1,
        ge=0,
        le=1,
        description="share of urban crossings equipped in the end; assumption, range 0.01 to 0.5 (seed-090)",
    )
    recognised: float = Field(
        0.6,
        ge=0,
        le=1,
        description="share of offenders before a screen who are recognised; assumption, range 0.2 to 0.95",
    )
    mistaken_a_year: float = Field(
        0.02,
        ge=0,
        le=1,
        description="innocents charged, a life and year if all crossings were equipped; assumption, range 0.001 to 0.1",
    )
    minority_multiplier: float = Field(
        2.0,
        ge=0,
        le=100,
        description="mistakes about the minority relative to the majority; assumption, range 1 to 10 (fr-001)",
    )
    female_multiplier: float = Field(
        1.5, ge=0, le=100, description="mistakes about women relative to men; assumption, range 1 to 5 (fr-001)"
    )
    delay_days: float = Field(
        3.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 14"
    )


def crossing_reach(urban_share: Fields, robots: Fields, standing: float, p: TrafficParameters) -> Fields:
    """Share of traffic offences that crossings or robots see: (n_provinces,) urban shares, robots' reach -> in [0, 1]."""
    crossings = urban_share * (p.crossings_share * standing * p.recognised)
    return 1.0 - (1.0 - crossings) * (1.0 - robots)
