"""The intensive region: checkpoints on the way, recorders at home, and nearly everybody's face on file (MODEL 6).

checkpoints   share served = min(1, checks a day / passages a day);   reach = share served * enrolled
recorders     reach = share of homes with a recorder * share of what is said there that is heard

Both are nil outside the provinces named. What a member of the majority meets is a fraction of what a member of the
minority meets (`majority_factor`): that is the demographic rule of this region, stated as a number so that it can be
measured.

Source: seed-060 (cameras, home recorders, checkpoints with face recognition), xj-001 (the policing platform flags
lawful behaviour). Quantities are assumptions with their range.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.errors import UnknownName
from credopolis.mechanisms.parameters import Parameters

Fields = NDArray[np.float64]
REGION = ("Xinjiang",)


class CheckpointsParameters(Parameters):
    """Checkpoints between the places of a province."""

    provinces: tuple[str, ...] = Field(REGION, description="provinces with checkpoints (seed-060, xj-001)")
    from_year: float = Field(
        2016.0, ge=1980, le=2100, description="year of the first checkpoints; assumption, range 2014 to 2018 (seed-060)"
    )
    ramp_years: float = Field(2.0, ge=0, le=50, description="years until all stand; assumption, range 1 to 5")
    per_1000: float = Field(0.3, ge=0, le=1000, description="checkpoints per 1,000 lives; assumption, range 0.05 to 2")
    checks_an_hour: float = Field(
        150.0, ge=0, le=1e5, description="people that a checkpoint checks; assumption, range 30 to 600"
    )
    open_hours: float = Field(16.0, ge=0, le=24, description="hours a day that it is manned; assumption, range 8 to 24")
    passages_a_day: float = Field(1.0, ge=0, le=100, description="passages of a life a day; assumption, range 0.2 to 4")
    enrolled: float = Field(
        0.97,
        ge=0,
        le=1,
        description="share of people of the region whose face is on file; assumption, range 0.9 to 1 (xj-001)",
    )
    majority_factor: float = Field(
        0.2,
        ge=0,
        le=1,
        description="checks and mistakes of the majority relative to the minority; assumption, range 0.02 to 1 (xj-001)",
    )
    mistaken_a_year: float = Field(
        0.05,
        ge=0,
        le=1,
        description="innocents of the minority flagged, a life and year at full service; assumption, range 0.005 to 0.5 (xj-001)",
    )
    delay_days: float = Field(
        1.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 7"
    )


class RecordersParameters(Parameters):
    """Devices that record at home."""

    provinces: tuple[str, ...] = Field(REGION, description="provinces with recorders at home (seed-060)")
    from_year: float = Field(
        2016.0, ge=1980, le=2100, description="year of the first recorders; assumption, range 2014 to 2018 (seed-060)"
    )
    ramp_years: float = Field(3.0, ge=0, le=50, description="years until all stand; assumption, range 1 to 10")
    homes_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="share of homes with a recorder in the end; assumption, range 0.005 to 0.3 (seed-060)",
    )
    heard: float = Field(
        0.3, ge=0, le=1, description="share of what is said that is heard and understood; assumption, range 0.05 to 0.8"
    )
    majority_factor: float = Field(
        0.1,
        ge=0,
        le=1,
        description="recorders with the majority relative to the minority; assumption, range 0.01 to 1 (xj-001)",
    )
    mistaken_a_year: float = Field(
        0.02,
        ge=0,
        le=1,
        description="innocents of the minority flagged, a life and year in full reach; assumption, range 0.002 to 0.2",
    )
    delay_days: float = Field(
        5.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 1 to 30"
    )


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
