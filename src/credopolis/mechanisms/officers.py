"""Officers: visits with advice, searches without cause, and patrol with the hours that are left.

    hours         =  officers per 1,000 lives * lives / 1,000 * hours a week / 7 * days * share in the field
    the rest      =  hours less what campaigns take of them
    risk reports  =  min(reports * report_hours, (1 - patrol_least) * the rest); they come first
    due           =  visited lives * visits a year * visit_hours + searched lives * searches a year * search_hours
    share done    =  min(1, ((1 - patrol_least) * the rest - risk reports) / due), of visits and of searches alike
    reach         =  h / (h + saturation), h the patrol hours a life and year: what is left

Lives in the grades that a regime says are visited get advice, which leads some to a good deed and costs each of them hours;
homes in those that it says are searched are searched without cause, which may find what nobody saw, and frightens in any
case. A search finds what this life did. Where a regime names no grades, officers patrol.

Source: seed-013 (grade B: officials visit and advise), seed-017 (grade C: searches without reason). Quantities are
assumptions with their range.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import scalar
from credopolis.core.labels import ENCOUNTERS
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Block, Card, Channel, Dial, Line, ProvinceField, dials_of
from credopolis.mechanisms.headline import Quantity, rate
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, given, share

Fields = NDArray[np.float64]
Amount = Any  # of one province, or (n_provinces,)
_LITTLE = 1e-9  # hours; keeps shares of nothing finite


class OfficersParameters(Parameters):
    """Officers' hours, and what they are spent on."""

    per_1000: float = given(1.6, "officers per 1,000 lives", low=1, high=4, least=0, most=1000)
    hours_a_week: float = given(
        44.0, "working hours of an officer", low=35, high=60, unit="hours a week", least=0, most=168
    )
    field_share: float = share(0.4, "share of hours spent outside the office", low=0.2, high=0.7)
    patrol_least: float = share(0.3, "share of field hours kept for patrol", low=0.1, high=0.6)
    saturation_hours: float = given(
        130.0,
        "patrol hours a life and year that would see half of all public acts",
        low=30,
        high=1000,
        unit="hours a life and year",
        above=0,
        most=1e6,
    )
    visited: tuple[str, ...] = given(
        (), "grades whose lives are visited and advised; none unless a regime names them", source="seed-013"
    )
    visits_a_year: float = a_life_and_year(
        2.0, "visits due to a life of these grades", low=0.5, high=12, source="seed-013", most=365
    )
    visit_hours: float = given(1.0, "officers' hours a visit", low=0.5, high=4, unit="hours", least=0, most=100)
    visit_helps: float = share(
        0.1, "chance that a visit leads a life that wants to improve to a good deed", low=0, high=0.4
    )
    visit_burden_hours: float = given(
        1.5, "hours that a visit costs the life visited", low=0.5, high=4, unit="hours", least=0, most=100
    )
    searched: tuple[str, ...] = given(
        (), "grades whose homes are searched without cause; none unless a regime names them", source="seed-017"
    )
    searches_a_year: float = a_life_and_year(
        0.5, "searches due to a life of these grades", low=0.1, high=6, source="seed-017", most=365
    )
    search_hours: float = given(6.0, "officers' hours a search", low=2, high=20, unit="hours", least=0, most=100)
    search_finds: float = share(
        0.4, "chance that a search finds the last act that nobody saw, unless one has found it", low=0.1, high=0.8
    )
    search_fear: float = share(0.3, "move of the searched life's sense of being caught towards 1", low=0.05, high=0.6)
    search_fear_grid: float = given(
        0.2, "violations charged that a search counts for in the grid's record", low=0, high=1, least=0, most=100
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.1, "innocents stopped and charged, a life and year if all acts were in sight", low=0.01, high=0.5
    )
    minority_multiplier: float = equipment.minority_multiplier(1.5, high=5)
    delay_days: float = equipment.delay_days(1.0, low=0, high=7)


class Shift(NamedTuple):
    """Officers' hours of a tick before anything is due, of one province or each (n_provinces,)."""

    hours: Amount
    saturation: Amount  # patrol hours that would see half of all public acts
    report_hours: Amount  # due to risk reports
    visits: Amount  # due to a visited life
    visit_hours: Amount  # due to a visited life
    search_hours: Amount  # due to a searched life
    patrol_least: Amount  # share of the hours that no campaign takes


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


def searches(scenario: Any) -> bool:
    """Whether homes are searched in a scenario, so that lives remember what nobody saw."""
    grades = set(scenario.regime.officers.searched) & set(scenario.rulebook.grade_names)
    return bool(grades) and "officers" not in scenario.off


BLOCKS: Final = (
    Block(
        "officers",
        (
            Column(
                "unseen", "uint8", "act", "number from 1 of the last act that nobody saw and no search found; 0: none"
            ),
        ),
        searches,
    ),
)
DIALS: Final = (
    Dial("searches", searches, dtype="i8"),
    *dials_of(
        lambda s: s.regime.officers,
        "visits_a_year", "visit_helps", "searches_a_year", "search_finds", "search_fear", "search_fear_grid",
    ),
)  # fmt: skip


HEADLINES: Final = (
    rate(
        "searches", "searches of homes without cause", "encounters",
        Quantity("encounters", "encounters").only(encounter="search"),
    ),
)  # fmt: skip


CHANNEL: Final = Channel(
    "officers",
    "hours in the field",
    mistakes=equipment.mistakes,
)


CARDS: Final = (
    Card(
        "officers",
        "Officers",
        "visits with advice, searches without cause, patrol, in limited hours",
        "seed-013, seed-017; assumptions",
    ),
)
