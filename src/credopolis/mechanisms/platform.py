"""The central platform: provinces' data in one place (MODEL 7).

With it joint sanctions come sooner and fewer papers are lost; and a false entry, copied everywhere, gives rise to more.

desk delay, lost share   = the office's, times a factor
chance that a false entry gives rise to another one elsewhere = spread

Source: jd-032 and jd-033 (44 to 60 agencies sanction jointly), gov-005 (data sharing is low and rules inconsistent),
law-004 (credit records aggregated nationally). Factors are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from credopolis.mechanisms.declare import Dial
from credopolis.mechanisms.parameters import Parameters


class PlatformParameters(Parameters):
    """What the platform changes while it is on; off, every factor is 1 and nothing spreads."""

    stands: bool = Field(False, description="whether provinces share one platform; assumption, off and on (gov-005)")
    delay_factor: float = Field(
        0.6,
        ge=0,
        le=1,
        description="days to an entry relative to offices on their own; assumption, range 0.2 to 1 (jd-032)",
    )
    lost_factor: float = Field(
        0.3, ge=0, le=1, description="papers lost relative to offices on their own; assumption, range 0.05 to 1"
    )
    spread: float = Field(
        0.1,
        ge=0,
        le=1,
        description="chance that a false entry gives rise to another one elsewhere; assumption, range 0 to 0.5",
    )
    spread_days: float = Field(
        30.0,
        ge=0,
        le=2000,
        description="mean days from a false entry to the one that it gives rise to; assumption, range 1 to 180",
    )


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
