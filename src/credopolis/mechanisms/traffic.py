"""Traffic: crossings that see jaywalkers and riders without a number plate, with the help of robots.

    reach  =  1 - (1 - urban share * crossings equipped * recognised) * (1 - reach of patrol robots)

Source: seed-090 (face recognition records jaywalkers and traffic offenders). Quantities are assumptions.
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


class TrafficParameters(Parameters):
    """Equipped crossings as a channel of its own."""

    from_year: float = equipment.first_year(2017.0, "equipped crossings", low=2015, high=2019, source="seed-090")
    ramp_years: float = equipment.ramp_years(10.0, low=5, high=20)
    crossings_share: float = share(
        0.1, "share of urban crossings equipped in the end", low=0.01, high=0.5, source="seed-090"
    )
    recognised: float = share(0.6, "share of offenders before a screen who are recognised", low=0.2, high=0.95)
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.02, "innocents charged, a life and year if all crossings were equipped", low=0.001, high=0.1
    )
    minority_multiplier: float = equipment.minority_multiplier(2.0, high=10, source="fr-001")
    female_multiplier: float = equipment.female_multiplier(1.5, high=5, source="fr-001")
    delay_days: float = equipment.delay_days(3.0, low=0, high=14)


def crossing_reach(urban_share: Fields, robots: Fields, standing: float, p: TrafficParameters) -> Fields:
    """Share of traffic offences that crossings or robots see: (n_provinces,) urban shares, robots' reach -> in [0, 1]."""
    crossings = urban_share * (p.crossings_share * standing * p.recognised)
    return 1.0 - (1.0 - crossings) * (1.0 - robots)


def put_up(q: Quarter, channel: int, p: TrafficParameters) -> None:
    """Crossings that are equipped, with the help of robots."""
    reach = crossing_reach(q.places.urban_share, q.patrolled, equipment.standing(q.now, p), p)
    q.see(channel, reach, q.places.lives * reach)


CHANNEL: Final = Channel(
    "traffic",
    "life-days at equipped crossings",
    put_up,
    mistakes=lambda p: equipment.by_group(p.mistaken_a_year, p.female_multiplier, p.minority_multiplier),
)


CARDS: Final = (
    Card(
        "traffic",
        "Traffic",
        "equipped crossings see jaywalkers and riders",
        "seed-090; assumptions",
    ),
)
