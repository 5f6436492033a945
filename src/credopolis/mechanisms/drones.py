"""Drones: mobile coverage, sent where cameras are few.

    reach  =  min(1, drones per million * flight hours / 24 * share of a million lives' acts that one drone covers)
              * (1 - coverage by cameras)

Source: seed-081 (drones among the means of 2018). No quantity is documented: all are assumptions with their range.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.declare import Card
from credopolis.mechanisms.parameters import Parameters, given

Fields = NDArray[np.float64]


class DronesParameters(Parameters):
    """The channel of drones."""

    from_year: float = given(
        2017.0,
        "year of the first drones",
        low=2014,
        high=2019,
        source="seed-081",
        unit="calendar year",
        least=1980,
        most=2100,
    )
    ramp_years: float = given(8.0, "years until all fly", low=4, high=20, unit="years", least=0, most=50)
    per_million: float = given(20.0, "drones per million lives", low=2, high=200, least=0, most=1e5)
    flight_hours: float = given(2.0, "hours a day in the air", low=0.5, high=6, unit="hours a day", least=0, most=24)
    sees_share: float = given(
        2e-4, "share of a million lives' open-air acts that one drone covers", low=0.00001, high=0.005, least=0, most=1
    )
    mistaken_a_year: float = given(
        0.01,
        "lives mistaken, a life and year if all acts were in sight",
        low=0.001,
        high=0.1,
        unit="a life and year",
        least=0,
        most=1,
    )
    minority_multiplier: float = given(
        2.0, "mistakes about the minority relative to the majority", low=1, high=10, source="fr-001", least=0, most=100
    )
    delay_days: float = given(
        2.0, "mean days from observation to the office's desk", low=0, high=7, unit="days", least=0, most=2000
    )


def drone_reach(coverage: Fields, standing: float, p: DronesParameters) -> Fields:
    """Share of public acts under a drone: (n_provinces,) coverage by cameras -> (n_provinces,) in [0, 1]."""
    everywhere = min(1.0, p.per_million * standing * p.flight_hours / 24.0 * p.sees_share)
    return everywhere * (1.0 - coverage)


def flight_hours_a_day(lives: Fields, standing: float, p: DronesParameters) -> Fields:
    """Hours that the drones of each province are in the air a day, (n_provinces,)."""
    return lives * (p.per_million * 1e-6 * standing * p.flight_hours)


CARDS: Final = (
    Card(
        "drones",
        "Drones",
        "mobile coverage where cameras are few",
        "seed-081; assumptions",
    ),
)
