"""Face matching: a search among a gallery of faces, with misses, false matches and a capacity (MODEL 6). Never a detector.

duty cycle            = runs_hours / (runs_hours + restart_hours) * availability
capacity (searches)   = engines per million lives * lives * searches an hour * 24 * days * duty cycle
to identify           = acts before a camera that operators do not know by eye, each ceil(candidates / gallery) searches
routine               = searches a life and year * coverage;   found and searched missing people;   tickets: 1 / gallery each
share served          = min(1, capacity / (demand + backlog))
backlog               = what waits to be identified and can be served within keep_days; the rest is dropped
identified            = coverage * (1 - by_eye) * (1 - dropped / to identify) * enrolled * (1 - miss rate)
false match           = 1 - (1 - false_match_rate)^gallery a routine search of somebody who is not in the gallery

The last is about gallery * rate: searches * gallery * rate false matches, as Poisson. A search that is made late still
identifies, so over a long time as many sightings are identified as searches are made for them.

Source: seed-088 (1,000 faces a search), seed-089 (engines must be reactivated), fr-003 (0.003 a search of the kind),
fr-001 (groups differ 10 to 100 times, many algorithms; less for Asian ones), fr-004 (misses with good pictures).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.jit import scalar
from credopolis.core.maths import exp, log
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Sum
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.programme import ramped

Fields = NDArray[np.float64]
Amount = Any  # of one province, or (n_provinces,)
_LITTLE = 1e-9  # searches; keeps shares of nothing finite


class FacesParameters(Parameters):
    """Face matching as a channel that errs both ways and is scarce."""

    gallery: int = Field(1000, ge=1, le=10_000_000, description="faces that one search covers (seed-088)")
    false_match_rate: float = Field(
        3e-6,
        ge=0,
        le=0.01,
        description="false matches a comparison; assumption, range 0.000001 to 0.0001 (fr-003: 0.003 a search)",
    )
    miss_rate: float = Field(
        0.2, ge=0, le=1, description="enrolled people whom a search misses; assumption, range 0.01 to 0.6 (fr-004)"
    )
    enrolled: float = Field(
        0.9, ge=0, le=1, description="share of people whose face is on file; assumption, range 0.6 to 1"
    )
    minority_multiplier: float = Field(
        2.0,
        ge=0,
        le=100,
        description="false matches of the minority relative to the majority; assumption, range 1 to 10 (fr-001)",
    )
    female_multiplier: float = Field(
        1.5, ge=0, le=100, description="false matches of women relative to men; assumption, range 1 to 5 (fr-001)"
    )
    searches_a_year: float = Field(
        1.0,
        ge=0,
        le=100,
        description="routine searches a life and year under full coverage; assumption, range 0.1 to 10",
    )
    candidates: int = Field(
        10_000,
        ge=1,
        le=1_000_000_000,
        description="people among whom a sighted face is sought; assumption, range 1000 to 1000000",
    )
    engines_per_million: float = Field(
        2.0, ge=0, le=1e5, description="engines per million lives; assumption, range 0.2 to 20"
    )
    searches_an_hour: float = Field(
        120.0, ge=0, le=1e6, description="searches of a gallery by a running engine; assumption, range 10 to 3600"
    )
    runs_hours: float = Field(
        20.0,
        gt=0,
        le=1e5,
        description="hours until an engine must be reactivated; assumption, range 4 to 200 (seed-089)",
    )
    restart_hours: float = Field(
        4.0, ge=0, le=1e4, description="hours that reactivation takes; assumption, range 0.5 to 24 (seed-089)"
    )
    availability: float = Field(
        0.9, ge=0, le=1, description="share of engines that are not under repair; assumption, range 0.7 to 1"
    )
    from_year: float = Field(
        2014.0, ge=1980, le=2100, description="year of the first engines; assumption, range 2012 to 2017 (cam-011)"
    )
    ramp_years: float = Field(6.0, ge=0, le=50, description="years until all engines stand; assumption, range 3 to 15")
    keep_days: float = Field(
        14.0,
        ge=0,
        le=2000,
        description="days that a sighting waits for a search before it is dropped; assumption, range 3 to 60",
    )
    missing_per_1000: float = Field(
        0.7, ge=0, le=100, description="people reported missing, per 1,000 a year; assumption, range 0.2 to 3"
    )
    searches_a_missing: float = Field(
        50.0, ge=0, le=1e6, description="searches made for one missing person; assumption, range 5 to 1000"
    )
    trips_a_year: float = Field(
        2.5, ge=0, le=100, description="journeys through a station, a life and year; assumption, range 1 to 5"
    )
    trips_checked: float = Field(
        0.3,
        ge=0,
        le=1,
        description="share of journeys whose ticket is matched to a face; assumption, range 0.05 to 0.9 (seed-090)",
    )
    delay_days: float = Field(
        3.0, ge=0, le=2000, description="mean days from a match to the office's desk; assumption, range 0 to 14"
    )


class Searches(NamedTuple):
    """What the engines did in a tick, of one province or each (n_provinces,): searches and shares."""

    demand: Amount
    used: Amount
    backlog: Amount
    dropped: Amount
    served: Amount  # share of all searches asked for that were made
    identified: Amount  # share of sightings that are searched for, at once or while they wait
    wait_days: Amount  # mean days that a sighting waits for its search


def duty_cycle(p: FacesParameters) -> float:
    """Share of the time in which an engine searches."""
    return p.runs_hours / (p.runs_hours + p.restart_hours) * p.availability


def false_match_chance(p: FacesParameters) -> float:
    """Chance that a search finds somebody who is not in the gallery: 1 - (1 - rate)^gallery."""
    return float(1.0 - exp(p.gallery * log(1.0 - p.false_match_rate)))


def alarms_a_year(p: FacesParameters) -> Fields:
    """False matches of an innocent a year under full coverage with every search made, (4,) by female + 2 * minority."""
    base = p.searches_a_year * false_match_chance(p)
    return np.array(
        [
            base,
            base * p.female_multiplier,
            base * p.minority_multiplier,
            base * p.female_multiplier * p.minority_multiplier,
        ]
    )


class Engines(NamedTuple):
    """What the engines face in a tick before anything is seen, of one province or each (n_provinces,)."""

    capacity: Amount  # searches
    at_once: Amount  # searches that cannot wait: routine, missing people, tickets
    reported: Amount  # people reported missing
    missing: Amount  # those of whom a search would find the face
    tickets: Amount  # tickets to be matched
    working: Amount  # 1 where there is any engine, else 0
    keep_ticks: float  # ticks that a sighting waits before it is dropped
    days: float
    a_sighting: float  # searches that identify one person


def searches_a_day(year: float, lives: Fields, p: FacesParameters) -> Fields:
    """Searches that the engines of each province can make a day, (n_provinces,)."""
    engines = lives * (p.engines_per_million * 1e-6 * ramped(year, p.from_year, p.ramp_years))
    return engines * (p.searches_an_hour * 24.0 * duty_cycle(p))


def ready_engines(
    year: float, days: int, lives: Fields, coverage: Fields, enrolled: Fields, p: FacesParameters
) -> Engines:
    """Engines at the beginning of a tick of so many days. coverage, enrolled : (n_provinces,) shares."""
    years = days / DAYS_PER_YEAR_OF_RATES
    missing = lives * (p.missing_per_1000 * 1e-3 * years)
    tickets = lives * (p.trips_a_year * p.trips_checked * years)
    routine = coverage * lives * (p.searches_a_year * years)
    capacity = searches_a_day(year, lives, p) * days
    return Engines(
        capacity=capacity,
        at_once=routine + missing * p.searches_a_missing + tickets / p.gallery,
        reported=missing,
        missing=missing * coverage * enrolled * (1.0 - p.miss_rate),
        tickets=tickets,
        working=(capacity > 0).astype(np.float64),
        keep_ticks=p.keep_days / days,
        days=float(days),
        a_sighting=float(-(-p.candidates // p.gallery)),
    )


@scalar
def search(engines: Engines, sightings: Amount, backlog: Amount, left: float) -> Searches:
    """Share the engines' searches of a tick among sightings, routine, missing people and tickets.

    sightings : people whom cameras saw and operators did not know; backlog : searches that wait; left : share of the
    capacity that campaigns leave (what they take counts as asked for and used).
    """
    campaign = engines.capacity * (1.0 - left)
    new = sightings * engines.a_sighting
    waiting = backlog + new
    served = np.minimum(1.0, engines.capacity * left / np.maximum(waiting + engines.at_once, _LITTLE))
    done = served * waiting
    rest = waiting - done
    kept = np.minimum(rest, done * engines.keep_ticks)
    lost = rest - kept
    at_once = served * engines.at_once
    return Searches(
        new + engines.at_once + campaign,
        done + at_once + campaign,
        kept,
        lost + engines.at_once - at_once,
        served,
        np.maximum(engines.working - lost / np.maximum(new, _LITTLE), 0.0),
        kept * engines.days / np.maximum(done, _LITTLE),
    )


SUMS: Final = (Sum("in_sight", "acts that a face search would show, in thousandths"),)
