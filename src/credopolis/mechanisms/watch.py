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

from credopolis.core.jit import hot_kernel
from credopolis.mechanisms.faces import Engines, alarms_a_year, search
from credopolis.mechanisms.incidents import MISSING, REPORTS
from credopolis.mechanisms.officers import Shift, make_rounds
from credopolis.mechanisms.programme import days_in_campaign, days_in_season
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import (
    ADVICE_VISITS,
    BENEFIT_UNITS,
    BENEFITS,
    CAMERAS,
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
from credopolis.mechanisms.settled import Same, Settled, settle

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
    campaigns, robots = parameters.campaigns, parameters.robots
    campaign = season = 0.0
    if "campaigns" not in off:
        of_tick = days_in_campaign(day, tick_days, campaigns.first_year, campaigns.every_years, campaigns.lasts_days)
        campaign = of_tick / tick_days
    if "robots" not in off:
        season = float(
            days_in_season(day, tick_days, robots.spring_from_day, robots.spring_days)
            + days_in_season(day, tick_days, robots.summer_from_day, robots.summer_days)
        )
    seen = Watch(
        s.reach.copy(), s.alarm_reach.copy(), s.flows.copy(), np.zeros_like(s.reach), np.zeros_like(s.reach),
        s.benefits.copy(), s.incidents, s.helped.copy(), np.zeros(len(s.reach)),
    )  # fmt: skip
    on_file = 0.0 if "records" in off else parameters.records.coverage
    taken = campaigns.face_share * campaign, campaigns.officer_share * campaign
    working = "faces" not in off, "officers" not in off
    share_out(s, demand, backlog, on_file, season, *taken, *working, parameters.officers.visit_burden_hours, seen)
    return seen


@hot_kernel
def share_out(
    s: Settled, demand: Demand, backlog: Fields, on_file: float, season: float, faces_taken: float, hours_taken: float,
    faces: bool, officers: bool, visit_burden: float, seen: Watch,
) -> None:  # fmt: skip
    """Share what is scarce among what the last tick asked for, province by province, into `seen`.

    on_file : share of acts on file that records cover; season : days of the tick in which robots check
    tickets besides; faces_taken, hours_taken : what campaigns take; faces, officers : whether the channel is on.
    """
    reach, alarm_reach, flows, benefits, helped = seen.reach, seen.alarm_reach, seen.flows, seen.benefits, seen.helped
    e, h = s.engines, s.shift
    for p in range(reach.shape[0]):
        for k in range(DROPPED):
            flows[k, p, RECORDS] += demand.exposure[p, RECORDS] * on_file
        benefits[p, TICKETS_CHECKED] += s.tickets_in_season[p] * season
        if faces:
            engines = Engines(
                e.capacity[p], e.at_once[p], e.reported[p], e.missing[p], e.tickets[p], e.working[p], e.keep_ticks,
                e.days, e.a_sighting,
            )  # fmt: skip
            found = search(engines, demand.exposure[p, FACES] * s.unknown[p], backlog[p, FACES], 1.0 - faces_taken)
            flows[DEMAND, p, FACES] = found.demand
            flows[USED, p, FACES] = found.used
            flows[DROPPED, p, FACES] = found.dropped
            seen.backlog[p, FACES] = found.backlog
            seen.wait_days[p, FACES] = found.wait_days
            reach[p, FACES] *= found.identified
            alarm_reach[p, FACES] *= found.served
            benefits[p, MISSING_FOUND] = engines.missing * found.served
            benefits[p, TICKETS_CHECKED] += engines.tickets * found.served
            helped[p, MISSING] = s.findable[p] * found.served
        if not officers:
            helped[p, REPORTS] = 0.0
            continue
        shift = Shift(
            h.hours[p], h.saturation[p], h.report_hours[p], h.visits, h.visit_hours, h.search_hours, h.patrol_least
        )
        rounds = make_rounds(shift, demand.visited[p], demand.searched[p], hours_taken)
        undone = rounds.due_hours - rounds.done_hours
        flows[DEMAND, p, OFFICERS] += undone
        flows[DROPPED, p, OFFICERS] = undone
        reach[p, OFFICERS] = alarm_reach[p, OFFICERS] = rounds.reach
        benefits[p, ADVICE_VISITS] = rounds.visits
        benefits[p, VISIT_BURDEN] = rounds.visits * visit_burden
        helped[p, REPORTS] *= rounds.answered
        seen.share[p] = rounds.share_done
