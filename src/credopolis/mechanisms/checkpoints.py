"""Checkpoints: checks on the way between the places of the intensive region, where nearly every face is on file.

    reach = passages checked / passages * enrolled;   passages checked <= checks that can be made a day

They are nil outside the provinces named, by default one. What a member of the majority meets at them is a fraction of what
a member of the minority meets (`majority_factor`): a rule of that region, stated as a number so that its effect can be
measured.

Source: seed-060 (checkpoints with face recognition), xj-001 (the policing platform flags lawful behaviour). Quantities are
assumptions with their range.
"""

from __future__ import annotations

from typing import Final

from credopolis.mechanisms import equipment, region
from credopolis.mechanisms.declare import Card, Channel
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.quarter import CAPACITY, DEMAND, DROPPED, Quarter


class CheckpointsParameters(Parameters):
    """Checkpoints between the places of a province."""

    provinces: tuple[str, ...] = region.provinces("checkpoints", ("seed-060", "xj-001"))
    from_year: float = equipment.first_year(2016.0, "checkpoints", low=2014, high=2018, source="seed-060")
    ramp_years: float = equipment.ramp_years(2.0, low=1, high=5)
    per_1000: float = given(0.3, "checkpoints per 1,000 lives", low=0.05, high=2, least=0, most=1000)
    checks_an_hour: float = given(150.0, "people that a checkpoint checks", low=30, high=600, least=0, most=1e5)
    open_hours: float = equipment.hours_a_day(16.0, "that it is manned", low=8, high=24)
    passages_a_day: float = given(1.0, "passages of a life a day", low=0.2, high=4, least=0, most=100)
    enrolled: float = share(
        0.97, "share of people of the region whose face is on file", low=0.9, high=1, source="xj-001"
    )
    majority_factor: float = share(
        0.2, "checks and mistakes of the majority relative to the minority", low=0.02, high=1, source="xj-001"
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.05, "innocents of the minority flagged, a life and year at full service", low=0.005, high=0.5, source="xj-001"
    )
    delay_days: float = equipment.delay_days(1.0, low=0, high=7)


def checks_a_day(standing: float, p: CheckpointsParameters) -> float:
    """Checks that the checkpoints of the region can make, a life and day. standing : share that stands, in [0, 1]."""
    return p.per_1000 * 1e-3 * standing * p.checks_an_hour * p.open_hours


def checked_share(standing: float, p: CheckpointsParameters) -> float:
    """Share of passages in the region that are checked."""
    return min(1.0, checks_a_day(standing, p) / p.passages_a_day) if p.passages_a_day > 0 else 0.0


def put_up(q: Quarter, channel: int, p: CheckpointsParameters) -> None:
    """Checkpoints of the region, for which nearly every face there is on file."""
    inside, standing = region.within(q.places.names, p.provinces), equipment.standing(q.now, p)
    q.enrolled = q.enrolled + inside * (standing * (p.enrolled - q.enrolled))
    checked = checked_share(standing, p)
    passing = inside * q.places.lives
    q.see(channel, inside * (checked * p.enrolled), passing * (p.passages_a_day * checked))
    q.flows[CAPACITY, :, channel] = passing * checks_a_day(standing, p)
    q.flows[DEMAND, :, channel] = passing * p.passages_a_day
    q.flows[DROPPED, :, channel] = passing * (p.passages_a_day * (1.0 - checked))


CHANNEL: Final = Channel(
    "checkpoints",
    "passages of a checkpoint",
    put_up,
    mistakes=lambda p: region.mistakes(p.mistaken_a_year, p.majority_factor),
    majority=lambda p: p.majority_factor,
)


CARDS: Final = (
    Card(
        "checkpoints",
        "Checkpoints",
        "checks on the way in the intensive region, above all of the minority",
        "seed-060, xj-001; assumptions",
    ),
)
