"""How outcomes differ between groups: ratios with intervals, never a ratio without the counts behind it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from credopolis.analysis.measures.intervals import Estimate, rate_ratio, share_ratio
from credopolis.analysis.measures.metrics import last_day, life_years, of_lives, trouble_of, troubled
from credopolis.store.run import Run

PAIRS = (("group", "minority", "majority"), ("area", "urban", "rural"), ("sex", "female", "male"))


@dataclass(frozen=True)
class Disparity:
    """One outcome in two groups: value of each, in `unit`, and the ratio of the first to the second."""

    measure: str
    unit: str
    group: str
    against: str
    value: float
    value_against: float
    ratio: Estimate


def disparities(run: Run) -> list[Disparity]:
    """Ratios for each pair of groups: lives in trouble on the last day, entries and false entries over the run."""
    found: list[Disparity] = []
    for column, group, against in PAIRS:
        found.append(_troubled(run, column, group, against))
        years = dict(life_years(run, column).iter_rows())
        for measure, false_only in (("entries", False), ("false entries", True)):
            found.append(_rate(run, measure, false_only, column, group, against, years))
    return found


def _troubled(run: Run, column: str, group: str, against: str) -> Disparity:
    counts = {name: (k, n) for name, k, n in troubled(run, last_day(run), column).select(
        column, "troubled", "lives").iter_rows()}  # fmt: skip
    k, n = counts.get(group, (0, 0))
    k2, n2 = counts.get(against, (0, 0))
    return Disparity(
        f"lives {trouble_of(run).words} on the last day", of_lives(run), group, against,
        100 * k / n if n else float("nan"), 100 * k2 / n2 if n2 else float("nan"), share_ratio(k, n, k2, n2),
    )  # fmt: skip


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
        1000 * k / t if t else float("nan"), 1000 * k2 / t2 if t2 else float("nan"), rate_ratio(k, t, k2, t2),
    )  # fmt: skip
