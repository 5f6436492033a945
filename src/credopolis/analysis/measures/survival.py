"""How long locks last: the product-limit estimate from spells counted in buckets of 30 days.

A spell ends by release, by a fall to a lower grade, by a new lock in the same grade, by the correction of the entry
that began it, or by a removal from civic life; a spell still open at the run's end is censored. Ends are placed at the
upper edge of their bucket, where the curve is exact; censored spells leave after the ends of their bucket.

Releases come on one day, the last of the lock, which the manifest names: there the curve is exact to the day. A spell
that is still open has not come so far, and one that ended otherwise ended before; neither is at risk of that release.

Source
------
Kaplan and Meier 1958, JASA 53; variance by Greenwood 1926; bands on the log(-log) scale, Kalbfleisch and Prentice
1980, section 1.4.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.intervals import LEVEL, Estimate, critical
from credopolis.core.labels import ENDINGS
from credopolis.store.run import Run

CAUSES: Final = ENDINGS[:-1]


@dataclass(frozen=True)
class Curve:
    """A survival curve: `survival[k]` is the share of spells still going at `days[k]`, with its band.

    release : the day on which locks end that last to their end, if it is known; 0 if not. On that day the curve may
    stand twice: before the releases, and after.
    """

    days: tuple[int, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    release: int = 0

    def after(self, day: int) -> Estimate:
        """The share that still goes on after so many days, with its band; NaN if no spell was followed so long."""
        if not self.days or day > self.days[-1]:
            return Estimate(math.nan, math.nan, math.nan)
        k = bisect_right(self.days, day) - 1
        return Estimate(self.survival[k], self.low[k], self.high[k])

    def quantile(self, share_ended: float) -> tuple[int, int] | None:
        """The bucket (from, to; days) by whose end this share of spells has ended; None if never reached.

        Where it is the releases that reach it, both are their day.
        """
        before = 0
        for k, (day, going) in enumerate(zip(self.days, self.survival, strict=True)):
            if going <= 1 - share_ended + 1e-12:
                last = day == self.release and day not in self.days[k + 1 :]
                return (day, day) if last else (before, day)
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


def kaplan_meier(
    ended: list[int],
    censored: list[int],
    bucket_days: int,
    level: float = LEVEL,
    *,
    released: int = 0,
    release: int = 0,
) -> Curve:
    """The curve from counts by bucket: ended, censored : spells (person-times) by elapsed bucket.

    release : the day on which locks end that last to their end, 0 if unknown; released : how many of `ended` did.

    Raises
    ------
    ValueError
        If the two lists differ in length.
    """
    if len(ended) != len(censored):
        raise ValueError("ended and censored need one count a bucket each")
    at_risk, drawn = sum(ended) + sum(censored), _Drawn(critical(level))
    for k, (d, c) in enumerate(zip(ended, censored, strict=True)):
        if at_risk <= 0:
            break
        if release and k == release // bucket_days:
            if d > released or not released:
                drawn.step(release, d - released, at_risk)
            at_risk -= d - released + c
            if released:
                drawn.step(release, released, at_risk)
            at_risk -= released
            continue
        drawn.step((k + 1) * bucket_days, d, at_risk)
        at_risk -= d + c
    return Curve(tuple(drawn.days), tuple(drawn.curve), tuple(drawn.low), tuple(drawn.high), release if released else 0)


class _Drawn:
    """A curve as it is drawn, step by step."""

    def __init__(self, z: float) -> None:
        self.z, self.survival, self.greenwood = z, 1.0, 0.0
        self.days, self.curve, self.low, self.high = [0], [1.0], [1.0], [1.0]

    def step(self, day: int, ended: int, at_risk: int) -> None:
        """Spells that end on a day, out of those that could."""
        if ended == at_risk:
            self.survival, bounds = 0.0, (0.0, self.high[-1])
        else:
            self.survival *= 1 - ended / at_risk
            self.greenwood += ended / (at_risk * (at_risk - ended))
            bounds = _log_log_band(self.survival, self.greenwood, self.z)
        self.days.append(day)
        self.curve.append(self.survival)
        self.low.append(bounds[0])
        self.high.append(bounds[1])


def _log_log_band(survival: float, greenwood: float, z: float) -> tuple[float, float]:
    if survival >= 1.0:
        return 1.0, 1.0
    shift = z * math.sqrt(greenwood) / math.log(survival)
    return survival ** math.exp(-shift), survival ** math.exp(shift)


def lock_survival(run: Run) -> list[LockSurvival]:
    """Survival in the lock of each grade that has one, highest grade first."""
    counts = run.scan("locks").group_by("grade", "from_days", "to_days", "ended").agg(pl.col("spells").sum()).collect()
    reformed = (run.manifest.get("fork") or {}).get("reform")  # its spells may have ended under either set of rules
    lasts = {} if reformed else run.manifest.get("lock_days") or {}
    lasts = {grade: days for grade, days in lasts.items() if grade not in run.manifest.get("locks_vary", ())}
    found = []
    for grade in reversed(run.labels["grade"]):
        of_grade = counts.filter(pl.col("grade") == grade)
        if not of_grade.is_empty():
            found.append(_of_grade(grade, of_grade, int(lasts.get(grade, 0))))
    return found


def _of_grade(grade: str, counts: pl.DataFrame, release: int) -> LockSurvival:
    width = int((counts["to_days"] - counts["from_days"]).item(0))
    last = max(counts["from_days"].to_list()) // width
    by_ending = np.zeros((last + 1, len(ENDINGS)), np.int64)
    for row in counts.iter_rows(named=True):
        by_ending[row["from_days"] // width, ENDINGS.index(row["ended"])] += row["spells"]
    return survival_of_spells(grade, by_ending, width, release)


def survival_of_spells(grade: str, by_ending: NDArray[np.integer[Any]], bucket_days: int, release: int) -> LockSurvival:
    """Survival in the lock of a grade.

    by_ending : (n_buckets, len(ENDINGS)), spells by elapsed time and how they ended; the last are still open. release :
    the day on which locks end that last to their end, 0 if unknown.
    """
    bucket = release // bucket_days
    released = int(by_ending[bucket, ENDINGS.index("release")]) if bucket < len(by_ending) else 0
    ended, censored = by_ending[:, :-1].sum(axis=1).tolist(), by_ending[:, -1].tolist()
    by_cause = dict(zip(CAUSES, by_ending[:, :-1].sum(axis=0).tolist(), strict=True))
    curve = kaplan_meier(ended, censored, bucket_days, released=released, release=release)
    return LockSurvival(grade, sum(ended) + sum(censored), sum(censored), by_cause, curve)
