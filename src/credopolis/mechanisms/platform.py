"""The central platform: provinces' data in one place.

    delay, lost share           =  those of offices on their own, times delay_factor and lost_factor
    a false entry gives rise to    another one elsewhere with chance spread: 1 / (1 - spread) entries in the end

With it joint sanctions come sooner and fewer papers are lost; and a false entry, copied everywhere, gives rise to more.

Source: jd-032 and jd-033 (44 to 60 agencies sanction jointly), gov-005 (data sharing is low and rules inconsistent),
law-004 (credit records aggregated nationally). Factors are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.parameters import Parameters, days, given, share


class PlatformParameters(Parameters):
    """What the platform changes while it is on; off, every factor is 1 and nothing spreads."""

    stands: bool = given(
        False, "whether provinces share one platform", assumed=True, no_range="off and on", source="gov-005"
    )
    delay_factor: float = share(
        0.6, "days to an entry relative to offices on their own", low=0.2, high=1, source="jd-032"
    )
    lost_factor: float = share(0.3, "papers lost relative to offices on their own", low=0.05, high=1)
    spread: float = share(0.1, "chance that a false entry gives rise to another one elsewhere", low=0, high=0.5)
    spread_days: float = days(30.0, "mean days from a false entry to the one that it gives rise to", low=1, high=180)


def platform_stands(scenario: Any) -> bool:
    """Whether a scenario's regime has a central platform and it is on."""
    return bool(scenario.regime.platform.stands) and "platform" not in scenario.off


def delay_factor(scenario: Any) -> float:
    """Days to an entry, relative to offices on their own."""
    return float(scenario.regime.platform.delay_factor) if platform_stands(scenario) else 1.0


def lost_factor(scenario: Any) -> float:
    """Papers lost, relative to offices on their own."""
    return float(scenario.regime.platform.lost_factor) if platform_stands(scenario) else 1.0


def spreading(scenario: Any) -> float:
    """Chance that a false entry gives rise to another one elsewhere."""
    return float(scenario.regime.platform.spread) if platform_stands(scenario) else 0.0


DIALS: Final = (
    Dial("spread", spreading),
    Dial("spread_days", lambda s: s.regime.platform.spread_days),
)


CARDS: Final = (
    Card(
        "platform",
        "Central platform",
        "entries come sooner and get lost less, and errors spread",
        "jd-032, jd-033, gov-005; assumptions",
    ),
)
