"""Home recorders: devices that record what is said at home in the intensive region.

    reach = share of homes with a recorder * share of what is said there that is heard

They are nil outside the provinces named, by default one; and with the majority there are fewer of them than with the
minority (`majority_factor`): a rule of that region, stated as a number so that its effect can be measured.

Source: seed-060 (home recorders), xj-001 (the policing platform flags lawful behaviour). Quantities are assumptions with
their range.
"""

from __future__ import annotations

from typing import Final

from credopolis.mechanisms import equipment, region
from credopolis.mechanisms.declare import Card, Channel
from credopolis.mechanisms.parameters import Parameters, share
from credopolis.mechanisms.quarter import Quarter


class RecordersParameters(Parameters):
    """Devices that record at home."""

    provinces: tuple[str, ...] = region.provinces("recorders at home", "seed-060")
    from_year: float = equipment.first_year(2016.0, "recorders", low=2014, high=2018, source="seed-060")
    ramp_years: float = equipment.ramp_years(3.0, low=1, high=10)
    homes_share: float = share(
        0.05, "share of homes with a recorder in the end", low=0.005, high=0.3, source="seed-060"
    )
    heard: float = share(0.3, "share of what is said that is heard and understood", low=0.05, high=0.8)
    majority_factor: float = share(
        0.1, "recorders with the majority relative to the minority", low=0.01, high=1, source="xj-001"
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.02, "innocents of the minority flagged, a life and year in full reach", low=0.002, high=0.2
    )
    delay_days: float = equipment.delay_days(5.0, low=1, high=30)


def heard_share(standing: float, p: RecordersParameters) -> float:
    """Share of what is said at home in the region that is recorded and understood."""
    return p.homes_share * standing * p.heard


def put_up(q: Quarter, channel: int, p: RecordersParameters) -> None:
    """Recorders in homes of the region."""
    reach = region.within(q.places.names, p.provinces) * heard_share(equipment.standing(q.now, p), p)
    q.see(channel, reach, q.places.lives * reach)


CHANNEL: Final = Channel(
    "recorders",
    "life-days before a recorder",
    put_up,
    mistakes=lambda p: region.mistakes(p.mistaken_a_year, p.majority_factor),
    majority=lambda p: p.majority_factor,
)


CARDS: Final = (
    Card(
        "recorders",
        "Home recorders",
        "what is said at home in the intensive region",
        "seed-060, xj-001; assumptions",
    ),
)
