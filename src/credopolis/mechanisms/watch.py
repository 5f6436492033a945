"""Seeing: what each channel sees of an act, and what it can do in a tick.

    chance that channel c sees act j     =  sensitivity[j, c] * reach[province, c] * group[c, group]
    used + left waiting + dropped        =  asked for + what waited;   used <= capacity

Sensitivities are the rulebook's. Reach is a field of the province, made at the beginning of each tick from what the
last one asked of shared capacities. Channels see an act or not independently of one another, and every one that sees it is
counted; the first of them, in the order of the table of channels, reports it, and the case is that channel's alone.

Source: that seeing is coverage times sensitivity times what capacity leaves is an assumption, and so is which channel reports;
evidence stands with each channel.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CHANNEL_COLUMN, PAIR, Axis, TableColumn, Tally, labelled
from credopolis.core.jit import merged, shared
from credopolis.core.labels import BENEFITS, CASE_STAGES, WATCHED
from credopolis.core.schema import TRUE
from credopolis.mechanisms.campaigns import campaign_share
from credopolis.mechanisms.channels import CHANNELS, FACES, OFFICERS, RECORDS, SEEING, SEERS
from credopolis.mechanisms.declare import Card, Dial, ProvinceField, Sheet, Table, Value
from credopolis.mechanisms.faces import Engines, search
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.incidents import MISSING, REPORTS
from credopolis.mechanisms.officers import Shift, make_rounds
from credopolis.mechanisms.programme import days_in_season
from credopolis.mechanisms.quarter import (
    ADVICE_VISITS,
    DEMAND,
    DROPPED,
    MISSING_FOUND,
    TICKETS_CHECKED,
    USED,
    VISIT_BURDEN,
)
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import Demand, Watch
from credopolis.mechanisms.settled import Settled

Fields = NDArray[np.float64]


def days_taken(
    day: date, tick_days: int, p: RegimeParameters, off: Collection[str]
) -> tuple[float, float, float, float]:
    """Of the tick that begins on `day`: days in which robots check tickets besides, and what campaigns take.

    Shares of face searches, of officers' hours, and of the tick itself.
    """
    season = campaign = 0.0
    if "robots" not in off:
        season = float(
            days_in_season(day, tick_days, p.robots.spring_from_day, p.robots.spring_days)
            + days_in_season(day, tick_days, p.robots.summer_from_day, p.robots.summer_days)
        )
    if "campaigns" not in off:
        campaign = campaign_share(day, tick_days, p.campaigns)
    return season, p.campaigns.face_share * campaign, p.campaigns.officer_share * campaign, campaign


@shared
def look_out(s: Settled, demand: Demand, backlog: Fields, taken: Fields, seen: Watch) -> None:
    """Fill in a tick: what is settled, and what is scarce shared among what the last tick asked for.

    taken : (n_provinces, 4), see `days_taken`. backlog : may be that of `seen`. Draws nothing and keeps nothing.
    """
    for p in range(seen.reach.shape[0]):
        for c in range(seen.reach.shape[1]):
            seen.reach[p, c] = s.reach[p, c]
            seen.alarm_reach[p, c] = s.alarm_reach[p, c]
            for k in range(seen.flows.shape[0]):
                seen.flows[k, p, c] = s.flows[k, p, c]
        for k in range(seen.benefits.shape[1]):
            seen.benefits[p, k] = s.benefits[p, k]
        for k in range(seen.incidents.shape[1]):
            seen.incidents[p, k] = s.incidents[p, k]
            seen.helped[p, k] = s.helped[p, k]
    share_out(s, demand, backlog, taken, seen)


@merged
def share_out(s: Settled, demand: Demand, backlog: Fields, taken: Fields, seen: Watch) -> None:
    """Share what is scarce, province by province."""
    reach, alarm_reach, flows, benefits, helped = seen.reach, seen.alarm_reach, seen.flows, seen.benefits, seen.helped
    e, h = s.engines, s.shift
    for p in range(reach.shape[0]):
        season, faces_taken, hours_taken = taken[p, 0], taken[p, 1], taken[p, 2]
        for k in range(DROPPED):
            flows[k, p, RECORDS] += demand.exposure[p, RECORDS] * s.on_file[p]
        benefits[p, TICKETS_CHECKED] += s.tickets_in_season[p] * season
        if s.faces[p]:
            engines = Engines(
                e.capacity[p], e.at_once[p], e.reported[p], e.missing[p], e.tickets[p], e.working[p], e.keep_ticks[p],
                e.days[p], e.a_sighting[p],
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
        if not s.officers[p]:
            helped[p, REPORTS] = 0.0
            continue
        shift = Shift(
            h.hours[p], h.saturation[p], h.report_hours[p], h.visits[p], h.visit_hours[p], h.search_hours[p],
            h.patrol_least[p],
        )  # fmt: skip
        rounds = make_rounds(shift, demand.visited[p], demand.searched[p], hours_taken)
        undone = rounds.due_hours - rounds.done_hours
        flows[DEMAND, p, OFFICERS] += undone
        flows[DROPPED, p, OFFICERS] = undone
        reach[p, OFFICERS] = alarm_reach[p, OFFICERS] = rounds.reach
        benefits[p, ADVICE_VISITS] = rounds.visits
        benefits[p, VISIT_BURDEN] = rounds.visits * s.visit_burden[p]
        helped[p, REPORTS] *= rounds.answered
        seen.share[p] = rounds.share_done


def group_multipliers(parameters: RegimeParameters) -> Fields:
    """How much of a channel's reach a group meets, (len(SEEING), 2) by majority and minority, in [0, 1]."""
    out = np.ones((len(SEEING), 2))
    for c, channel in enumerate(SEERS):
        out[c, 0] = channel.majority(getattr(parameters, channel.name))
    return out


def _group_reach(scenario: Any) -> Fields:
    """How much of a channel's reach a group meets, (n_channels, 2); the office meets all alike."""
    out = np.ones((len(CHANNELS), 2))
    out[: len(SEEING)] = group_multipliers(scenario.regime)
    return out


def _by_channel(period: Any, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts by pair of an act and a channel, (n_provinces, pairs), added up by seeing channel."""
    n, _, channels = period.watched.shape
    found = np.zeros((n, channels), np.int64)
    for pair, channel in enumerate(period.pairs[:, 1].tolist()):
        if channel < channels:
            found[:, channel] += counts[:, pair]
    return found


def first_to_see(period: Any) -> NDArray[np.int64]:
    """True acts of an interval by the channel that was the first to see them, (n_provinces, len(SEEING))."""
    return _by_channel(period, period.cases[:, :, TRUE, CASE_STAGES.index("filed")])


def saw(period: Any) -> NDArray[np.int64]:
    """Acts of an interval that a channel saw, whoever else did, (n_provinces, len(SEEING))."""
    return _by_channel(period, period.sightings)


def missed(period: Any) -> NDArray[np.int64]:
    """Acts in a channel's view that it did not see, (n_provinces, len(SEEING))."""
    committed = period.acts.sum(axis=(1, 3))[:, period.pairs[:, 0]]
    others: NDArray[np.int64] = _by_channel(period, committed) - saw(period)
    return np.maximum(others, 0)


def false_alarms(period: Any) -> NDArray[np.int64]:
    """Cases that a channel opened against innocents, (n_provinces, len(SEEING))."""
    return _by_channel(period, period.cases[:, :, TRUE + 1 :, CASE_STAGES.index("filed")].sum(axis=2))


CHANNEL: Final = Axis("channel", len(SEEING), (CHANNEL_COLUMN,))
USE: Final = labelled("use", BENEFITS, "missing people found, tickets checked, hours saved, ...")
TALLIES: Final = (
    Tally(
        "sightings", (PAIR,), (PAIR,),
        TableColumn("sightings", "int64", "person-times", "acts that the channel saw, whoever else did"),
        "acts by every channel that saw them, the first to see them and all others", "sightings (person-times)",
    ),
)  # fmt: skip
SHEETS: Final = (
    Sheet("watched", (Axis("watched", len(WATCHED), (), WATCHED), CHANNEL)),
    Sheet("benefits", (USE,)),
)


def _watched(name: str, unit: str, meaning: str) -> Value:
    return Value(TableColumn(name, "float64", unit, meaning), "watched", name)


TABLES: Final = (
    Table(
        "channels", "channels at work: what they could do, were asked to do and did in each interval",
        "provinces and channels",
        (
            Value(TableColumn("seen", "int64", "person-times", "acts that it saw, whoever else did"), of=saw),
            Value(
                TableColumn("first", "int64", "person-times", "true cases that it opened, as the first to see the act"),
                of=first_to_see,
            ),
            Value(TableColumn("missed", "int64", "person-times", "acts in its view that it did not see"), of=missed),
            Value(
                TableColumn("false_alarms", "int64", "person-times", "cases that it opened against innocents"),
                of=false_alarms,
            ),
            _watched("reach", "share", "share of acts in view that it can see, at the end of the interval"),
            _watched("capacity", "the channel's unit", "what it could do (units: docs, channels)"),
            _watched("demand", "the channel's unit", "what was asked of it"),
            _watched("used", "the channel's unit", "what it did"),
            _watched("dropped", "the channel's unit", "what was asked and never done"),
            _watched("backlog", "the channel's unit", "what waits at the end of the interval"),
            _watched("wait_days", "days", "mean wait that the backlog adds, at the end of the interval"),
        ),
        axes=(CHANNEL,), every_place=True,
    ),
    Table(
        "uses", "useful sides of the channels, and hours that visits cost the visited, as expected numbers", "uses",
        (
            Value(
                TableColumn(
                    "expected", "float64", "people, tickets, accidents, hours, visits or reports", "expected number"
                ),
                "benefits",
            ),
        ),
        axes=(USE,),
    ),
)  # fmt: skip
FIELDS: Final = (
    *(ProvinceField(f"reach_{c}", f"share of acts in view that {c} can see") for c in CHANNELS),
    *(ProvinceField(f"alarms_{c}", f"factor of the yearly rate of false alarms by {c}") for c in SEEING),
    ProvinceField("alarms_office", "fabricated entries a scored life and year"),
)
DIALS: Final = (Dial("group_reach", _group_reach, shape=(len(CHANNELS), 2)),)
HEADLINES: Final = (
    own_rate("acts_seen", "acts seen, by each channel that saw them", "seeing", Quantity("sightings", "sightings")),
)


CARDS: Final = (
    Card(
        "watch",
        "Seeing",
        "acts are seen by channels, as far as their reach and their capacity go",
        "docs/model.md, Seeing; assumptions",
        can_be_off=False,
    ),
)
