"""Robots: on patrol, at the counter, warning of accidents, and at stations in the travel seasons (MODEL 6).

patrol          share of public acts within sight = robots per million * hours / 24 * share that one robot covers
counter         clerks' hours saved = robots * questions an hour * hours * share answered * minutes a question / 60,
                part of which goes to the office's cases; risk reports = questions * reports a question, which take
                officers' hours
warning         accidents avoided = accidents * share of dangerous places with a robot * share avoided there
station         tickets checked = min(robots * tickets an hour * hours, journeys), on days of a travel season

Source: seed-081 (robot police by 2018), seed-090 (robots check tickets at the Spring Festival of 2019). No quantity is
documented: all are assumptions with their range.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.parameters import Parameters

Fields = NDArray[np.float64]


class RobotsParameters(Parameters):
    """What robots see, and what they are good for."""

    from_year: float = Field(
        2016.0, ge=1980, le=2100, description="year of the first robots; assumption, range 2014 to 2019 (seed-081)"
    )
    ramp_years: float = Field(10.0, ge=0, le=50, description="years until all stand; assumption, range 5 to 20")
    patrols_per_million: float = Field(
        5.0, ge=0, le=1e5, description="patrol robots per million lives; assumption, range 0.5 to 50"
    )
    patrol_hours: float = Field(12.0, ge=0, le=24, description="hours a day on patrol; assumption, range 4 to 20")
    sees_share: float = Field(
        5e-5,
        ge=0,
        le=1,
        description="share of a million lives' public acts that one robot covers; assumption, range 0.000001 to 0.001",
    )
    mistaken_a_year: float = Field(
        0.01,
        ge=0,
        le=1,
        description="lives mistaken, a life and year if all acts were in sight; assumption, range 0.001 to 0.1",
    )
    minority_multiplier: float = Field(
        2.0,
        ge=0,
        le=100,
        description="mistakes about the minority relative to the majority; assumption, range 1 to 10 (fr-001)",
    )
    counters_per_million: float = Field(
        10.0, ge=0, le=1e5, description="counter robots per million lives; assumption, range 1 to 100"
    )
    counter_hours: float = Field(8.0, ge=0, le=24, description="hours a day at the counter; assumption, range 6 to 12")
    questions_an_hour: float = Field(
        6.0, ge=0, le=1000, description="questions put to a counter robot; assumption, range 1 to 20"
    )
    answered: float = Field(
        0.5, ge=0, le=1, description="share of questions that need no clerk afterwards; assumption, range 0.2 to 0.8"
    )
    clerk_minutes: float = Field(
        4.0, ge=0, le=600, description="minutes of a clerk that an answer saves; assumption, range 1 to 10"
    )
    reports_per_1000: float = Field(
        2.0, ge=0, le=1000, description="risk reports per 1,000 questions; assumption, range 0.1 to 20"
    )
    reports_right: float = Field(
        0.1, ge=0, le=1, description="share of risk reports that prove right; assumption, range 0.01 to 0.5"
    )
    report_hours: float = Field(
        0.5, ge=0, le=100, description="officers' hours in the field that a report takes; assumption, range 0.1 to 2"
    )
    accidents_per_1000: float = Field(
        0.18,
        ge=0,
        le=100,
        description="traffic accidents with casualties per 1,000 lives a year; assumption, range 0.1 to 5",
    )
    places_warned: float = Field(
        0.02,
        ge=0,
        le=1,
        description="share of accidents at places with a warning robot; assumption, range 0.001 to 0.1",
    )
    avoided: float = Field(
        0.1, ge=0, le=1, description="share of accidents that a warning avoids; assumption, range 0 to 0.3"
    )
    stations_per_million: float = Field(
        2.0, ge=0, le=1e5, description="station robots per million lives; assumption, range 0.1 to 20 (seed-090)"
    )
    tickets_an_hour: float = Field(
        200.0, ge=0, le=1e5, description="tickets that a station robot checks; assumption, range 50 to 1000"
    )
    station_hours: float = Field(16.0, ge=0, le=24, description="hours a day at a station; assumption, range 8 to 24")
    trips_a_season_day: float = Field(
        0.01,
        ge=0,
        le=10,
        description="journeys through stations, a life and day of a season; assumption, range 0.003 to 0.05",
    )
    spring_from_day: int = Field(
        21,
        ge=1,
        le=365,
        description="day of the year on which the Spring Festival's travel begins; assumption, range 6 to 36",
    )
    spring_days: int = Field(40, ge=0, le=180, description="days of that season; assumption, range 30 to 45")
    summer_from_day: int = Field(
        182, ge=1, le=365, description="day of the year on which summer travel begins; assumption, range 170 to 200"
    )
    summer_days: int = Field(62, ge=0, le=180, description="days of that season; assumption, range 45 to 70")
    delay_days: float = Field(
        2.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 7"
    )


class RobotsOut(NamedTuple):
    """What robots do a day, each (n_provinces,); tickets on a day of a travel season; avoided : share of accidents."""

    reach: Fields
    patrol_hours: Fields
    desk_hours_saved: Fields
    risk_reports: Fields
    avoided: float
    tickets_in_season: Fields


def accidents_a_day(lives: Fields, p: RobotsParameters) -> Fields:
    """Accidents expected in each province on a day, if no robot warned of any."""
    return lives * (p.accidents_per_1000 * 1e-3 / DAYS_PER_YEAR_OF_RATES)


def send_robots(lives: Fields, standing: float, p: RobotsParameters) -> RobotsOut:
    """What robots do a day. standing : share of the programme that stands, from `programme.ramped`."""
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
