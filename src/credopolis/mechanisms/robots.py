"""Robots: on patrol, at the counter, warning of accidents, and at stations in the travel seasons.

    reach of patrols     =  min(1, robots per million * hours / 24 * share of a million lives' acts that one robot covers)
    clerks' hours saved  =  counter robots * hours * questions an hour * share answered * minutes a question / 60
    risk reports         =  questions * reports a question, each of which takes officers' hours
    accidents avoided    =  accidents * share at places with a robot * share avoided there
    tickets checked      =  min(station robots * hours * tickets an hour, journeys), on days of a travel season

Counter robots answer questions, which frees hours of clerks, part of which closes cases in the office; and they report
risks, which officers look into before anything else that patrol's least share leaves time for.

Source: seed-081 (robot police by 2018), seed-090 (robots check tickets at the Spring Festival of 2019). No quantity is
documented: all are assumptions with their range.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel
from credopolis.mechanisms.incidents import ACCIDENTS, REPORTS
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.quarter import ACCIDENTS_AVOIDED, DESK_HOURS_SAVED, RISK_REPORTS, Quarter

Fields = NDArray[np.float64]


class RobotsParameters(Parameters):
    """What robots see, and what they are good for."""

    from_year: float = equipment.first_year(2016.0, "robots", low=2014, high=2019, source="seed-081")
    ramp_years: float = equipment.ramp_years(10.0, low=5, high=20)
    patrols_per_million: float = equipment.per_million(5.0, "patrol robots", low=0.5, high=50)
    patrol_hours: float = equipment.hours_a_day(12.0, "on patrol", low=4, high=20)
    sees_share: float = share(
        5e-5, "share of a million lives' public acts that one robot covers", low=0.000001, high=0.001
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.01, "lives mistaken, a life and year if all acts were in sight", low=0.001, high=0.1
    )
    minority_multiplier: float = equipment.minority_multiplier(2.0, high=10, source="fr-001")
    counters_per_million: float = equipment.per_million(10.0, "counter robots", low=1, high=100)
    counter_hours: float = equipment.hours_a_day(8.0, "at the counter", low=6, high=12)
    questions_an_hour: float = given(6.0, "questions put to a counter robot", low=1, high=20, least=0, most=1000)
    answered: float = share(0.5, "share of questions that need no clerk afterwards", low=0.2, high=0.8)
    clerk_minutes: float = given(
        4.0, "minutes of a clerk that an answer saves", low=1, high=10, unit="minutes", least=0, most=600
    )
    reports_per_1000: float = given(2.0, "risk reports per 1,000 questions", low=0.1, high=20, least=0, most=1000)
    reports_right: float = share(0.1, "share of risk reports that prove right", low=0.01, high=0.5)
    report_hours: float = given(
        0.5, "officers' hours in the field that a report takes", low=0.1, high=2, unit="hours", least=0, most=100
    )
    accidents_per_1000: float = given(
        0.18, "traffic accidents with casualties per 1,000 lives a year", low=0.1, high=5, least=0, most=100
    )
    places_warned: float = share(0.02, "share of accidents at places with a warning robot", low=0.001, high=0.1)
    avoided: float = share(0.1, "share of accidents that a warning avoids", low=0, high=0.3)
    stations_per_million: float = equipment.per_million(2.0, "station robots", low=0.1, high=20, source="seed-090")
    tickets_an_hour: float = given(200.0, "tickets that a station robot checks", low=50, high=1000, least=0, most=1e5)
    station_hours: float = equipment.hours_a_day(16.0, "at a station", low=8, high=24)
    trips_a_season_day: float = given(
        0.01, "journeys through stations, a life and day of a season", low=0.003, high=0.05, least=0, most=10
    )
    spring_from_day: int = given(
        21,
        "day of the year on which the Spring Festival's travel begins",
        low=6,
        high=36,
        unit="day of the year",
        least=1,
        most=365,
    )
    spring_days: int = given(40, "days of that season", low=30, high=45, unit="days", least=0, most=180)
    summer_from_day: int = given(
        182,
        "day of the year on which summer travel begins",
        low=170,
        high=200,
        unit="day of the year",
        least=1,
        most=365,
    )
    summer_days: int = given(62, "days of that season", low=45, high=70, unit="days", least=0, most=180)
    delay_days: float = equipment.delay_days(2.0, low=0, high=7)


class RobotsOut(NamedTuple):
    """What robots do a day, each (n_provinces,); tickets on a day of a travel season; avoided : share of accidents."""

    reach: Fields
    patrol_hours: Fields
    desk_hours_saved: Fields
    risk_reports: Fields
    avoided: float
    tickets_in_season: Fields


def accidents_a_day(lives: Fields, p: RobotsParameters) -> Fields:
    """Accidents expected in each province on a day, if no robot warned of any: (n_provinces,) -> (n_provinces,)."""
    return lives * (p.accidents_per_1000 * 1e-3 / DAYS_PER_YEAR_OF_RATES)


def send_robots(lives: Fields, standing: float, p: RobotsParameters) -> RobotsOut:
    """What robots do a day. lives : (n_provinces,). standing : share of the programme that stands, in [0, 1]."""
    millions = lives * (1e-6 * standing)
    in_sight = min(1.0, p.patrols_per_million * standing * p.patrol_hours / 24.0 * p.sees_share)
    questions = millions * (p.counters_per_million * p.counter_hours * p.questions_an_hour)
    tickets = millions * (p.stations_per_million * p.station_hours * p.tickets_an_hour)
    return RobotsOut(
        reach=np.full_like(lives, in_sight),
        patrol_hours=millions * (p.patrols_per_million * p.patrol_hours),
        desk_hours_saved=questions * (p.answered * p.clerk_minutes / 60.0),
        risk_reports=questions * (p.reports_per_1000 * 1e-3),
        avoided=p.places_warned * standing * p.avoided,
        tickets_in_season=np.minimum(tickets, lives * p.trips_a_season_day),
    )


def put_up(q: Quarter, channel: int, p: RobotsParameters) -> None:
    """Robots of all kinds that stand."""
    robots = send_robots(q.places.lives, equipment.standing(q.now, p), p)
    q.patrolled, q.tickets = robots.reach, robots.tickets_in_season
    q.see(channel, robots.reach, robots.patrol_hours)
    q.benefits[:, DESK_HOURS_SAVED] = robots.desk_hours_saved
    q.benefits[:, ACCIDENTS_AVOIDED] = q.incidents[:, ACCIDENTS] * robots.avoided
    q.benefits[:, RISK_REPORTS] = q.incidents[:, REPORTS] = robots.risk_reports
    q.helped[:, ACCIDENTS], q.helped[:, REPORTS] = robots.avoided, p.reports_right


CHANNEL: Final = Channel(
    "robots",
    "hours on patrol",
    put_up,
    mistakes=equipment.mistakes,
    in_public=True,
)


CARDS: Final = (
    Card(
        "robots",
        "Robots",
        "patrol, counters, accident warnings, stations in travel seasons",
        "seed-081, seed-090; assumptions",
    ),
)
