"""Who lives in fear gets used to it, by the integral of fear, and sooner who was raised under the regime.

Theory: entries at rate r jolt f to f + j (1 - f) and fear fades at k = ln 2 / half-life, so E f(t) = f* (1 - exp(-(k
+ r j) t)) with f* = r j / (k + r j), and the days of full fear in t days are expected to be f* (t - (1 - exp(-(k + r
j) t)) / (k + r j)). What is kept is 1 - 2^(-pace * days / half), so its logarithm gives these days back, life by
life.

Source: balance equations of a jump process that relaxes; Cox and Isham 1980, Point Processes, chapter 3.
"""

from __future__ import annotations

import math

import numpy as np

from credopolis.mechanisms.habituation import USED_STEPS

from .plain import rules, scene
from .tools import Watched, report, watch

PEOPLE, YEARS, RATE, JOLT, HALF_LIFE, HALF = 20_000, 2, 2.0, 0.3, 180.0, 400.0
BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}"})


def lived(**settings: object) -> Watched:
    """Two years of entries that frighten, and to which people get used."""
    return watch(scene(
        BOOK, {"harm": RATE}, people=PEOPLE, years=YEARS, seed=61, fear__stands=True, fear__own_jolt=JOLT,
        fear__household_jolt=0.0, fear__exposure_gain=0.0, fear__half_life_days=HALF_LIFE, habituation__stands=True,
        habituation__half_exposure_days=HALF, **settings,
    ))  # fmt: skip


def days_of_fear(watched: Watched) -> np.ndarray:
    """Days of full fear of each life as it has got used to them, pace and all: (n_lives,), to the last day."""
    blocks = watched.engine.world.blocks
    used = blocks.habituation["used"] / USED_STEPS
    since = watched.scenario.days - blocks.fear["fear_on"].astype(float)
    rest = blocks.fear["fear"] / 65535 * (1 - 0.5 ** (since / HALF_LIFE)) * HALF_LIFE / math.log(2)
    return np.asarray(-np.log2(1.0 - used) * HALF), rest


def test_people_get_used_to_the_fear_that_they_have_lived_in() -> None:
    watched = lived(habituation__most=0.0, habituation__began_year=2000.0, habituation__grew_up_pace=2.0)
    lost, rest = days_of_fear(watched)
    born = watched.person["birth_day"].astype(float)
    start = watched.scenario.start.toordinal()
    under = np.clip((born + 18 * 365.25 + start - 730_120) / (18 * 365.25), 0.0, 1.0)  # since 1 January 2000
    pace, t = 1.0 + under, float(watched.scenario.days)
    back = math.log(2) / HALF_LIFE + RATE * JOLT / 365.25
    level = RATE * JOLT / 365.25 / back
    theory = level * (t - -math.expm1(-back * t) / back)
    for who in (under == 0.0, under == 1.0, (under > 0.0) & (under < 1.0)):
        found = float((lost[who] / pace[who] + rest[who]).mean())
        report("habituation", lives=int(who.sum()), found=found, theory=theory)
        assert who.sum() > 1000 and abs(found / theory - 1.0) < 0.03


def test_who_is_used_to_it_is_jolted_less() -> None:
    """In the long run fear is the balance of jolts that are felt: with all that can be lost, (1 - most) of them."""
    most, quick = 0.6, 3.0
    fears = {}
    for name, stands in (("used", True), ("not", False)):
        watched = watch(scene(
            BOOK, {"harm": RATE}, people=PEOPLE // 2, years=3, seed=61, fear__stands=True, fear__own_jolt=JOLT,
            fear__household_jolt=0.0, fear__exposure_gain=0.0, fear__half_life_days=HALF_LIFE,
            habituation__stands=stands, habituation__most=most, habituation__half_exposure_days=quick,
        ))  # fmt: skip
        of_lives = watched.engine.world.blocks.fear
        since = watched.scenario.days - of_lives["fear_on"].astype(float)
        fears[name] = float((of_lives["fear"] / 65535 * 0.5 ** (since / HALF_LIFE)).mean())
    back = math.log(2) / HALF_LIFE * 365.25
    for name, jolt in (("used", JOLT * (1 - most)), ("not", JOLT)):
        theory = RATE * jolt / (back + RATE * jolt)
        report("habituation", who=name, found=fears[name], theory=theory)
        assert abs(fears[name] / theory - 1.0) < 0.03
