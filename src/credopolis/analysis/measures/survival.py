"""How long locks last: the product-limit estimate from spells counted in buckets of 30 days.

A spell ends by release, by a fall to a lower grade, by a new lock in the same grade, by the correction of the entry
that began it, or by a removal from civic life; a spell still open at the run's end is censored. Ends are placed at the
upper edge of their bucket, where the curve is exact; censored spells leave after the ends of their bucket.

Source
------
Kaplan and Meier 1958, JASA 53; variance by Greenwood 1926; bands on the log(-log) scale, Kalbfleisch and Prentice
1980, section 1.4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import polars as pl

from credopolis.analysis.measures.intervals import LEVEL, critical
from credopolis.store.run import Run
from credopolis.store.tables import ENDINGS

CAUSES: Final = ENDINGS[:-1]


@dataclass(frozen=True)
class Curve:
    """A survival curve: `survival[k]` is the share of spells still going at `days[k]`, with its band."""

    days: tuple[int, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def quantile(self, share_ended: float) -> tuple[int, int] | None:
        """The bucket (from, to; days) by whose end this share of spells has ended; None if never reached."""
        before = 0
        for day, going in zip(self.days, self.survival, strict=True):
            if going <= 1 - share_ended + 1e-12:
                return before, day
            before = day
        return None


@dataclass(frozen=True)
class LockSurvival:
    """Spells in the lock of one grade: how many, how they ended, and their survival curve."""

    grade: str
    spells: int
    still_open: int
    ended_by: dict[str, int]
    curve: Curve


def kaplan_meier(ended: list[int], censored: list[int], bucket_days: int, level: float = LEVEL) -> Curve:
    """The curve from counts by bucket: ended, censored : spells (person-times) by elapsed bucket.

    Raises
    ------
    ValueError
        If the two lists differ in length.
    """
    if len(ended) != len(censored):
        raise ValueError("ended and censored need one count a bucket each")
    z = critical(level)
    at_risk = sum(ended) + sum(censored)
    survival, greenwood = 1.0, 0.0
    days, curve, low, high = [0], [1.0], [1.0], [1.0]
    for k, (d, c) in enumerate(zip(ended, censored, strict=True)):
        if at_risk <= 0:
            break
        if d == at_risk:
            survival, bounds = 0.0, (0.0, high[-1])
        else:
            survival *= 1 - d / at_risk
            greenwood += d / (at_risk * (at_risk - d))
            bounds = _log_log_band(survival, greenwood, z)
        at_risk -= d + c
        days.append((k + 1) * bucket_days)
        curve.append(survival)
        low.append(bounds[0])
        high.append(bounds[1])
    return Curve(tuple(days), tuple(curve), tuple(low), tuple(high))


def _log_log_band(survival: float, greenwood: float, z: float) -> tuple[float, float]:
    if survival >= 1.0:
        return 1.0, 1.0
    shift = z * math.sqrt(greenwood) / math.log(survival)
    return survival ** math.exp(-shift), survival ** math.exp(shift)


def lock_survival(run: Run) -> list[LockSurvival]:
    """Survival in the lock of each grade that has one, highest grade first."""
    counts = run.scan("locks").group_by("grade", "from_days", "to_days", "ended").agg(pl.col("spells").sum()).collect()
    found = []
    for grade in reversed(run.labels["grade"]):
        of_grade = counts.filter(pl.col("grade") == grade)
        if not of_grade.is_empty():
            found.append(_of_grade(grade, of_grade))
    return found


def _of_grade(grade: str, counts: pl.DataFrame) -> LockSurvival:
    width = int((counts["to_days"] - counts["from_days"]).item(0))
    last = int(counts["from_days"].max() or 0) // width  # type: ignore[arg-type]
    ended, censored = [0] * (last + 1), [0] * (last + 1)
    by_cause = dict.fromkeys(CAUSES, 0)
    for row in counts.iter_rows(named=True):
        bucket = row["from_days"] // width
        if row["ended"] == "open":
            censored[bucket] += row["spells"]
        else:
            ended[bucket] += row["spells"]
            by_cause[row["ended"]] += row["spells"]
    total = sum(ended) + sum(censored)
    return LockSurvival(grade, total, sum(censored), by_cause, kaplan_meier(ended, censored, width))
