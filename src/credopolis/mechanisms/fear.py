"""Fear: jolted by entries against oneself and in one's household, it fades towards what everybody in the province sees.

    at an entry that loses points     f = f + own_jolt * (1 - f)
    at a request refused              f = f + services.refusal_jolt * (1 - f), where people ask for services
    at one in the household           f = f + household_jolt * (1 - f), on the first day of the tick after the entry
    between these, after t days       f = e + (f - e) * 2^(-t / half_life_days)
    exposure of a province            e = 1 - exp(-exposure_gain * jolts), jolts a scored life and year, smoothed; with those
                                      for people reported for posts, see `posts`
    perceived chance of being caught  p = p + weight * f * (1 - p)

The jolts of a household wait for the next tick, because nothing that one life does may change what another reads within
a tick: lives are taken one after the other, each through the whole tick. With a tick of 7 days, an entry on day 16 against
a mother reaches her child on day 21. Fear is worked out only when its life is touched, and kept in steps of 1/65535.
What jolts is felt less by who is used to it (`habituation`), and a grid in which entries are shown sees more than its
province (`publicity`), where these stand. The whole mechanism is off unless a regime asks for it (`regime.fear.stands`).

Source: that charges raise the perceived risk, doi:10.1111/j.1745-9125.2011.00233.x; that they reach beyond who is charged,
and that fear relaxes towards what is seen around, are assumptions, as is every value.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from credopolis.core.axes import CELL, TableColumn, Tally, labelled
from credopolis.core.jit import formula, hot_kernel
from credopolis.core.maths import LN2, exp, kept_in_a_tick
from credopolis.core.schema import MOST_BORN, MOST_MEMBERS, Column
from credopolis.mechanisms.births import lives_begin
from credopolis.mechanisms.declare import (
    Block,
    Book,
    Card,
    Dial,
    Event,
    Line,
    ProvinceField,
    Sum,
    Term,
    dials_of,
    terms_of,
)
from credopolis.mechanisms.parameters import Parameters, given, share

FEAR_STEPS: Final = 65535.0
"""Steps of a kept fear to 1."""


class FearParameters(Parameters):
    """What jolts, what fades, and what fear does. All are assumptions."""

    stands: bool = given(False, "whether entries frighten", assumed=True, no_range="off and on")
    own_jolt: float = share(0.3, "share of the way to full fear at an own entry", low=0.05, high=0.6)
    household_jolt: float = share(0.1, "the same at an entry in the household", low=0, high=0.4)
    half_life_days: float = given(
        90.0, "days in which half of a jolt fades", low=30, high=365, unit="days", above=0, most=3650
    )
    exposure_gain: float = given(0.5, "exposure by jolts a life and year", low=0.1, high=2, least=0, most=100)
    memory_years: float = given(0.5, "memory of the province's jolts", low=0.1, high=2, unit="years", above=0, most=50)
    weight: float = share(0.3, "share of the doubt about being caught that full fear ends", low=0, high=0.8)


@formula
def fear_now(fear, days_since, exposure, half_life_days):
    """Fear after fading towards the exposure: shares in [0, 1], days -> share in [0, 1]."""
    return exposure + (fear - exposure) * exp(-LN2 * days_since / half_life_days)


@formula
def jolted(fear, jolt):
    """Fear after a jolt: shares in [0, 1] -> share in [0, 1]."""
    return fear + jolt * (1.0 - fear)


@formula
def alarmed(chance, fear, weight):
    """Perceived chance of being caught of one who is afraid: chance, fear and weight in [0, 1] -> probability."""
    return chance + weight * fear * (1.0 - chance)


@formula
def kept_fear(fear):
    """Fear as a life keeps it: share in [0, 1] -> whole steps, the nearest."""
    return int(fear * FEAR_STEPS + 0.5)


@hot_kernel
def fears_now(of_lives, day, exposure, half_life_days, fears):
    """The fear of lives on a day. of_lives : (n,) records of the block below; exposure, fears : (n,), the latter filled."""
    for i in range(of_lives.shape[0]):
        since = day - np.int64(of_lives[i]["fear_on"])
        fears[i] = fear_now(of_lives[i]["fear"] / FEAR_STEPS, since, exposure[i], half_life_days)


@hot_kernel
def expose(jolts, scored, years, terms, books, exposure):
    """The exposure of every province after a tick, from its smoothed jolts.

    jolts, scored : (n_provinces,) int64, jolts of the tick and lives in a grade. years : of the tick. terms, books :
    (n_provinces,) records with the terms and books declared below. exposure : (n_provinces,) float64, filled in where
    entries frighten.
    """
    for p in range(jolts.shape[0]):
        if terms[p]["frightens"] > 0:
            keep, now = terms[p]["fear_keep"], jolts[p] / max(scored[p], 1) / years
            now += terms[p]["net_told_of"] * books[p]["net_reports"] / max(scored[p], 1) / years
            books[p]["jolts"] = keep * books[p]["jolts"] + (1.0 - keep) * now
            exposure[p] = 1.0 - exp(-terms[p]["exposure_gain"] * books[p]["jolts"])


def _fear(scenario: Any) -> FearParameters:
    parameters: FearParameters = scenario.regime.fear
    return parameters


def frightens(scenario: Any) -> bool:
    """Whether entries frighten in a scenario."""
    return _fear(scenario).stands and "fear" not in scenario.off


def told_of_an_entry(scenario: Any) -> float:
    """Events that one entry schedules for others, at most: one for each of the largest household, and born into it."""
    born = MOST_BORN if lives_begin(scenario) else 0.0
    return MOST_MEMBERS - 1.0 + born if frightens(scenario) else 0.0


BLOCKS: Final = (
    Block(
        "fear",
        (
            Column("fear", "uint16", "1/65535", "fear in [0, 1], as of `fear_on`"),
            Column("fear_on", "int16", "day", "day on which `fear` was last brought up to date"),
        ),
        frightens,
    ),
)
EVENTS: Final = (Event("fright", 7, "an entry in the household becomes known in it", frightens),)
DIALS: Final = (
    Dial("frightens", frightens, dtype="i8"),
    *dials_of(_fear, "own_jolt", "household_jolt", fear_half_life_days="half_life_days", fear_weight="weight"),
)
SUMS: Final = (Sum("jolts", "jolts of fear"),)
FIELDS: Final = (ProvinceField("exposure", "share, fear of one whom nothing has jolted", needed=frightens),)
BOOKS: Final = (Book("jolts", "jolts a scored life and year, smoothed"),)
TERMS: Final = (
    Term("frightens", frightens, "i8"),
    Term("fear_keep", lambda s: kept_in_a_tick(s.regime.fear.memory_years, s.tick_days)),
    *terms_of(_fear, "exposure_gain"),
)
LINES: Final = (Line("fright", "is frightened: an entry in the household", "nothing"),)
JOLT: Final = labelled(
    "jolt", ("own", "household", "refusal"), "what it was: an own entry, one in the household, a refusal"
)
TALLIES: Final = (
    Tally(
        "jolts", (JOLT, CELL), (CELL, JOLT),
        TableColumn("jolts", "int64", "person-times", "jolts"),
        "jolts of fear, by what it was", "jolts (person-times)", needed=frightens,
    ),
)  # fmt: skip


CARDS: Final = (
    Card(
        "fear",
        "Fear",
        "entries frighten who is struck and the household; off unless `regime.fear.stands`",
        "doi:10.1111/j.1745-9125.2011.00233.x; assumptions",
    ),
)
