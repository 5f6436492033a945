"""Stakes: what an act would cost or bring, as the gates that stand open over the years to come.

    value of a path  =  integral over t from now on of  r * exp(-r * t) * worth(t)  dt,    r = -log(discount_factor) a year
    stake of an act  =  value of the path after its entry  -  value of the path without it

A path is what the rulebook makes of a life that does nothing more: it stays in its grade until its lock ends, is released to
the next rung (whose own lock begins) or to the band of its score, and so on; a listing ends with its term. So a longer
lock costs more, a lock that begins anew costs what had been served of the old one, and one who has just begun the
longest lock has nothing left to lose. The worth of the gates is scaled so that the rulebook's worst state is 0 and its
best 1; outside civic life it is 0.

An act that gains points wins the next band in the share of the distance that they cover. A loss that comes later, since
cases wait, weighs less: exp(-r * delay). What other entries on file will do when they expire is not foreseen, nor are
corrections, repair, a score's return to its start and a day's limit of points.

Source: offenders value a year later at 0.74 of a year now (Mastrobuoni and Rivers 2016, doi:10.2139/ssrn.2742557). That all
people look ahead so, to the end of every lock, is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.jit import formula
from credopolis.core.maths import exp, log
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.ladder import clip_score, deserved
from credopolis.mechanisms.parameters import Parameters, given

NO_END: Final = 1 << 30
"""Days to an end that does not come."""


class StakesParameters(Parameters):
    """How people weigh what comes later."""

    discount_factor: float = given(
        0.74,
        "what a year later is worth of a year now",
        least=0.01,
        most=0.99,
        low=0.5,
        high=0.95,
        source="doi:10.2139/ssrn.2742557",
        note="0.74 among those whom an Italian pardon released; that others are like them is an assumption",
    )


def discount_a_day(scenario: Any) -> float:
    """Rate a day at which the future loses weight."""
    return float(-log(scenario.regime.stakes.discount_factor) / DAYS_PER_YEAR_OF_RATES)


@formula
def kept(days, rate):
    """Weight of what comes after so many days: days, rate a day -> (0, 1]."""
    return exp(-rate * days)


@formula
def worth_to_come(grade, left, band, mask, rules, released, rate):
    """Value of a path whose lists have no term: grade, days left of its lock (0: none), band of the score, lists -> [0, 1].

    released : (n_grades, n_grades, 2^n_lists) float64, see `worth_released`. rate : a day.
    """
    now = rules["worth"][grade, mask]
    if left <= 0:
        return now
    later = kept(left, rate)
    return now + later * (released[grade, band, mask] - now)


@formula
def after_loss(grade, left, score, points, falls_to, rules, bands, first):
    """Where an entry that loses points or drops a grade leads -> (grade, days of its lock left, band of the score).

    grade : index; left : days of its lock, 0 if it is not locked; score : points before. points : of the entry; falls_to :
    the grade that it drops to, by its act or by a counter, -1 for none. first : where in `bands` those of the life begin,
    see `engine.banding`.
    """
    band = np.int64(deserved(clip_score(score, points, rules) + first, rules, bands))
    if falls_to >= 0 and grade >= falls_to:
        return falls_to, rules["lock_days"][falls_to], band
    if points < 0 and band < grade:
        return band, rules["lock_days"][band], band
    return grade, left, band


@formula
def after_gain(grade, left, score, points, rules, bands, first):
    """Where an entry that gains points leads -> (grade, band of the score, share of the way that the points cover).

    Short of the next band it is that band, for the share of the distance. left : days of the lock left. first : where in
    `bands` those of the life begin.
    """
    band = np.int64(deserved(score + first, rules, bands))
    then, part = np.int64(deserved(clip_score(score, points, rules) + first, rules, bands)), 1.0
    rises = left <= 0 and band > grade
    if then == band and not rises and band + 1 < rules["n_grades"]:
        start = rules["new_from"][band + 1] if first > 0 else rules["grade_from"][band + 1]
        if start <= rules["score_max"]:
            then = np.int64(deserved(start + first, rules, bands))
            part = min(1.0, points / (start - score))
    return (then if left <= 0 and then > grade else grade), then, part


def worth_released(
    worth: NDArray[np.float64], lock_days: list[int], release_to: list[int], band_set: list[int], rate: float
) -> NDArray[np.float64]:
    """Value of the path from the end of a grade's lock on, (n_grades, n_grades of the band, 2^n_lists) float64.

    worth : (n_grades, 2^n_lists). lock_days, release_to : of each grade, -1: to the band. band_set : band of the score that a
    release sets, -1 if it sets none. rate : a day. Rungs that lead back to one another are summed as a geometric series.
    """
    n = len(worth)
    out = np.zeros((n, n, worth.shape[1]))
    for grade in range(n):
        for band in range(n):
            out[grade, band] = _follow(worth, lock_days, release_to, band_set, rate, grade, band)
    return out


def _follow(
    worth: NDArray[np.float64],
    lock_days: list[int],
    release_to: list[int],
    band_set: list[int],
    rate: float,
    grade: int,
    band: int,
) -> NDArray[np.float64]:
    """Value of one path, (2^n_lists,), from the end of the lock of `grade` on."""
    value, weight = np.zeros(worth.shape[1]), 1.0
    met: dict[tuple[int, int], tuple[NDArray[np.float64], float]] = {}
    while (grade, band) not in met:
        met[grade, band] = value.copy(), weight
        band = band_set[grade] if band_set[grade] >= 0 else band
        before, grade = grade, release_to[grade] if release_to[grade] >= 0 else band
        locks = release_to[before] >= 0 or grade < before
        if not locks or lock_days[grade] <= 0:
            return np.asarray(value + weight * worth[grade])
        later = exp(-rate * lock_days[grade])
        value = value + weight * (1.0 - later) * worth[grade]
        weight *= later
    then, at = met[grade, band]
    return np.asarray(then + (value - then) / (1.0 - weight / at))


DIALS: Final = (Dial("discount_a_day", discount_a_day),)


CARDS: Final = (
    Card(
        "stakes",
        "Stakes",
        "what an act would cost or bring over the years to come",
        "doi:10.2139/ssrn.2742557; that all look ahead so is an assumption",
        can_be_off=False,
    ),
)
