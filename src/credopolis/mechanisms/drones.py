"""Drones: mobile coverage, sent where cameras are few (MODEL 6).

reach = drones per million * flight hours / 24 * share that one drone covers * (1 - coverage by cameras)

Source: seed-081 (drones among the means of 2018). No quantity is documented: all are assumptions with their range.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.mechanisms.parameters import Parameters

Fields = NDArray[np.float64]


class DronesParameters(Parameters):
    """The channel of drones."""

    from_year: float = Field(
        2017.0, ge=1980, le=2100, description="year of the first drones; assumption, range 2014 to 2019 (seed-081)"
    )
    ramp_years: float = Field(8.0, ge=0, le=50, description="years until all fly; assumption, range 4 to 20")
    per_million: float = Field(20.0, ge=0, le=1e5, description="drones per million lives; assumption, range 2 to 200")
    flight_hours: float = Field(2.0, ge=0, le=24, description="hours a day in the air; assumption, range 0.5 to 6")
    sees_share: float = Field(
        2e-4,
        ge=0,
        le=1,
        description="share of a million lives' open-air acts that one drone covers; assumption, range 0.00001 to 0.005",
    )
    mistaken_a_year: float = Field(
        0.01,
        ge=0,
        le=1,
        description="lives mistaken, a life and year if all acts were in sight; assumption, range 0.001 to 0.1",
    )
    minority_multiplier: float = Field(
        2.0,
        ge=0,
        le=100,
        description="mistakes about the minority relative to the majority; assumption, range 1 to 10 (fr-001)",
    )
    delay_days: float = Field(
        2.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 7"
    )


def drone_reach(coverage: Fields, standing: float, p: DronesParameters) -> Fields:
    """Share of public acts under a drone: (n_provinces,) coverage by cameras -> (n_provinces,) in [0, 1]."""
    everywhere = min(1.0, p.per_million * standing * p.flight_hours / 24.0 * p.sees_share)
    return everywhere * (1.0 - coverage)


def flight_hours_a_day(lives: Fields, standing: float, p: DronesParameters) -> Fields:
    """Hours that the drones of each province are in the air a day, (n_provinces,)."""
    return lives * (p.per_million * 1e-6 * standing * p.flight_hours)
