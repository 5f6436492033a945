"""How outcomes differ between groups: ratios with intervals, never a ratio without the counts behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import polars as pl

from credopolis.analysis.measures.doubt import FEWEST, adjusted
from credopolis.analysis.measures.exact import MOST_EXACT, chance_of_split, exact_poisson, ratio_of_rates
from credopolis.analysis.measures.intervals import LEVEL, Estimate, share_ratio
from credopolis.analysis.measures.metrics import last_day, life_years, of_lives, trouble_of, troubled
from credopolis.store.run import Run

PAIRS = (("group", "minority", "majority"), ("area", "urban", "rural"), ("sex", "female", "male"))


@dataclass(frozen=True)
class Disparity:
    """One outcome in two groups: value of each, in `unit`, and the ratio of the first to the second.

    events : lives or entries behind both; chance : of a ratio so uneven if both fared alike; adjusted : the same for
    one of all ratios that are told together (`measures.doubt`). width, width_against : of the intervals of both values
    that their counts leave, by which they are rounded.
    """

    measure: str
    unit: str
    group: str
    against: str
    value: float
    value_against: float
    ratio: Estimate
    events: int = 0
    chance: float = math.nan
    adjusted: float = math.nan
    width: float = math.nan
    width_against: float = math.nan

    @property
    def few(self) -> bool:
        """Whether there are too few events to tell."""
        return self.events < FEWEST

    @property
    def clear(self) -> bool:
        """Whether it stands up as one of all ratios, and rests on enough events."""
        return not self.few and self.adjusted <= 1 - LEVEL


def disparities(run: Run) -> list[Disparity]:
    """Ratios for each pair of groups: lives in trouble on the last day, entries and false entries over the run."""
    found: list[Disparity] = []
    for column, group, against in PAIRS:
        found.append(_troubled(run, column, group, against))
        years = dict(life_years(run, column).iter_rows())
        for measure, false_only in (("entries", False), ("false entries", True)):
            found.append(_rate(run, measure, false_only, column, group, against, years))
    together = adjusted([one.chance for one in found])
    return [replace(one, adjusted=p) for one, p in zip(found, together, strict=True)]


def _troubled(run: Run, column: str, group: str, against: str) -> Disparity:
    counts = {name: (k, n) for name, k, n in troubled(run, last_day(run), column).select(
        column, "troubled", "lives").iter_rows()}  # fmt: skip
    k, n = counts.get(group, (0, 0))
    k2, n2 = counts.get(against, (0, 0))
    return Disparity(
        f"lives {trouble_of(run).words} on the last day", of_lives(run), group, against,
        100 * k / n if n else float("nan"), 100 * k2 / n2 if n2 else float("nan"), _share_ratio(k, n, k2, n2),
        k + k2, chance_of_split(k, k2, n / (n + n2)) if n and n2 else math.nan, math.nan, _width(k, n, 100),
        _width(k2, n2, 100),
    )  # fmt: skip


def _width(count: int, whole: float, times: float) -> float:
    """Width of the interval of a rate of so many events, in `times` of the whole."""
    mean = exact_poisson(count)
    return times * (mean.high - mean.low) / whole if whole else math.nan


def _share_ratio(k: int, n: int, k2: int, n2: int) -> Estimate:
    """The ratio of two shares. Small counts are taken as if each life could count more than once, which errs to the
    safe side.
    """
    return share_ratio(k, n, k2, n2) if k + k2 >= MOST_EXACT and min(k, k2) else ratio_of_rates(k, n, k2, n2)


def _rate(
    run: Run, measure: str, false_only: bool, column: str, group: str, against: str, years: dict[str, float]
) -> Disparity:
    table = run.scan("entries")
    if false_only:
        table = table.filter(pl.col("truth") != "true")
    sums = dict(table.group_by(column).agg(pl.col("entries").sum()).collect().iter_rows())
    k, k2 = sums.get(group, 0), sums.get(against, 0)
    t, t2 = years.get(group, 0.0), years.get(against, 0.0)
    return Disparity(
        measure, "per 1,000 life-years", group, against,
        1000 * k / t if t else float("nan"), 1000 * k2 / t2 if t2 else float("nan"), ratio_of_rates(k, t, k2, t2),
        k + k2, chance_of_split(k, k2, t / (t + t2)) if t and t2 else math.nan, math.nan, _width(k, t, 1000),
        _width(k2, t2, 1000),
    )  # fmt: skip
