"""Deaths: every life has a threshold drawn with it, and dies when the hazard that it has lived through reaches that.

    deaths a life and year  =  level * table(sex, age, period) * province
    threshold               =  Exp(1), drawn with the life
    dies on the day on which the hazard lived through, summed from its first day in the run, reaches the threshold

The table is a life table by sex and age group (0, 1 to 4, then five years each, 100 and more) and five calendar years,
within which the hazard is constant. `province` is one number for all ages, so that life expectancy differs from the
nation's by as many years as in the census of 2010. What is left of the threshold is kept with the life, so a hazard that
changes later moves the day and draws nothing anew: with half of it left when the hazard doubles, half the time is left.

Whoever dies leaves the ladder, all lists, the fields and the counts of lives; a lock ends with the life, and a case that
is still open is dismissed on the day on which it would have been closed. No candidate meets the dead, and no report. The
household hears of it on the first day of the next tick: a partner has none from then on, and parents have one child less.
Offices and channels keep the size that the people of day 0 have given them.

The whole mechanism is off unless a regime asks for it (`regime.deaths.stands`).

Source: UN World Population Prospects 2024 (vit-014, vit-015) for the life table, vit-020 for provinces; that provinces
differ by one factor at all ages, and that deaths do not hang on income, grade or health, are assumptions. Thresholds:
Gillespie 1976, Journal of Computational Physics 22(4), and Anderson 2007, Journal of Chemical Physics 127(21), who let
each channel's internal time run.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

from credopolis.core.axes import Axis, TableColumn, Tally, category, labelled
from credopolis.core.jit import formula
from credopolis.core.schema import SEXES, Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.declare import Block, Card, Dial, Event, Line
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, given
from credopolis.mechanisms.vital import AGE_DAYS, AGES, PERIODS, death_rates, period_ends

_FAR: Final = 1e6  # days
OUTLIVES: Final = 32_767
"""Day of death of who outlives all days that a run can have."""


class DeathsParameters(Parameters):
    """Whether lives end, and how often."""

    stands: bool = given(False, "whether lives end", assumed=True, no_range="off and on")
    level: float = given(
        1.0, "how many times the life table's hazards hold", low=0.9, high=1.1, source=("vit-003", "vit-014"),
        note="deaths of 2020 and 2021 are within a tenth of the table's", least=0, most=100,
    )  # fmt: skip


@formula
def live_on(born, sex, day, until, left, rates, times):
    """Live from a day on until another -> (day, what is left of the threshold); the day is that of death if none is.

    born : day of birth. sex : 0 men, 1 women. rates : a record with `death_rate`, (3, 2, 22), a life and day, and
    `death_period`, (3,), days on which periods end. times : how many times these hold.
    """
    group = AGE_DAYS.shape[0] - 1
    while group > 0 and day - born < AGE_DAYS[group]:
        group -= 1
    period = 0
    while day >= rates["death_period"][period]:
        period += 1
    while day < until:
        edge = min(until, int(rates["death_period"][period]))
        if group + 1 < AGE_DAYS.shape[0]:
            edge = min(edge, born + AGE_DAYS[group + 1])
        hazard = rates["death_rate"][period, sex, group] * times
        if left < hazard * (edge - day):
            return day + int(left / hazard), -1.0
        left -= hazard * (edge - day)
        day = edge
        if group + 1 < AGE_DAYS.shape[0] and day - born >= AGE_DAYS[group + 1]:
            group += 1
        if day >= rates["death_period"][period]:
            period += 1
    return until, left


def _deaths(scenario: Any) -> DeathsParameters:
    parameters: DeathsParameters = scenario.regime.deaths
    return parameters


def lives_end(scenario: Any) -> bool:
    """Whether lives end in a scenario, or under a set of rules."""
    return _deaths(scenario).stands and "deaths" not in scenario.off


def households_change(scenario: Any) -> bool:
    """Whether households change while a run goes on."""
    return lives_end(scenario) or lives_begin(scenario)


def _rates(scenario: Any) -> Any:
    return death_rates() * (_deaths(scenario).level / DAYS_PER_YEAR_OF_RATES) * lives_end(scenario)


BLOCKS: Final = (
    Block(
        "deaths",
        (
            Column("left", "float32", "hazard", "what is left of the threshold on the day `left_on`"),
            Column("left_on", "int16", "day that may come", "day up to which hazard was taken off the threshold"),
            Column("dies_on", "int16", "day that may come", "day of death as things are, 32,767 if none is near"),
        ),
        lives_end,
    ),
)
EVENTS: Final = (
    Event("kin", 9, "a birth or a death in the household becomes known in it", households_change),
    Event("death", 12, "the life ends", lives_end),
)
DIALS: Final = (
    Dial("mortal", lives_end, dtype="i8"),
    Dial("death_rate", _rates, (len(PERIODS), len(SEXES), len(AGES))),
    Dial("death_period", lambda s: [*map(float, period_ends(s.start)), _FAR], (len(PERIODS),)),
)
LINES: Final = (Line("death", "dies at {}", "age"),)

_NAMES: Final = (
    *(f"{a}-{b - 1}" if b - a > 1 else f"{a}" for a, b in itertools.pairwise(AGES)),
    f"{AGES[-1]}+",
)
SEX: Final = labelled("sex", SEXES, "sex")
AGE_GROUP: Final = labelled("age", _NAMES, "age at death in completed years, in groups of the life table")
HELD: Final = Axis("grade", "n_standings", (category("grade", "grade held at death; 'unscored' for who was in none"),))
TALLIES: Final = (
    Tally(
        "deaths", (HELD, SEX, AGE_GROUP), (SEX, AGE_GROUP, HELD),
        TableColumn("deaths", "int64", "persons", "lives that ended"),
        "deaths by sex, age and grade", "deaths (persons)", needed=lives_end,
    ),
)  # fmt: skip
HEADLINES: Final = (own_rate("deaths", "deaths", "lives", Quantity("deaths", "deaths")),)


CARDS: Final = (
    Card(
        "deaths",
        "Deaths",
        "lives end by the life table; off unless `regime.deaths.stands`",
        "vit-003, vit-014, vit-015, vit-020; assumptions",
    ),
)
