"""How far opinions lie apart, where people think and speak.

    variance = mean of y^2 less the square of the mean of y, over grown-up lives and settling days of the time counted

Opinions are counted to the nearest hundredth of the way from -1 to 1, which adds 1/30,000 at most.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import numpy as np

from credopolis.analysis.measures.headlines import Measure
from credopolis.analysis.measures.measured import Measured

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
