"""Habituation: who has lived in fear for long is jolted less; who grew up under the regime gets used to it sooner.

    felt jolt                            =  jolt * (1 - most * used)
    used after t days                    =  1 - (1 - used) * 2^(-pace * D / half_exposure_days)
    days of full fear among these        D = e * t + (f - e) * (1 - 2^(-t / T)) * T / ln 2
    pace                                 =  1 + (grew_up_pace - 1) * share of childhood lived under the regime

`f` is fear as the days began, `e` the exposure that it fades towards and `T` its half-life (see `fear`), so `D` is the
integral of fear between two jolts and nothing is lost by looking at a life only when it is touched. An example: half a year
in a fear of 0.5 are 91 days of full fear; with 90 of them half of what can be lost is lost, so that with `most` 0.6 a jolt of
0.3 is felt as one of 0.21, and by somebody born after the regime began, with a pace of 2, as one of 0.165. How used
somebody is starts at nothing on day 0 and does not fade. What others see is not lessened: a jolt counts as one for the
province's exposure, however it is felt, and what people have learned to avoid they go on avoiding.

It is a byte a life, in steps of 1/255, rounded up or down by a draw so that short spells are not lost in the mean. It works
through fear, and does nothing where that does not stand. The whole mechanism is off unless a regime asks for it
(`regime.habituation.stands`).

Source: that stress and concern under surveillance level off after about three months while behaviour does not go back,
spk-042; that attention fades within months, spk-044, and that some effects do not, spk-045; when the regime began, seed-014
and the outline of 2014. That those who grew up under it are faster, and every value, are assumptions.
"""

from __future__ import annotations

from datetime import date
from math import floor
from typing import Any, Final

import numpy as np

from credopolis.core.jit import formula
from credopolis.core.maths import LN2, exp
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Block, Card, Dial, dials_of
from credopolis.mechanisms.fear import frightens
from credopolis.mechanisms.parameters import Parameters, given, share

USED_STEPS: Final = 255.0
"""Steps of what is kept to 1."""


class HabituationParameters(Parameters):
    """How much of the response to jolts can be lost, and how soon. All are assumptions that sources inform."""

    stands: bool = given(False, "whether people get used to fear", assumed=True, no_range="off and on")
    most: float = share(
        0.6, "share of a jolt that is not felt by who is used to all of it", low=0.2, high=0.9, source="spk-042",
        note="stress and concern level off within a year, and do not vanish",
    )  # fmt: skip
    half_exposure_days: float = given(
        90.0, "days of full fear after which half of what can be lost is lost", low=60, high=365, unit="days", above=0,
        most=36_500, source=("spk-042", "spk-044"), note="feelings level off after 2 to 4 months, attention within 8",
    )  # fmt: skip
    grew_up_pace: float = given(
        2.0, "how many times as fast who spent all childhood under the regime gets used to it", low=1, high=4, least=0,
        most=20,
    )  # fmt: skip
    began_year: float = given(
        2014.5, "when the regime began, for who grew up under it", low=2005, high=2020, unit="year", least=1900,
        most=2200, source="tml-025", note="the planning outline of 14 June 2014",
    )  # fmt: skip
    childhood_years: float = given(
        18.0, "length of childhood", low=14, high=20, unit="years", above=0, most=50
    )  # fmt: skip


@formula
def days_of_fear(fear, days, exposure, half_life_days):
    """Days of full fear among so many that begin with a fear and fade towards the exposure -> days."""
    return exposure * days + (fear - exposure) * (1.0 - exp(-LN2 * days / half_life_days)) * half_life_days / LN2


@formula
def used_now(used, days, half_days):
    """How used a life is to fear after so many more days of full fear: share in [0, 1] -> share in [0, 1]."""
    return 1.0 - (1.0 - used) * exp(-LN2 * days / half_days)


@formula
def pace_of(birth_day, began_day, childhood_days, grew_up_pace):
    """How many times as fast a life gets used to fear, by the share of its childhood since the regime began."""
    under = min(max(birth_day + childhood_days - began_day, 0.0), childhood_days)
    return 1.0 + (grew_up_pace - 1.0) * under / childhood_days


@formula
def felt(jolt, used, most):
    """A jolt as it is felt: shares in [0, 1] -> share in [0, 1]."""
    return jolt * (1.0 - most * used)


@formula
def kept_used(used, bits):
    """How used a life is as it keeps it: share -> whole steps, rounded up in the share of draws that keeps the mean.

    bits : 64-bit draw, of which the low 16 bits are used.
    """
    steps = used * USED_STEPS
    below = floor(steps)
    part = bits & np.uint64(0xFFFF)
    return int(below) + (1 if part < (steps - below) * 65536.0 else 0)


def _of(scenario: Any) -> HabituationParameters:
    parameters: HabituationParameters = scenario.regime.habituation
    return parameters


def habituates(scenario: Any) -> bool:
    """Whether people get used to fear in a scenario, or under a set of rules."""
    return _of(scenario).stands and "habituation" not in scenario.off and frightens(scenario)


def began_day(scenario: Any) -> float:
    """The day on which the regime began, counted from the start of the run (negative before it)."""
    year = _of(scenario).began_year
    whole = int(year)
    first = date(whole, 1, 1).toordinal() - scenario.start.toordinal()
    return float(first + (year - whole) * DAYS_PER_YEAR_OF_RATES)


BLOCKS: Final = (
    Block(
        "habituation", (Column("used", "uint8", "1/255", "how used to fear, in [0, 1], as of `fear_on`"),), habituates
    ),
)
DIALS: Final = (
    Dial("habituates", habituates, dtype="i8"),
    Dial("began_day", began_day),
    Dial("childhood_days", lambda s: _of(s).childhood_years * DAYS_PER_YEAR_OF_RATES),
    *dials_of(_of, "grew_up_pace", "half_exposure_days", used_to_most="most"),
)


CARDS: Final = (
    Card(
        "habituation",
        "Habituation",
        "who has lived in fear is jolted less, sooner if raised under the regime; off unless `regime.habituation.stands`",
        "spk-042, spk-044, spk-045; assumptions",
    ),
)
