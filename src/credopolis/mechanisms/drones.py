"""Drones: mobile coverage, sent where cameras are few.

    reach  =  min(1, drones per million * flight hours / 24 * share of a million lives' acts that one drone covers)
              * (1 - coverage by cameras)

Source: seed-081 (drones among the means of 2018). No quantity is documented: all are assumptions with their range.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel
from credopolis.mechanisms.parameters import Parameters, share
from credopolis.mechanisms.quarter import Quarter

Fields = NDArray[np.float64]


class DronesParameters(Parameters):
    """The channel of drones."""

    from_year: float = equipment.first_year(2017.0, "drones", low=2014, high=2019, source="seed-081")
    ramp_years: float = equipment.ramp_years(8.0, "all fly", low=4, high=20)
    per_million: float = equipment.per_million(20.0, "drones", low=2, high=200)
    flight_hours: float = equipment.hours_a_day(2.0, "in the air", low=0.5, high=6)
    sees_share: float = share(
        2e-4, "share of a million lives' open-air acts that one drone covers", low=0.00001, high=0.005
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.01, "lives mistaken, a life and year if all acts were in sight", low=0.001, high=0.1
    )
    minority_multiplier: float = equipment.minority_multiplier(2.0, high=10, source="fr-001")
    delay_days: float = equipment.delay_days(2.0, low=0, high=7)


def drone_reach(coverage: Fields, standing: float, p: DronesParameters) -> Fields:
    """Share of public acts under a drone: (n_provinces,) coverage by cameras -> (n_provinces,) in [0, 1]."""
    everywhere = min(1.0, p.per_million * standing * p.flight_hours / 24.0 * p.sees_share)
    return everywhere * (1.0 - coverage)


def flight_hours_a_day(lives: Fields, standing: float, p: DronesParameters) -> Fields:
    """Hours that the drones of each province are in the air a day, (n_provinces,)."""
    return lives * (p.per_million * 1e-6 * standing * p.flight_hours)


def put_up(q: Quarter, channel: int, p: DronesParameters) -> None:
    """Drones that fly, where cameras are few."""
    share_flying = equipment.standing(q.now, p)
    reach = drone_reach(q.coverage, share_flying, p)
    q.see(channel, reach, flight_hours_a_day(q.places.lives, share_flying, p))


CHANNEL: Final = Channel(
    "drones",
    "hours in the air",
    put_up,
    mistakes=equipment.mistakes,
    in_public=True,
)


CARDS: Final = (
    Card(
        "drones",
        "Drones",
        "mobile coverage where cameras are few",
        "seed-081; assumptions",
    ),
)
