"""False alarms: how often each channel strikes an innocent.

    false alarms of c, a life and year   =  rate[c, sex and group] * alarm reach[province, c]

Rates are those at full reach; each stands with its channel. Off, no channel errs, but reports and fabrications still do.

Source: fr-001 (groups are not mistaken alike), fr-003 (false matches); evidence on each rate stands with its channel.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue
from credopolis.mechanisms.channels import (
    CAMERAS,
    CHANNELS,
    CHECKPOINTS,
    DRONES,
    FACES,
    OFFICE,
    OFFICERS,
    RECORDERS,
    RECORDS,
    ROBOTS,
    SEEING,
    TRAFFIC,
)
from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.equipment import by_group
from credopolis.mechanisms.faces import alarms_a_year
from credopolis.mechanisms.regime import RegimeParameters

Fields = NDArray[np.float64]


def alarm_rates(parameters: RegimeParameters, off: Collection[str] = ()) -> Fields:
    """False alarms of each channel against an innocent a year at full reach, (len(SEEING), 4) by female + 2 * minority."""
    p = parameters
    out = np.zeros((len(SEEING), 4))
    if "false_alarms" in off:
        return out
    out[RECORDS] = p.records.mistakes_a_year
    out[CAMERAS] = by_group(p.cameras.mistaken_a_year, 1.0, p.cameras.mistaken_minority_multiplier)
    out[FACES] = alarms_a_year(p.faces)
    out[ROBOTS] = by_group(p.robots.mistaken_a_year, 1.0, p.robots.minority_multiplier)
    out[DRONES] = by_group(p.drones.mistaken_a_year, 1.0, p.drones.minority_multiplier)
    out[CHECKPOINTS] = p.checkpoints.mistaken_a_year * np.repeat([p.checkpoints.majority_factor, 1.0], 2)
    out[RECORDERS] = p.recorders.mistaken_a_year * np.repeat([p.recorders.majority_factor, 1.0], 2)
    out[OFFICERS] = by_group(p.officers.mistaken_a_year, 1.0, p.officers.minority_multiplier)
    out[TRAFFIC] = by_group(p.traffic.mistaken_a_year, p.traffic.female_multiplier, p.traffic.minority_multiplier)
    for c, name in enumerate(SEEING):
        if name in off:
            out[c] = 0.0
    return out


def full_alarm_rates(scenario: Any) -> Fields:
    """False alarms a life and year at full reach, (n_channels, 4) by female + 2 * minority; of the office: 1, its field
    being the rate itself.

    Raises
    ------
    BadValue
        If a rate exceeds the room that the society's candidate stream keeps for it.
    """
    regime, off = scenario.regime, scenario.off
    out = np.zeros((len(CHANNELS), 4))
    out[: len(SEEING)] = alarm_rates(regime, off)
    most = dict(zip(SEEING, out.max(axis=1), strict=False))
    most["office"] = 0.0 if "quotas" in off else regime.quotas.most_a_year
    out[OFFICE] = 1.0
    officers = regime.officers
    grades = () if "officers" in off else scenario.rulebook.grade_names
    most["visits"] = officers.visits_a_year if set(officers.visited) & set(grades) else 0.0
    most["searches"] = officers.searches_a_year if set(officers.searched) & set(grades) else 0.0
    for name, rate in most.items():
        room = getattr(scenario.conduct.alarms, name)
        if rate > room:
            raise BadValue(
                f"the rate of {name} (false alarms, visits or searches)",
                round(float(rate), 6),
                f"at most {room} a life and year",
                f"Raise alarms.{name} of the society's conduct.yaml, or lower the regime's rate.",
            )
    return out


DIALS: Final = (
    # A year, by female + 2 * minority; and the highest of these.
    Dial("alarm_rate", full_alarm_rates, shape=(len(CHANNELS), 4)),
    Dial("alarm_most", lambda s: full_alarm_rates(s).max(axis=1), shape=(len(CHANNELS),)),
)


CARDS: Final = (
    Card(
        "false_alarms",
        "False alarms",
        "mistaken files and false face matches strike innocents",
        "fr-001, fr-003; assumptions",
    ),
)
