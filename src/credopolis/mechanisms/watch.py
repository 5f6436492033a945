"""Watching: every channel's reach, capacity and usefulness in each province for a tick, from last tick's counts (MODEL 6).

chance that channel c sees act j of a life        = sensitivity[j, c] * reach[province, c] * group_multipliers[c, group]
false alarms of c against an innocent, a year     = alarm_rates[c, female + 2 * minority] * alarm_reach[province, c]
used <= capacity,   used + backlog + dropped = demand + last tick's backlog

`watch` draws nothing and keeps nothing: what changes only from quarter to quarter is remembered between calls.

Source: MODEL section 6; each channel's formula and evidence stand in its own module.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.faces import alarms_a_year, search
from credopolis.mechanisms.incidents import MISSING, REPORTS
from credopolis.mechanisms.officers import make_rounds
from credopolis.mechanisms.programme import days_in_campaign, days_in_season
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import (
    ADVICE_VISITS,
    BENEFIT_UNITS,
    BENEFITS,
    CAMERAS,
    CAPACITY,
    CHECKPOINTS,
    DEMAND,
    DRONES,
    DROPPED,
    FACES,
    MISSING_FOUND,
    OFFICERS,
    RECORDERS,
    RECORDS,
    ROBOTS,
    SEEING,
    TICKETS_CHECKED,
    TRAFFIC,
    UNITS,
    USED,
    VISIT_BURDEN,
    Demand,
    Places,
    Watch,
    no_backlog,
    no_demand,
)
from credopolis.mechanisms.settled import Same, settle

__all__ = [
    "BENEFITS", "BENEFIT_UNITS", "SEEING", "UNITS", "Demand", "Places", "Watch", "alarm_rates", "group_multipliers",
    "no_backlog", "no_demand", "watch",
]  # fmt: skip

Fields = NDArray[np.float64]


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
    s = settle(Same(places), Same(parameters), off, day.year, (day.month - 1) // 3, tick_days)
    p = parameters
    reach, alarm_reach, flows, benefits = s.reach.copy(), s.alarm_reach.copy(), s.flows.copy(), s.benefits.copy()
    left_over, wait_days, share = np.zeros_like(reach), np.zeros_like(reach), s.none
    helped = s.helped.copy()
    campaign = 0.0
    if "campaigns" not in off:
        c = p.campaigns
        campaign = days_in_campaign(day, tick_days, c.first_year, c.every_years, c.lasts_days) / tick_days
    if "records" not in off:
        flows[:DROPPED, :, RECORDS] = demand.exposure[:, RECORDS] * p.records.coverage
    if "robots" not in off:
        season = days_in_season(day, tick_days, p.robots.spring_from_day, p.robots.spring_days)
        season += days_in_season(day, tick_days, p.robots.summer_from_day, p.robots.summer_days)
        if season:
            benefits[:, TICKETS_CHECKED] += s.tickets_in_season * season
    if "faces" not in off:
        sightings = demand.exposure[:, FACES] * s.unknown
        found = search(s.engines, sightings, backlog[:, FACES], 1.0 - p.campaigns.face_share * campaign, p.faces)
        flows[DEMAND, :, FACES] = found.demand
        flows[USED, :, FACES] = found.used
        flows[DROPPED, :, FACES] = found.dropped
        left_over[:, FACES] = found.backlog
        wait_days[:, FACES] = found.wait_days
        reach[:, FACES] *= found.identified
        alarm_reach[:, FACES] *= found.served
        benefits[:, MISSING_FOUND] = s.engines.missing * found.served
        helped[:, MISSING] = s.findable * found.served
        benefits[:, TICKETS_CHECKED] += s.engines.tickets * found.served
    if "officers" not in off:
        rounds = make_rounds(s.shift, demand.visited, demand.searched, p.campaigns.officer_share * campaign, p.officers)
        undone = rounds.due_hours - rounds.done_hours
        flows[DEMAND, :, OFFICERS] += undone
        flows[DROPPED, :, OFFICERS] = undone
        reach[:, OFFICERS] = alarm_reach[:, OFFICERS] = rounds.reach
        benefits[:, ADVICE_VISITS] = rounds.visits
        benefits[:, VISIT_BURDEN] = rounds.visits * p.officers.visit_burden_hours
        helped[:, REPORTS] *= rounds.answered
        share = rounds.share_done
    else:
        helped[:, REPORTS] = 0.0
    return Watch(reach, alarm_reach, flows[CAPACITY], flows[DEMAND], flows[USED], left_over, flows[DROPPED], wait_days,
                 benefits, s.incidents, helped, share, share)  # fmt: skip
