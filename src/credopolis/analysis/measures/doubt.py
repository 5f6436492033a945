"""What differences over paired seeds are worth: intervals that hold for rare outcomes, and many comparisons at once.

Student's interval over seeds knows only how seeds differ. If an event comes once in ten runs, most sets of seeds agree
by accident, and their interval is a point. So it is widened, where it is narrower, to what the count alone leaves open:
an event more or less is worth a step of the measure, and the steps up and down that seeds show, each with its exact
Poisson interval, bound what the difference may be (Zou and Donner's combination of two intervals).

A page holds hundreds of comparisons. A difference counts as clear if it stands up to the procedure of Benjamini and
Yekutieli over all of them, which holds however measures hang together: of the differences called clear, at most one in
twenty (at 95 %) is expected to be chance. One that rests on fewer than `FEWEST` events is never called clear.

Source
------
Zou and Donner 2008, Construction of confidence limits about effect measures, Statistics in Medicine 27; Benjamini and
Yekutieli 2001, The control of the false discovery rate in multiple testing under dependency, Annals of Statistics 29.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.exact import chance_of_split, exact_poisson
from credopolis.analysis.measures.intervals import LEVEL, Estimate, student, student_chance

FEWEST: Final = 10
"""Events in all runs together below which a difference is too little to tell."""
_LARGEST_COUNT: Final = 1e15
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Doubted:
    """A mean of paired differences with its interval, and the chance of one so large if there were none."""

    estimate: Estimate
    chance: float


def paired(differences: Values, steps: Values | None = None, level: float = LEVEL) -> Doubted:
    """The mean of paired differences, one a seed, (n_seeds,). steps : what one event is worth, NaN if unknown.

    Without two seeds there is no interval, and the chance is NaN.
    """
    found = student(differences, level)
    if not math.isfinite(found.value) or math.isnan(found.low):
        return Doubted(found, math.nan)
    chance = student_chance(differences)
    if steps is None or not (np.isfinite(steps).all() and (steps > 0).all()):
        return Doubted(found, chance)
    n, step = len(differences), float(steps.mean())
    moved = differences / steps
    up, down = (min(float(np.maximum(sign * moved, 0.0).sum()), _LARGEST_COUNT) for sign in (1, -1))
    rises, falls = exact_poisson(math.ceil(up - 1e-9), level), exact_poisson(math.ceil(down - 1e-9), level)
    below = math.hypot(rises.value - rises.low, falls.high - falls.value) * step / n
    above = math.hypot(rises.high - rises.value, falls.value - falls.low) * step / n
    low, high = min(found.low, found.value - below), max(found.high, found.value + above)
    return Doubted(Estimate(found.value, low, high), max(chance, chance_of_split(math.ceil(up), math.ceil(down))))


def width_of(values: Values, events: Values, steps: Values, level: float = LEVEL) -> float:
    """Width of the interval of a mean over seeds: Student's, or what the count behind it leaves open if that is wider.

    values, events, steps : of each seed, (n_seeds,): the measure, the events that it rests on, and what one is worth,
    NaN if unknown. NaN for one seed of what is no count.
    """
    found = student(values, level)
    over_seeds = found.high - found.low
    if not (np.isfinite(steps).all() and (steps > 0).all()):
        return over_seeds
    count = exact_poisson(round(min(float(events.sum()), _LARGEST_COUNT)), level)
    by_count = (count.high - count.low) * float(steps.mean()) / len(values)
    return by_count if math.isnan(over_seeds) else max(over_seeds, by_count)


def adjusted(chances: Sequence[float]) -> list[float]:
    """Chances of many comparisons, each with what it comes to beside the others; NaN stays and does not count.

    Calling clear what is at most a keeps the expected share of false calls among the clear ones at or below a.
    """
    order = sorted((k for k, p in enumerate(chances) if not math.isnan(p)), key=lambda k: -chances[k])
    n = len(order)
    found, least = list(chances), 1.0
    penalty = n * math.fsum(1 / k for k in range(1, n + 1))
    for place, k in enumerate(order):
        least = min(least, chances[k] * penalty / (n - place))
        found[k] = least
    return found
