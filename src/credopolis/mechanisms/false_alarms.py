"""False alarms: how often each channel strikes an innocent.

    false alarms of c, a life and year   =  rate[c, sex and group] * alarm reach[province, c]
    of them accusing life i of act j     =  w[i, j] / the sum of w[i, k] over all acts k,
    where w[i, j]                        =  rate_j * demography_j(i) * sensitivity[j, c]
                                            for a negative act that i could have done, else 0

Rates are those at full reach; each stands with its channel. An alarm takes somebody for the doer of an act that the channel
sees and that this life could have done, by age, work, partner, children and the like, the likelier the commoner the act
is among people of its sex and age. Who could have done none of them is not charged. Off, no channel errs, but reports and
fabrications still do.

Source: fr-001 (groups are not mistaken alike), fr-003 (false matches); evidence on each rate stands with its channel.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue
from credopolis.mechanisms.channels import CHANNELS, OFFICE, SEEING, SEERS
from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.regime import RegimeParameters

Fields = NDArray[np.float64]


def alarm_rates(parameters: RegimeParameters, off: Collection[str] = ()) -> Fields:
    """False alarms of each channel against an innocent a year at full reach, (len(SEEING), 4) by female + 2 * minority."""
    out = np.zeros((len(SEEING), 4))
    for c, channel in enumerate(SEERS):
        if "false_alarms" not in off and channel.name not in off:
            out[c] = channel.mistakes(getattr(parameters, channel.name))
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
