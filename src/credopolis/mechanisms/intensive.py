"""The intensive region: checkpoints on the way, recorders at home, and nearly everybody's face on file.

    checkpoints   reach = passages checked / passages * enrolled;   passages checked <= checks that can be made a day
    recorders     reach = share of homes with a recorder * share of what is said there that is heard

Both are nil outside the provinces named, by default one. What a member of the majority meets at checkpoints and recorders
is a fraction of what a member of the minority meets (`majority_factor`): a rule of that region, stated as a number so
that its effect can be measured.

Source: seed-060 (cameras, home recorders, checkpoints with face recognition), xj-001 (the policing platform flags
lawful behaviour). Quantities are assumptions with their range.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import UnknownName
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card
from credopolis.mechanisms.parameters import Parameters, given, share

Fields = NDArray[np.float64]
REGION = ("Xinjiang",)


class CheckpointsParameters(Parameters):
    """Checkpoints between the places of a province."""

    provinces: tuple[str, ...] = given(REGION, "provinces with checkpoints", source=("seed-060", "xj-001"))
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


class RecordersParameters(Parameters):
    """Devices that record at home."""

    provinces: tuple[str, ...] = given(REGION, "provinces with recorders at home", source="seed-060")
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


def within(names: Sequence[str], provinces: tuple[str, ...]) -> Fields:
    """1 for each province of a society that is in the region, else 0, (n_provinces,).

    The region of the defaults need not be there, so that every society can run.

    Raises
    ------
    UnknownName
        If another region names a province that the society does not have.
    """
    if provinces != REGION:
        for name in provinces:
            if name not in names:
                raise UnknownName("province", name, names)
    return np.array([1.0 if name in provinces else 0.0 for name in names])


def checks_a_day(standing: float, p: CheckpointsParameters) -> float:
    """Checks that the checkpoints of the region can make, a life and day."""
    return p.per_1000 * 1e-3 * standing * p.checks_an_hour * p.open_hours


def checked_share(standing: float, p: CheckpointsParameters) -> float:
    """Share of passages in the region that are checked."""
    return min(1.0, checks_a_day(standing, p) / p.passages_a_day) if p.passages_a_day > 0 else 0.0


def heard_share(standing: float, p: RecordersParameters) -> float:
    """Share of what is said at home in the region that is recorded and understood."""
    return p.homes_share * standing * p.heard


CARDS: Final = (
    Card(
        "checkpoints",
        "Checkpoints",
        "checks on the way in the intensive region, above all of the minority",
        "seed-060, xj-001; assumptions",
    ),
    Card(
        "recorders",
        "Home recorders",
        "what is said at home in the intensive region",
        "seed-060, xj-001; assumptions",
    ),
)
