"""Officers: visits with advice, searches without cause, campaigns, and patrol with the hours that are left (MODEL 6).

hours                = officers per 1,000 lives * lives / 1000 * hours a week / 7 * days * share in the field
a campaign takes     its share of them on its days;   patrol keeps at least patrol_least of the rest
risk reports         of counter robots come first: answered = min(reports * report_hours, (1 - patrol_least) * rest)
due                  = visited lives * visits a year * visit_hours + searched lives * searches a year * search_hours
share done           = min(1, ((1 - patrol_least) * rest - answered) / due), of visits and of searches alike
patrol               = what is left;   reach = h / (h + saturation), h = patrol hours a life and year

A visit may turn into a good deed of a life that wants to improve, and costs every life visited some hours; a search
may find what nobody has seen, and frightens whether it does or not.

Source: seed-013 (grade B: officials visit and advise), seed-017 (grade C: searches without reason), seed-096 and seed-097
(a campaign of seven ministries in January 2009). Quantities are assumptions with their range.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import scalar
from credopolis.core.labels import ENCOUNTERS
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Dial, Line, ProvinceField
from credopolis.mechanisms.parameters import Parameters

Fields = NDArray[np.float64]
Amount = Any  # of one province, or (n_provinces,)
_LITTLE = 1e-9  # hours; keeps shares of nothing finite


class OfficersParameters(Parameters):
    """Officers' hours, and what they are spent on."""

    per_1000: float = Field(1.6, ge=0, le=1000, description="officers per 1,000 lives; assumption, range 1 to 4")
    hours_a_week: float = Field(
        44.0, ge=0, le=168, description="working hours of an officer; assumption, range 35 to 60"
    )
    field_share: float = Field(
        0.4, ge=0, le=1, description="share of hours spent outside the office; assumption, range 0.2 to 0.7"
    )
    patrol_least: float = Field(
        0.3, ge=0, le=1, description="share of field hours kept for patrol; assumption, range 0.1 to 0.6"
    )
    saturation_hours: float = Field(
        130.0,
        gt=0,
        le=1e6,
        description="patrol hours a life and year that would see half of all public acts; assumption, range 30 to 1000",
    )
    visited: tuple[str, ...] = Field(("B",), description="grades whose lives are visited and advised (seed-013)")
    visits_a_year: float = Field(
        2.0, ge=0, le=365, description="visits due to a life of these grades; assumption, range 0.5 to 12 (seed-013)"
    )
    visit_hours: float = Field(1.0, ge=0, le=100, description="officers' hours a visit; assumption, range 0.5 to 4")
    visit_helps: float = Field(
        0.1,
        ge=0,
        le=1,
        description="chance that a visit leads a life that wants to improve to a good deed; assumption, range 0 to 0.4",
    )
    visit_burden_hours: float = Field(
        1.5, ge=0, le=100, description="hours that a visit costs the life visited; assumption, range 0.5 to 4"
    )
    searched: tuple[str, ...] = Field(("C",), description="grades whose homes are searched without cause (seed-017)")
    searches_a_year: float = Field(
        0.5, ge=0, le=365, description="searches due to a life of these grades; assumption, range 0.1 to 6 (seed-017)"
    )
    search_hours: float = Field(6.0, ge=0, le=100, description="officers' hours a search; assumption, range 2 to 20")
    search_finds: float = Field(
        0.4,
        ge=0,
        le=1,
        description="chance that a search finds an act since the last find that nobody saw; assumption, range 0.1 to 0.8",
    )
    search_fear: float = Field(
        0.3,
        ge=0,
        le=1,
        description="move of the searched life's sense of being caught towards 1; assumption, range 0.05 to 0.6",
    )
    search_fear_grid: float = Field(
        0.2,
        ge=0,
        le=100,
        description="violations charged that a search counts for in the grid's record; assumption, range 0 to 1",
    )
    mistaken_a_year: float = Field(
        0.1,
        ge=0,
        le=1,
        description="innocents stopped and charged, a life and year if all acts were in sight; assumption, range 0.01 to 0.5",
    )
    minority_multiplier: float = Field(
        1.5, ge=0, le=100, description="mistakes about the minority relative to the majority; assumption, range 1 to 5"
    )
    delay_days: float = Field(
        1.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 7"
    )


class CampaignsParameters(Parameters):
    """Campaigns that come again and take hours and searches from everything else."""

    first_year: float = Field(2009.01, ge=1950, le=2100, description="date of the first campaign as a year (seed-096)")
    every_years: float = Field(
        1.0, ge=0.25, le=1000, description="years from one campaign to the next; assumption, range 0.5 to 5"
    )
    lasts_days: int = Field(30, ge=0, le=90, description="days of a campaign; assumption, range 14 to 90 (seed-097)")
    officer_share: float = Field(
        0.3, ge=0, le=1, description="share of field hours that it takes; assumption, range 0.05 to 0.6"
    )
    face_share: float = Field(
        0.3, ge=0, le=1, description="share of face searches that it takes; assumption, range 0 to 0.6"
    )


class Shift(NamedTuple):
    """Officers' hours of a tick before anything is due, of one province or each (n_provinces,)."""

    hours: Amount
    saturation: Amount  # patrol hours that would see half of all public acts
    report_hours: Amount  # due to risk reports
    visits: float  # due to a visited life
    visit_hours: float  # due to a visited life
    search_hours: float  # due to a searched life
    patrol_least: float  # share of the hours that no campaign takes


class Rounds(NamedTuple):
    """How officers spend a tick, of one province or each (n_provinces,): hours, shares, visits, reach of patrol."""

    due_hours: Amount
    done_hours: Amount
    share_done: Amount
    visits: Amount
    reach: Amount
    answered: Amount


def begin_shift(lives: Fields, days: int, p: OfficersParameters, report_hours: Fields) -> Shift:
    """The hours of a tick of so many days. report_hours : (n_provinces,) that risk reports take in it."""
    years = days / DAYS_PER_YEAR_OF_RATES
    visits, searches = p.visits_a_year * years, p.searches_a_year * years
    return Shift(
        hours=lives * (p.per_1000 * 1e-3 * p.hours_a_week / 7.0 * days * p.field_share),
        saturation=np.maximum(lives * (p.saturation_hours * years), _LITTLE),
        report_hours=report_hours,
        visits=visits,
        visit_hours=visits * p.visit_hours,
        search_hours=searches * p.search_hours,
        patrol_least=p.patrol_least,
    )


@scalar
def make_rounds(shift: Shift, visited: Amount, searched: Amount, campaign: float) -> Rounds:
    """Share officers' hours among a campaign, risk reports, visits, searches and patrol.

    visited, searched : lives in the grades concerned; campaign : share of the tick's hours that campaigns take.
    """
    rest = shift.hours * (1.0 - campaign)
    free = rest * (1.0 - shift.patrol_least)
    looked_into = np.minimum(shift.report_hours, free)
    due = visited * shift.visit_hours + searched * shift.search_hours
    share = np.minimum(1.0, (free - looked_into) / np.maximum(due, _LITTLE))
    done = share * due + looked_into
    patrol = np.maximum(rest - done, 0.0)
    return Rounds(
        due + shift.report_hours,
        done,
        share,
        visited * shift.visits * share,
        patrol / (patrol + shift.saturation),
        looked_into / np.maximum(shift.report_hours, _LITTLE),
    )


ENCOUNTER: Final = labelled(
    "encounter", ENCOUNTERS,
    "a visit with advice; a good deed that it led to; a search without cause; an act that it found",
)  # fmt: skip
TALLIES: Final = (
    Tally(
        "encounters", (ENCOUNTER, CELL), (CELL, ENCOUNTER),
        TableColumn("encounters", "int64", "person-times", "encounters"),
        "officers' visits and searches, and what came of them", "encounters (person-times)",
    ),
)  # fmt: skip


FIELDS: Final = (
    ProvinceField("visit_share", "share of due visits for which officers have hours"),
    ProvinceField("search_share", "share of due searches for which officers have hours"),
)
LINES: Final = (
    Line("visit", "an officer visits with advice", "nothing"),
    Line("search", "officers search the home, without cause", "nothing"),
)
DIALS: Final = (
    Dial("visits_a_year", lambda s: s.regime.officers.visits_a_year),
    Dial("visit_helps", lambda s: s.regime.officers.visit_helps),
    Dial("searches_a_year", lambda s: s.regime.officers.searches_a_year),
    Dial("search_finds", lambda s: s.regime.officers.search_finds),
    Dial("search_fear", lambda s: s.regime.officers.search_fear),
    Dial("search_fear_grid", lambda s: s.regime.officers.search_fear_grid),
)
