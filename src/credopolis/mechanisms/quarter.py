"""A quarter of a year as the channels find it: each puts up what it has, and reads what those before it have put up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.labels import BENEFITS, INCIDENTS

Fields = NDArray[np.float64]

BENEFIT_UNITS: Final = (
    "people", "tickets", "accidents", "hours of clerks", "visits", "reports", "hours of the visited",
)  # fmt: skip
(
    MISSING_FOUND, TICKETS_CHECKED, ACCIDENTS_AVOIDED, DESK_HOURS_SAVED, ADVICE_VISITS, RISK_REPORTS, VISIT_BURDEN,
) = range(len(BENEFITS))  # fmt: skip
CAPACITY, DEMAND, USED, DROPPED = range(4)


@dataclass(frozen=True, eq=False)
class Places:
    """The provinces of a run: names, simulated lives and share of them in towns, (n_provinces,).

    scale : real people for whom a simulated life stands. Everything here is per life, so it changes no share.
    """

    names: tuple[str, ...]
    lives: Fields
    urban_share: Fields
    scale: float = 1.0


@dataclass
class Quarter:
    """What holds on a day of a quarter, as of its middle, filled in by the channels that are on, in their order.

    now : the year with its fraction. enrolled : (n_provinces,), share of people whose face is on file. reach, alarm_reach :
    (n_provinces, n_channels) shares. flows : (4, n_provinces, n_channels), capacity, demand, use and what was dropped, a day.
    benefits : (n_provinces, len(BENEFITS)), incidents, helped : (n_provinces, len(INCIDENTS)), expected a day, and the
    chance that a channel helps. What channels leave to those after them, each (n_provinces,): coverage, of public acts
    before a camera; unknown, of these by people whom operators do not know; patrolled, before a robot; tickets, that robots
    can check on a day of a season.
    """

    places: Places
    now: float
    enrolled: Fields
    n_channels: int
    reach: Fields = field(init=False)
    alarm_reach: Fields = field(init=False)
    flows: Fields = field(init=False)
    benefits: Fields = field(init=False)
    incidents: Fields = field(init=False)
    helped: Fields = field(init=False)
    coverage: Fields = field(init=False)
    unknown: Fields = field(init=False)
    patrolled: Fields = field(init=False)
    tickets: Fields = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.places.lives)
        self.reach, self.alarm_reach = np.zeros((n, self.n_channels)), np.zeros((n, self.n_channels))
        self.flows, self.benefits = np.zeros((4, n, self.n_channels)), np.zeros((n, len(BENEFITS)))
        self.incidents, self.helped = np.zeros((n, len(INCIDENTS))), np.zeros((n, len(INCIDENTS)))
        self.coverage = self.unknown = self.patrolled = self.tickets = np.zeros(n)

    def see(self, channel: int, reach: Fields, used: Fields) -> None:
        """Let a channel that is never scarce see a share of acts, and use so much of what it has a day."""
        self.reach[:, channel] = self.alarm_reach[:, channel] = reach
        self.flows[:DROPPED, :, channel] = used
