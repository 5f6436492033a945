"""Watching: every channel's reach, capacity and usefulness in each province for a tick, from last tick's counts (MODEL 6).

chance that channel c sees act j of a life        = sensitivity[j, c] * reach[province, c] * group_multipliers[c, group]
false alarms of c against an innocent, a year     = alarm_rates[c, female + 2 * minority] * alarm_reach[province, c]
used <= capacity,   used + backlog + dropped = demand + last tick's backlog

`watch` draws nothing and keeps nothing: what changes only from month to month is remembered between calls.

Source: MODEL section 6; each channel's formula and evidence stand in its own module.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.cameras import covered, platform_per_1000
from credopolis.mechanisms.drones import drone_reach, flight_hours_a_day
from credopolis.mechanisms.faces import alarms_a_year, search, searches_a_day
from credopolis.mechanisms.intensive import checked_share, checks_a_day, heard_share, within
from credopolis.mechanisms.officers import make_rounds
from credopolis.mechanisms.programme import days_in_campaign, days_in_season, ramped, year_of
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.robots import send_robots
from credopolis.mechanisms.traffic import crossing_reach

Fields = NDArray[np.float64]
T = TypeVar("T")

SEEING: Final = (
    "records", "informants", "cameras", "faces", "robots", "drones", "checkpoints", "recorders", "officers", "traffic",
)  # fmt: skip
RECORDS, INFORMANTS, CAMERAS, FACES, ROBOTS, DRONES, CHECKPOINTS, RECORDERS, OFFICERS, TRAFFIC = range(len(SEEING))
UNITS: Final = (
    "acts on file", "none: neighbours are not counted", "days of a camera", "face searches", "hours on patrol",
    "hours in the air", "passages of a checkpoint", "life-days before a recorder", "hours in the field",
    "life-days at equipped crossings",
)  # fmt: skip
BENEFITS: Final = ("missing_found", "tickets_checked", "accidents_avoided", "desk_hours_saved", "advice_visits")
BENEFIT_UNITS: Final = ("people", "tickets", "accidents", "hours of clerks", "visits")
MISSING_FOUND, TICKETS_CHECKED, ACCIDENTS_AVOIDED, DESK_HOURS_SAVED, ADVICE_VISITS = range(len(BENEFITS))
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


@dataclass(frozen=True, eq=False)
class Demand:
    """What the last tick asked of shared capacities.

    exposure : (n_provinces, at least len(SEEING)), acts done, each counted with the sensitivity of the channel to it:
    how many a channel would have seen with a reach of 1. visited, searched : (n_provinces,), lives in the grades whose
    lives officers visit and search.
    """

    exposure: Fields
    visited: Fields
    searched: Fields


@dataclass(frozen=True, eq=False)
class Watch:
    """Fields of a tick. Arrays are (n_provinces, len(SEEING)) unless stated; UNITS has the unit of each channel.

    reach : shares. alarm_reach : shares. capacity, demand, used, backlog, dropped : the channel's unit a tick; where
    nothing is scarce capacity, demand and use are equal. wait_days : mean days that the backlog adds. benefits :
    (n_provinces, len(BENEFITS)). visit_share, search_share : (n_provinces,), of what is due, what hours allow.
    """

    reach: Fields
    alarm_reach: Fields
    capacity: Fields
    demand: Fields
    used: Fields
    backlog: Fields
    dropped: Fields
    wait_days: Fields
    benefits: Fields
    visit_share: Fields
    search_share: Fields


def no_demand(places: Places) -> Demand:
    """What is asked before the first tick: nothing."""
    n = len(places.lives)
    return Demand(np.zeros((n, len(SEEING))), np.zeros(n), np.zeros(n))


def no_backlog(places: Places) -> Fields:
    """The backlog before the first tick: none."""
    return np.zeros((len(places.lives), len(SEEING)))


def group_multipliers(parameters: RegimeParameters) -> Fields:
    """How much of a channel's reach a group meets, (len(SEEING), 2) by majority and minority, in [0, 1]."""
    out = np.ones((len(SEEING), 2))
    out[CHECKPOINTS, 0] = parameters.checkpoints.majority_factor
    out[RECORDERS, 0] = parameters.recorders.majority_factor
    return out


def alarm_rates(parameters: RegimeParameters, off: Collection[str] = ()) -> Fields:
    """False alarms of each channel against an innocent a year at full reach, (len(SEEING), 4) by female + 2 * minority."""
    p = parameters
    out = np.zeros((len(SEEING), 4))
    if "false_alarms" in off:
        return out
    out[RECORDS] = p.records.mistakes_a_year
    out[CAMERAS] = _by_group(p.cameras.mistaken_a_year, 1.0, p.cameras.mistaken_minority_multiplier)
    out[FACES] = alarms_a_year(p.faces)
    out[ROBOTS] = _by_group(p.robots.mistaken_a_year, 1.0, p.robots.minority_multiplier)
    out[DRONES] = _by_group(p.drones.mistaken_a_year, 1.0, p.drones.minority_multiplier)
    out[CHECKPOINTS] = p.checkpoints.mistaken_a_year * np.repeat([p.checkpoints.majority_factor, 1.0], 2)
    out[RECORDERS] = p.recorders.mistaken_a_year * np.repeat([p.recorders.majority_factor, 1.0], 2)
    out[OFFICERS] = _by_group(p.officers.mistaken_a_year, 1.0, p.officers.minority_multiplier)
    out[TRAFFIC] = _by_group(p.traffic.mistaken_a_year, p.traffic.female_multiplier, p.traffic.minority_multiplier)
    for c, name in enumerate(SEEING):
        if name in off:
            out[c] = 0.0
    return out


def _by_group(base: float, female: float, minority: float) -> Fields:
    return base * np.array([1.0, female, minority, female * minority])


def watch(
    places: Places, day: date, tick_days: int, demand: Demand, backlog: Fields, parameters: RegimeParameters,
    off: tuple[str, ...] = (),
) -> Watch:  # fmt: skip
    """Fields of the tick that begins on `day`.

    backlog : (n_provinces, len(SEEING)), of the last tick's `Watch`. off : names of mechanisms switched off.

    Raises
    ------
    UnknownName
        If the intensive region names a province that the society does not have.
    """
    s = _settled(_Same(places), _Same(parameters), off, day.year, day.month)
    p = parameters
    reach, alarm_reach = s.reach.copy(), s.alarm_reach.copy()
    flows = s.flows * tick_days
    left_over, wait_days = np.zeros_like(reach), np.zeros_like(reach)
    benefits = s.benefits * tick_days
    visit_share = np.zeros(len(places.lives))
    campaign = 0.0
    if "campaigns" not in off:
        c = p.campaigns
        campaign = days_in_campaign(day, tick_days, c.first_year, c.every_years, c.lasts_days) / tick_days
    if "records" not in off:
        flows[:DROPPED, :, RECORDS] = demand.exposure[:, RECORDS] * p.records.coverage
    if "robots" not in off:
        season = days_in_season(day, tick_days, p.robots.spring_from_day, p.robots.spring_days)
        season += days_in_season(day, tick_days, p.robots.summer_from_day, p.robots.summer_days)
        benefits[:, TICKETS_CHECKED] += s.tickets_in_season * season
    if "faces" not in off:
        sightings = demand.exposure[:, FACES] * s.unknown
        left = 1.0 - p.campaigns.face_share * campaign
        found = search(sightings, s.coverage, s.enrolled, places.lives, s.searches, tick_days, left, backlog[:, FACES],
                       p.faces)  # fmt: skip
        flows[:, :, FACES] = found.capacity, found.demand, found.used, found.dropped
        left_over[:, FACES] = found.backlog
        wait_days[:, FACES] = found.wait_days
        reach[:, FACES] *= found.identified
        alarm_reach[:, FACES] *= found.served
        benefits[:, MISSING_FOUND] += found.missing_found
        benefits[:, TICKETS_CHECKED] += found.tickets_checked
    if "officers" not in off:
        taken = p.campaigns.officer_share * campaign
        rounds = make_rounds(places.lives, demand.visited, demand.searched, tick_days, taken, p.officers)
        asked = rounds.campaign_hours + rounds.due_hours + rounds.patrol_hours
        undone = rounds.due_hours - rounds.done_hours
        flows[:, :, OFFICERS] = rounds.hours, asked, asked - undone, undone
        reach[:, OFFICERS] = alarm_reach[:, OFFICERS] = rounds.reach
        benefits[:, ADVICE_VISITS] = rounds.visits
        visit_share = rounds.share_done
    return Watch(reach, alarm_reach, flows[CAPACITY], flows[DEMAND], flows[USED], left_over, flows[DROPPED], wait_days,
                 benefits, visit_share, visit_share)  # fmt: skip


class _Settled(NamedTuple):
    """What holds for a month: shares, and flows and benefits a day."""

    reach: Fields
    alarm_reach: Fields
    flows: Fields  # (4, n_provinces, len(SEEING)) capacity, demand, used, dropped
    benefits: Fields
    coverage: Fields
    unknown: Fields  # share of acts before a camera in which operators do not know the person
    enrolled: Fields
    searches: Fields
    tickets_in_season: Fields


class _Same(Generic[T]):
    """A key of the cache: equal only to a wrapper of the very same object."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


@lru_cache(maxsize=64)
def _settled(
    kept_places: _Same[Places], kept_parameters: _Same[RegimeParameters], off: tuple[str, ...], year: int, month: int
) -> _Settled:
    """The month's settled part, on its fifteenth day."""
    places, p = kept_places.it, kept_parameters.it
    now = year_of(date(year, month, 15))
    n, lives = len(places.lives), places.lives
    reach, flows = np.zeros((n, len(SEEING))), np.zeros((4, n, len(SEEING)))
    benefits, none = np.zeros((n, len(BENEFITS))), np.zeros(n)
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
        robots = send_robots(lives, ramped(now, p.robots.from_year, p.robots.ramp_years), p.robots)
        robots_reach, tickets = robots.reach, robots.tickets_in_season
        reach[:, ROBOTS] = robots_reach
        flows[:DROPPED, :, ROBOTS] = robots.patrol_hours
        benefits[:, DESK_HOURS_SAVED] = robots.desk_hours_saved
        benefits[:, ACCIDENTS_AVOIDED] = robots.accidents_avoided
    if "drones" not in off:
        standing = ramped(now, p.drones.from_year, p.drones.ramp_years)
        reach[:, DRONES] = drone_reach(coverage, standing, p.drones)
        flows[:DROPPED, :, DRONES] = flight_hours_a_day(lives, standing, p.drones)
    if "checkpoints" not in off:
        region = within(places.names, p.checkpoints.provinces)
        enrolled = enrolled + region * (p.checkpoints.enrolled - p.faces.enrolled)
        _checkpoints(flows, reach, region, lives, now, p)
    if "recorders" not in off:
        heard = heard_share(ramped(now, p.recorders.from_year, p.recorders.ramp_years), p.recorders)
        reach[:, RECORDERS] = within(places.names, p.recorders.provinces) * heard
        flows[:DROPPED, :, RECORDERS] = lives * reach[:, RECORDERS]
    if "traffic" not in off:
        standing = ramped(now, p.traffic.from_year, p.traffic.ramp_years)
        reach[:, TRAFFIC] = crossing_reach(places.urban_share, robots_reach, standing, p.traffic)
        flows[:DROPPED, :, TRAFFIC] = lives * reach[:, TRAFFIC]
    alarm_reach = reach.copy()
    if "records" not in off:
        alarm_reach[:, RECORDS] = 1.0
    alarm_reach[:, INFORMANTS] = 0.0
    unknown = coverage * (1.0 - by_eye)
    if "faces" not in off:
        reach[:, FACES] = unknown * enrolled * (1.0 - p.faces.miss_rate)
        alarm_reach[:, FACES] = coverage
    searches = searches_a_day(now, lives, p.faces)
    return _frozen(_Settled(reach, alarm_reach, flows, benefits, coverage, unknown, enrolled, searches, tickets))


def _checkpoints(flows: Fields, reach: Fields, region: Fields, lives: Fields, now: float, p: RegimeParameters) -> None:
    """Fill in what checkpoints can check, are asked to check and do check a day."""
    c = p.checkpoints
    standing = ramped(now, c.from_year, c.ramp_years)
    share = checked_share(standing, c)
    reach[:, CHECKPOINTS] = region * (share * c.enrolled)
    passing = region * lives
    flows[CAPACITY, :, CHECKPOINTS] = passing * checks_a_day(standing, c)
    flows[DEMAND, :, CHECKPOINTS] = passing * c.passages_a_day
    flows[USED, :, CHECKPOINTS] = passing * (c.passages_a_day * share)
    flows[DROPPED, :, CHECKPOINTS] = passing * (c.passages_a_day * (1.0 - share))


def _frozen(settled: _Settled) -> _Settled:
    """The same, with arrays that nobody can change."""
    array: Any
    for array in settled:
        array.flags.writeable = False
    return settled
