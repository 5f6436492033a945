"""Strain: hours a week that people spend on points and on avoiding loss, and who cannot catch up.

On each settling day one grown-up life in 32 is looked at, each in its turn, and nothing of it changes:

    on points, hours a week        =  sum over acts that gain points, of often * (response - 1) * hours_deed / 52.18
    on avoiding loss, hours        =  sum over acts that lose points or gates, of often * (1 - response) * hours_care / 52.18
    often                          =  rate * trait * sex and age, a year, without rules
    response                       =  what is at stake makes of it today, see `ambition` and `deterrence`
    distance                       =  points to the nearest score at which the grade of a score changes
    most that acts give, a year    =  sum over acts that gain, of points * times
    times                          =  often * the highest response that there can be, at most the yearly cap
    years to catch up              =  years left of the lock + points missing to the grade of the start / most a year

So hours are what the regime adds: deeds that would not have been done for their own sake, and violations that were not
done and had to be thought of. An example: somebody who would help eight times a year without rules, and near a threshold helps
twelve times, spends 4 * 4 / 52.18 = 0.31 hours a week on points. Who lies below the grade of the start and needs more than
`catch_up_years` cannot catch up: it is a floor, for every deed would have to be seen, nothing lost, and no lower grade have a lock
of its own on the way. Acts that are done on days of their own (births, acts of speech, feats of children) are not counted. Each look
stands for the four weeks after it; rules are feared most on day 0, so the first month of a run tells of a third too many hours of care.

The whole mechanism is off unless a regime asks for it (`regime.strain.stands`); it needs settling days, so `opinion` or `trust`.

Source: hours of a deed and of care, the years and the sample are assumptions; that people near a threshold exert themselves,
doi:10.1509/jmkr.43.1.39, see `ambition`.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, Tally, category, labelled
from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Card, Dial, Table, Value, dials_of
from credopolis.mechanisms.opinion import SETTLING_DAYS, settles
from credopolis.mechanisms.parameters import Parameters, given

SAMPLE: Final = 32
"""One life in so many is looked at on a settling day."""
BANDS: Final = (5, 10, 20, 50)
NEAR: Final = ("0-4", "5-9", "10-19", "20-49", "50+")
"""Points to the nearest threshold."""
SECONDS: Final = 3600.0


class StrainParameters(Parameters):
    """What a deed and a violation that is not done take, and after how long nobody catches up. All are assumptions."""

    stands: bool = given(False, "whether the hours of compliance are counted", assumed=True, no_range="off and on")
    hours_deed: float = given(
        4.0, "hours of an act that gains points", low=1, high=10, unit="hours", least=0, most=1000
    )
    hours_care: float = given(
        2.0, "hours of care for each violation that is not done", low=0.5, high=8, unit="hours", least=0, most=1000
    )
    catch_up_years: float = given(
        5.0, "years after which a grade counts as out of reach", low=2, high=10, unit="years", above=0, most=100
    )


def strains(scenario: Any) -> bool:
    """Whether the hours of compliance are counted in a scenario, or under a set of rules."""
    return bool(scenario.regime.strain.stands) and "strain" not in scenario.off and settles(scenario)


@formula
def is_asked(birth_day, day):
    """Whether a life is looked at on a settling day, by its day of birth."""
    return (birth_day + day // SETTLING_DAYS) % SAMPLE == 0


@formula
def near_band(points):
    """The band of a distance of so many points to a threshold."""
    band = 0
    while band < 4 and points >= BANDS[band]:
        band += 1
    return band


@formula
def seconds_a_week(hours_a_year):
    """Whole seconds a week, the nearest."""
    return int(hours_a_year / (365.25 / 7.0) * 3600.0 + 0.5)


@formula
def years_to_catch_up(lock_days, missing, most_a_year):
    """Years until a grade is reached at the earliest: days left of a lock, points missing and most a year -> years."""
    waits = lock_days / 365.25
    if missing <= 0:
        return waits
    return waits + missing / most_a_year if most_a_year > 0.0 else 1e9


DIALS: Final = (
    Dial("strains", strains, dtype="i8"),
    *dials_of(lambda s: s.regime.strain, "hours_deed", "hours_care", "catch_up_years"),
)
GRADE: Final = Axis("grade", "n_standings", (category("grade", "grade; 'unscored' for who is in none"),))
DISTANCE: Final = labelled("distance", NEAR, "points to the nearest threshold of a grade")
_LIVES: Final = "lives (person-times)"


def _tally(name: str, unit: str, meaning: str) -> Tally:
    column = TableColumn(name, "int64", unit, meaning)
    return Tally(f"strain_{name}", (DISTANCE, GRADE), (GRADE, DISTANCE), column, meaning, _LIVES, needed=strains,
                 own_table=False)  # fmt: skip


TALLIES: Final = (
    _tally("lives", "person-times", "grown-up lives that were looked at"),
    _tally("for_points", "seconds", "seconds a week that they spend on points, summed"),
    _tally("on_care", "seconds", "seconds a week that they spend on avoiding loss, summed"),
    _tally("behind", "person-times", "of them those below the grade of the start"),
    _tally("stuck", "person-times", "of these those who cannot catch up"),
)


def _hours(name: str) -> Any:
    return lambda period: getattr(period, f"strain_{name}") / SECONDS


TABLES: Final = (
    Table(
        "strain", "hours a week that compliance takes, by grade and distance to a threshold", _LIVES,
        (
            Value(TableColumn("lives", "int64", "person-times", "grown-up lives that were looked at"), "strain_lives"),
            Value(TableColumn("hours_points", "float64", "hours a week", "spent on points, summed over them"),
                  of=_hours("for_points")),
            Value(TableColumn("hours_care", "float64", "hours a week", "spent on avoiding loss, summed over them"),
                  of=_hours("on_care")),
            Value(TableColumn("behind", "int64", "person-times", "below the grade of the start"), "strain_behind"),
            Value(TableColumn("stuck", "int64", "person-times", "of these who cannot catch up"), "strain_stuck"),
        ),
        axes=(GRADE, DISTANCE), needed=strains,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "strain",
        "Strain",
        "hours a week on points and on avoiding loss, and who cannot catch up; off unless `regime.strain.stands`",
        "doi:10.1509/jmkr.43.1.39; assumptions",
    ),
)
