"""What holds for a quarter of a year: stocks, coverage and hours, as programmes have put them up."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from credopolis.core.labels import BENEFITS, INCIDENTS
from credopolis.mechanisms.cameras import covered, platform_per_1000
from credopolis.mechanisms.channels import (
    CAMERAS,
    CHECKPOINTS,
    DRONES,
    FACES,
    INFORMANTS,
    OFFICERS,
    RECORDERS,
    RECORDS,
    ROBOTS,
    SEEING,
    TRAFFIC,
)
from credopolis.mechanisms.checkpoints import checked_share, checks_a_day
from credopolis.mechanisms.drones import drone_reach, flight_hours_a_day
from credopolis.mechanisms.equipment import standing
from credopolis.mechanisms.faces import Engines, ready_engines
from credopolis.mechanisms.incidents import ACCIDENTS, MISSING, REPORTS
from credopolis.mechanisms.officers import Shift, begin_shift
from credopolis.mechanisms.programme import year_of
from credopolis.mechanisms.recorders import heard_share
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.region import within
from credopolis.mechanisms.robots import accidents_a_day, send_robots
from credopolis.mechanisms.seeing import (
    ACCIDENTS_AVOIDED,
    CAPACITY,
    DEMAND,
    DESK_HOURS_SAVED,
    DROPPED,
    RISK_REPORTS,
    USED,
    Places,
)
from credopolis.mechanisms.traffic import crossing_reach

Fields = NDArray[np.float64]
T = TypeVar("T")
QUARTERS_REMEMBERED: Final = 64


class Settled(NamedTuple):
    """What holds for a quarter: shares, and the flows and benefits of a tick that do not hang on what happens."""

    reach: Fields
    alarm_reach: Fields
    flows: Fields  # (4, n_provinces, len(SEEING)) capacity, demand, used, dropped
    benefits: Fields
    incidents: Fields  # expected in a tick
    helped: Fields  # chance that a channel helps in one, as far as it does not hang on what happens
    findable: Fields  # share of missing people whom a search finds
    unknown: Fields  # share of acts that are before a camera whose operators do not know the person
    tickets_in_season: Fields  # by robots, a day
    engines: Engines
    shift: Shift
    on_file: float  # share of acts on file that records cover
    visit_burden: float  # hours that a visit costs the life visited
    faces: bool  # whether the channel is on
    officers: bool


class Same(Generic[T]):
    """A key of the cache: equal only to a wrapper of the very same object."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it


def quarter_of(day: date) -> int:
    """The quarter of a year, 0 to 3, in which a day lies."""
    return (day.month - 1) // 3


@lru_cache(maxsize=QUARTERS_REMEMBERED)
def settle_quarter(
    kept_places: Same[Places],
    kept_parameters: Same[RegimeParameters],
    off: tuple[str, ...],
    year: int,
    quarter: int,
    tick_days: int,
) -> Settled:
    """The settled part of a quarter, as of its middle."""
    places, p = kept_places.it, kept_parameters.it
    now = year_of(date(year, 3 * quarter + 2, 15))
    n, lives = len(places.lives), places.lives
    reach, flows = np.zeros((n, len(SEEING))), np.zeros((4, n, len(SEEING)))
    benefits, none = np.zeros((n, len(BENEFITS))), np.zeros(n)
    incidents, helped = np.zeros((n, len(INCIDENTS))), np.zeros((n, len(INCIDENTS)))
    incidents[:, ACCIDENTS] = accidents_a_day(lives, p.robots)
    coverage, by_eye, enrolled, robots_reach, tickets = none, p.cameras.by_eye, np.full(n, p.faces.enrolled), none, none
    if "records" not in off:
        reach[:, RECORDS] = p.records.coverage
    if "informants" not in off:
        reach[:, INFORMANTS] = 1.0
    if "cameras" not in off:
        coverage = covered(now, places.urban_share, p.cameras)
        factors = places.urban_share + (1.0 - places.urban_share) * p.cameras.rural_factor
        reach[:, CAMERAS] = coverage * by_eye
        flows[:DROPPED, :, CAMERAS] = lives * factors * (platform_per_1000(now, p.cameras) * 1e-3)
    if "robots" not in off:
        robots = send_robots(lives, standing(now, p.robots), p.robots)
        robots_reach, tickets = robots.reach, robots.tickets_in_season
        reach[:, ROBOTS] = robots_reach
        flows[:DROPPED, :, ROBOTS] = robots.patrol_hours
        benefits[:, DESK_HOURS_SAVED] = robots.desk_hours_saved
        benefits[:, ACCIDENTS_AVOIDED] = incidents[:, ACCIDENTS] * robots.avoided
        benefits[:, RISK_REPORTS] = incidents[:, REPORTS] = robots.risk_reports
        helped[:, ACCIDENTS], helped[:, REPORTS] = robots.avoided, p.robots.reports_right
    if "drones" not in off:
        share = standing(now, p.drones)
        reach[:, DRONES] = drone_reach(coverage, share, p.drones)
        flows[:DROPPED, :, DRONES] = flight_hours_a_day(lives, share, p.drones)
    if "checkpoints" not in off:
        region = within(places.names, p.checkpoints.provinces)
        share = standing(now, p.checkpoints)
        enrolled = enrolled + region * (share * (p.checkpoints.enrolled - p.faces.enrolled))
        _checkpoints(flows, reach, region, lives, share, p)
    if "recorders" not in off:
        heard = heard_share(standing(now, p.recorders), p.recorders)
        reach[:, RECORDERS] = within(places.names, p.recorders.provinces) * heard
        flows[:DROPPED, :, RECORDERS] = lives * reach[:, RECORDERS]
    if "traffic" not in off:
        share = standing(now, p.traffic)
        reach[:, TRAFFIC] = crossing_reach(places.urban_share, robots_reach, share, p.traffic)
        flows[:DROPPED, :, TRAFFIC] = lives * reach[:, TRAFFIC]
    alarm_reach = reach.copy()
    if "records" not in off:
        alarm_reach[:, RECORDS] = 1.0
    alarm_reach[:, INFORMANTS] = 0.0
    unknown = coverage * (1.0 - by_eye)
    if "faces" not in off:
        reach[:, FACES] = unknown * enrolled * (1.0 - p.faces.miss_rate)
        alarm_reach[:, FACES] = coverage
    engines = ready_engines(now, tick_days, lives, coverage, enrolled, p.faces)
    flows *= tick_days
    benefits *= tick_days
    incidents *= tick_days
    incidents[:, MISSING] = engines.reported
    shift = begin_shift(lives, tick_days, p.officers, incidents[:, REPORTS] * p.robots.report_hours)
    if "faces" not in off:
        flows[CAPACITY, :, FACES] = engines.capacity
    if "officers" not in off:
        flows[:DROPPED, :, OFFICERS] = shift.hours
    return Settled(
        reach, alarm_reach, flows, benefits, incidents, helped, coverage * enrolled * (1.0 - p.faces.miss_rate),
        unknown, tickets, engines, shift, 0.0 if "records" in off else p.records.coverage,
        p.officers.visit_burden_hours, "faces" not in off, "officers" not in off,
    )  # fmt: skip


def _checkpoints(
    flows: Fields, reach: Fields, region: Fields, lives: Fields, standing: float, p: RegimeParameters
) -> None:
    """Fill in what checkpoints can check, are asked to check and do check a day."""
    c = p.checkpoints
    share = checked_share(standing, c)
    reach[:, CHECKPOINTS] = region * (share * c.enrolled)
    passing = region * lives
    flows[CAPACITY, :, CHECKPOINTS] = passing * checks_a_day(standing, c)
    flows[DEMAND, :, CHECKPOINTS] = passing * c.passages_a_day
    flows[USED, :, CHECKPOINTS] = passing * (c.passages_a_day * share)
    flows[DROPPED, :, CHECKPOINTS] = passing * (c.passages_a_day * (1.0 - share))
