"""One headline measure under two regimes on shared seeds: their difference, and what it is worth beside all others."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from credopolis.analysis.measures.doubt import FEWEST, paired, width_of
from credopolis.analysis.measures.intervals import LEVEL, Estimate
from credopolis.analysis.measures.measured import Values

FOUND: Final = 3
"""Numbers kept of each measure of each run: its value, the events behind it, and what one is worth."""


@dataclass(frozen=True)
class Difference:
    """One headline measure under two regimes: means over seeds, and the paired difference with its interval.

    variance_ratio : variance of the difference if the seeds were not shared, over that of the paired one; NaN if the
    paired differences do not vary. events : that the measure rests on, in all runs of both; infinite for what is no
    count. chance : of a difference so large if there were none; adjusted : the same for one of many comparisons
    (`measures.doubt`); NaN with one seed. width, width_against : of the intervals of both values, by which they are
    rounded; NaN for one seed of what is no count.
    """

    measure: str
    title: str
    unit: str
    regime: str
    against: str
    value: float
    value_against: float
    difference: Estimate
    variance_ratio: float
    events: float = math.inf
    chance: float = math.nan
    adjusted: float = math.nan
    level: float = LEVEL
    width: float = math.nan
    width_against: float = math.nan

    @property
    def relative(self) -> Estimate:
        """The difference as a share of the value under the regime compared with; undefined if that is 0."""
        base = abs(self.value_against)
        if not base > 0:
            return Estimate(math.nan, math.nan, math.nan)
        return Estimate(*(v / base for v in dataclasses.astuple(self.difference)))

    @property
    def clear(self) -> bool:
        """Whether it stands up as one of many comparisons, and rests on enough events."""
        return not self.few and self.adjusted <= 1 - self.level

    @property
    def few(self) -> bool:
        """Whether there are too few events to tell."""
        return self.events < FEWEST

    @property
    def same(self) -> bool:
        """Whether the two are the same in every seed."""
        return self.difference.value == 0 and math.isnan(self.variance_ratio)

    def as_json(self) -> dict[str, Any]:
        """The difference as plain data."""
        plain = {k: v for k, v in dataclasses.asdict(self).items() if k != "level"}
        return {**plain, "clear": self.clear, "too_few": self.few}


def difference_of(
    name: str, title: str, unit: str, regime: str, against: str, found: Values, found_against: Values, level: float
) -> Difference:
    """found, found_against : (n_seeds, FOUND)."""
    (values, events, steps), (values_against, events_against, steps_against) = found.T, found_against.T
    moved, ratio = values - values_against, math.nan
    if len(values) > 1 and (variance := float(np.var(moved, ddof=1))) > 0:
        ratio = float(np.var(values, ddof=1) + np.var(values_against, ddof=1)) / variance
    doubted = paired(moved, (steps + steps_against) / 2, level)
    return Difference(
        name, title, unit, regime, against, float(values.mean()), float(values_against.mean()), doubted.estimate, ratio,
        float(events.sum() + events_against.sum()), doubted.chance, math.nan, level,
        width_of(values, events, steps, level), width_of(values_against, events_against, steps_against, level),
    )  # fmt: skip
