"""Measures of minds, where people trust, think and speak: those of the topic `speech`, and how far opinions lie apart.

    variance = mean of y^2 less the square of the mean of y, over grown-up lives and settling days of the time counted

Opinions are counted to the nearest hundredth of the way from -1 to 1, which adds 1/30,000 at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from credopolis.analysis.measures.headlines import Measure
from credopolis.analysis.measures.measured import EVENTS, Measured
from credopolis.mechanisms.all import HEADLINES

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

TABLE: Final = "opinions"


def variance(which: int, m: Measured) -> float:
    """The variance of private (0) or of expressed (1) opinions; NaN where nobody has any."""
    counts = np.asarray(m.events[TABLE][which], np.float64)
    lives = counts.sum()
    opinions = np.linspace(-1.0, 1.0, len(counts))
    if lives == 0:
        return math.nan
    mean = counts @ opinions / lives
    return float(counts @ (opinions - mean) ** 2 / lives)


def _rests(m: Measured) -> tuple[float, float]:
    """It rests on everybody, and has no one step."""
    return float(np.sum(m.events[TABLE][0])), math.nan


VARIANCES: Final = tuple(
    Measure(f"variance_{name}", f"variance of {name} opinion", "of opinions from -1 to 1", partial(variance, k), _rests)
    for k, name in enumerate(("private", "expressed"))
)


_OF_HEADLINES: Final = {one.name: (one, Measure.made_of(one)) for one in HEADLINES if one.topic == "speech"}
MEASURES_OF_MINDS: Final = (*(measure for _, measure in _OF_HEADLINES.values()), *VARIANCES)
"""All of them, in order."""


def measures_of_minds(scenarios: Sequence[Scenario]) -> tuple[Measure, ...]:
    """The measures of minds that all these scenarios have."""
    asked = {table for table, tally in EVENTS.items() if all(scenario.asks(tally.needed) for scenario in scenarios)}
    found = [measure for one, measure in _OF_HEADLINES.values() if one.part.table in asked]
    return (*found, *(VARIANCES if TABLE in asked else ()))
