"""Face matching: a search among a gallery of faces, with misses, false matches and a capacity; never a detector.

    duty cycle     =  runs_hours / (runs_hours + restart_hours) * availability
    capacity       =  engines per million * lives * searches an hour * 24 * days * duty cycle
    sightings      =  acts before a camera whose operators do not know the person; each takes candidates / gallery
                      searches, rounded up
    asked for      =  sightings;  routine searches of a life * coverage;  searches for missing people;
                      tickets, 1 / gallery each;  and what waits
    served         =  min(1, capacity / asked for)
    waits          =  sightings not searched for yet that can be within keep_days; the others are dropped
    identified     =  1 - dropped / new sightings
    reach          =  coverage * (1 - by_eye) * identified * enrolled * (1 - miss rate)
    false match    =  1 - (1 - false match rate)^gallery a routine search, times the group's multiplier; about 0.003

A search covers 1,000 faces; an engine runs for some hours and must then be reactivated. A false match strikes somebody who
is not in the gallery. A search that is made late still identifies, so in the long run as many sightings are identified
as searches are made for them.

Source: seed-088 (1,000 faces a search), seed-089 (engines must be reactivated), fr-003 (0.003 a search of the kind),
fr-001 (groups differ 10 to 100 times, many algorithms; less for Asian ones), fr-004 (misses with good pictures).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.jit import scalar
from credopolis.core.maths import exp, log
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel, Sum
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, days, given, share

Fields = NDArray[np.float64]
Amount = Any  # of one province, or (n_provinces,)
_LITTLE = 1e-9  # searches; keeps shares of nothing finite


class FacesParameters(Parameters):
    """Face matching as a channel that errs both ways and is scarce."""

    gallery: int = given(1000, "faces that one search covers", source="seed-088", least=1, most=10_000_000)
    false_match_rate: float = given(
        3e-6,
        "false matches a comparison",
        low=0.000001,
        high=0.0001,
        source="fr-003",
        note="0.003 a search",
        least=0,
        most=0.01,
    )
    miss_rate: float = share(0.2, "enrolled people whom a search misses", low=0.01, high=0.6, source="fr-004")
    enrolled: float = share(0.9, "share of people whose face is on file", low=0.6, high=1)
    minority_multiplier: float = equipment.minority_multiplier(2.0, "false matches of", high=10, source="fr-001")
    female_multiplier: float = equipment.female_multiplier(1.5, "false matches of", high=5, source="fr-001")
    searches_a_year: float = a_life_and_year(
        1.0, "routine searches a life and year under full coverage", low=0.1, high=10, most=100
    )
    candidates: int = given(
        10_000, "people among whom a sighted face is sought", low=1000, high=1_000_000, least=1, most=1_000_000_000
    )
    engines_per_million: float = equipment.per_million(2.0, "engines", low=0.2, high=20)
    searches_an_hour: float = given(
        120.0, "searches of a gallery by a running engine", low=10, high=3600, least=0, most=1e6
    )
    runs_hours: float = given(
        20.0,
        "hours until an engine must be reactivated",
        low=4,
        high=200,
        source="seed-089",
        unit="hours",
        above=0,
        most=1e5,
    )
    restart_hours: float = given(
        4.0, "hours that reactivation takes", low=0.5, high=24, source="seed-089", unit="hours", least=0, most=1e4
    )
    availability: float = share(0.9, "share of engines that are not under repair", low=0.7, high=1)
    from_year: float = equipment.first_year(2014.0, "engines", low=2012, high=2017, source="cam-011")
    ramp_years: float = equipment.ramp_years(6.0, "all engines stand", low=3, high=15)
    keep_days: float = days(14.0, "days that a sighting waits for a search before it is dropped", low=3, high=60)
    missing_per_1000: float = given(
        0.7, "people reported missing, per 1,000 a year", low=0.2, high=3, least=0, most=100
    )
    searches_a_missing: float = given(50.0, "searches made for one missing person", low=5, high=1000, least=0, most=1e6)
    trips_a_year: float = a_life_and_year(2.5, "journeys through a station, a life and year", low=1, high=5, most=100)
    trips_checked: float = share(
        0.3, "share of journeys whose ticket is matched to a face", low=0.05, high=0.9, source="seed-090"
    )
    delay_days: float = equipment.delay_days(3.0, "a match", low=0, high=14)


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
    return equipment.by_group(p.searches_a_year * false_match_chance(p), p.female_multiplier, p.minority_multiplier)


class Engines(NamedTuple):
    """What the engines face in a tick before anything is seen, of one province or each (n_provinces,)."""

    capacity: Amount  # searches
    at_once: Amount  # searches that cannot wait: routine, missing people, tickets
    reported: Amount  # people reported missing
    missing: Amount  # those of whom a search would find the face
    tickets: Amount  # tickets to be matched
    working: Amount  # 1 where there is any engine, else 0
    keep_ticks: Amount  # ticks that a sighting waits before it is dropped
    days: Amount
    a_sighting: Amount  # searches that identify one person


def searches_a_day(year: float, lives: Fields, p: FacesParameters) -> Fields:
    """Searches that the engines of each province can make a day, (n_provinces,)."""
    engines = lives * (p.engines_per_million * 1e-6 * equipment.standing(year, p))
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


CHANNEL: Final = Channel("faces", "face searches", mistakes=alarms_a_year, in_public=True)


CARDS: Final = (
    Card(
        "faces",
        "Face matching",
        "searches of 1,000 faces, scarce, with misses and false matches",
        "seed-088, seed-089, fr-001, fr-003, fr-004; capacity: assumptions",
    ),
)
