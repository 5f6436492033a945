"""Numbers of a run: shares of grades, changes of grade, entries and how many of them are false.

Lives are persons; entries, falls and changes are person-times, since one life may have several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import polars as pl

from credopolis.analysis.measures.exact import share_of
from credopolis.analysis.measures.intervals import Estimate
from credopolis.store.run import Run
from credopolis.store.tables import without_grade

DAYS_PER_YEAR = 365.25
FALSE_TRUTHS: Final = ("mistaken", "malicious", "fabricated")


@dataclass(frozen=True)
class FalseEntries:
    """Entries (or falls by them), and how many rest on an act that never happened or was another's."""

    entries: int
    mistaken: int
    malicious: int
    fabricated: int
    share: Estimate

    @property
    def count(self) -> int:
        """All false entries: mistaken, malicious and fabricated."""
        return self.mistaken + self.malicious + self.fabricated

    @classmethod
    def of(cls, by_truth: Mapping[str, int]) -> FalseEntries:
        """From entries by truth, with the interval of the share that is false."""
        total = sum(by_truth.values())
        mistaken, malicious, fabricated = (by_truth.get(truth, 0) for truth in FALSE_TRUTHS)
        return cls(total, mistaken, malicious, fabricated, share_of(mistaken + malicious + fabricated, total))


@dataclass(frozen=True)
class Trouble:
    """What 'in trouble' means under this run's rulebook: a column to count and the words for it."""

    kind: str
    words: str


def last_day(run: Run) -> int:
    """The last day that was counted."""
    return int(run.scan("grades").select(pl.col("day").max()).collect().item() or 0)


def grade_counts(run: Run, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """Lives (persons) by day and grade (and `by`), with `share` of the scored lives of that day (and group); none of
    who has no grade."""
    has_grade = ~pl.col("grade").is_in(without_grade(run.labels["grade"]))
    keys = ["day", "date", *by]
    counts = run.scan("grades").group_by(*keys, "grade").agg(pl.col("lives", "locked").sum())
    scored = pl.when(has_grade).then(pl.col("lives")).otherwise(0)
    shared = counts.with_columns(scored.sum().over(keys).alias("scored"))
    share = pl.when(has_grade).then(pl.col("lives") / pl.col("scored"))
    return shared.with_columns(share.alias("share")).drop("scored").sort(*keys, "grade").collect()


def flow_matrix(run: Run) -> pl.DataFrame:
    """Changes of grade (person-times) over the whole run, by grade left and grade entered."""
    summed = run.scan("flows").group_by("from_grade", "to_grade").agg(pl.col("changes").sum())
    return summed.sort("from_grade", "to_grade").collect()


def entries_by(run: Run, *columns: str) -> pl.DataFrame:
    """Entries (person-times) by the given columns, one column a truth, with the total and share of false ones."""
    summed = run.scan("entries").group_by(*columns).agg(
        pl.col("entries").sum().alias("entries"),
        *(pl.col("entries").filter(pl.col("truth") == t).sum().alias(t) for t in run.labels["truth"]),
    )  # fmt: skip
    false = pl.sum_horizontal(FALSE_TRUTHS) / pl.col("entries")
    return summed.with_columns(false.alias("false_share")).sort("entries", descending=True).collect()


def falls_by_act(run: Run) -> pl.DataFrame:
    """Falls to a lower grade (person-times) by act, one column a truth of the entry behind them."""
    summed = run.scan("falls").group_by("act").agg(
        pl.col("falls").sum().alias("falls"),
        *(pl.col("falls").filter(pl.col("truth") == t).sum().alias(t) for t in run.labels["truth"]),
    )  # fmt: skip
    return summed.sort("falls", "act", descending=[True, False]).collect()


def false_entries(run: Run, where: pl.Expr | None = None) -> FalseEntries:
    """False entries among all (or those that match `where`)."""
    table = run.scan("entries") if where is None else run.scan("entries").filter(where)
    return FalseEntries.of(dict(table.group_by("truth").agg(pl.col("entries").sum()).collect().iter_rows()))


def false_falls(run: Run) -> FalseEntries:
    """Falls whose entry was false among all falls."""
    return FalseEntries.of(dict(run.scan("falls").group_by("truth").agg(pl.col("falls").sum()).collect().iter_rows()))


def falls_otherwise(run: Run) -> int:
    """Changes to a lower grade by no entry: one that had counted in a life's favour expired, or was corrected."""
    rank = {grade: k for k, grade in enumerate(graded(run))}
    changes = flow_matrix(run).iter_rows()
    down = sum(n for a, b, n in changes if a in rank and b in rank and rank[b] < rank[a])
    return max(int(down) - false_falls(run).entries, 0)


def life_years(run: Run, *columns: str) -> pl.DataFrame:
    """Years lived while scored (person-years) by the given columns, by the trapezoid rule over the counts."""
    names = list(columns) or ["who"]
    scores = run.scan("scores").with_columns(pl.lit("all").alias("who"))
    lives = scores.group_by("day", *names).agg(pl.col("lives").sum()).collect()
    days = sorted(lives["day"].unique().to_list())
    weight = dict.fromkeys(days, 0.0)
    for a, b in pairwise(days):
        weight[a] += (b - a) / 2 / DAYS_PER_YEAR
        weight[b] += (b - a) / 2 / DAYS_PER_YEAR
    columns_of_weights = {"day": pl.Int32, "weight": pl.Float64}
    weights = pl.DataFrame({"day": days, "weight": list(weight.values())}, schema=columns_of_weights)
    joined = lives.join(weights, on="day")
    return joined.group_by(names).agg((pl.col("lives") * pl.col("weight")).sum().alias("life_years")).sort(names)


def of_lives(run: Run) -> str:
    """The unit of a share of lives: under a rulebook without a score every life counts."""
    return "% of scored lives" if len(run.labels["grade"]) > 2 else "% of lives"


def trouble_of(run: Run) -> Trouble:
    """What counts as trouble in this run: a lock if any grade has one, else a list, else a grade below the first."""
    if run.scan("grades").select(pl.col("locked").sum()).collect().item() or run.scan("locks").head(1).collect().height:
        return Trouble("locked", "in a lock")
    if run.labels["list"]:
        return Trouble("listed", "on a list")
    return Trouble("below", f"below grade {starting_grade(run)}")


def graded(run: Run) -> tuple[str, ...]:
    """The grades of a run, lowest first, without the labels of those who have none."""
    grades = run.labels["grade"]
    return tuple(name for name in grades if name not in without_grade(grades))


def starting_grade(run: Run) -> str:
    """The grade that holds most scored lives on the first day on which there are some; the lowest if there are none."""
    held = run.scan("grades").filter(pl.col("grade").is_in(graded(run)), pl.col("lives") > 0)
    first = held.filter(pl.col("day") == pl.col("day").min())
    sums = first.group_by("grade").agg(pl.col("lives").sum()).sort("lives", "grade").collect()
    return str(sums["grade"][-1]) if sums.height else run.labels["grade"][0]


def troubled(run: Run, day: int, *columns: str) -> pl.DataFrame:
    """Lives in trouble (see `trouble_of`) and scored lives (persons) on a day, by the given columns."""
    keys = list(columns)
    kind = trouble_of(run).kind
    grades = run.labels["grade"][:-1] if kind == "listed" else graded(run)
    on_day = run.scan("grades").filter(pl.col("day") == day, pl.col("grade").is_in(grades))
    below = grades[: grades.index(starting_grade(run))]
    count = {
        "locked": pl.col("locked").sum(),
        "below": pl.col("lives").filter(pl.col("grade").is_in(below)).sum(),
        "listed": pl.lit(0, pl.Int64).first(),
    }[kind]
    frame = _grouped(on_day, keys, count.alias("troubled"), pl.col("lives").sum().alias("lives"))
    if kind == "listed":
        on_lists = run.scan("listed").filter(pl.col("day") == day)
        listed = _grouped(on_lists, keys, pl.col("lives").sum().alias("troubled"))
        frame = _beside(frame.drop("troubled"), listed, keys)
    return frame


def _grouped(frame: pl.LazyFrame, keys: list[str], *aggregates: Any) -> pl.DataFrame:
    if not keys:
        return frame.select(*aggregates).collect()
    return frame.group_by(*keys).agg(*aggregates).sort(keys).collect()


def _beside(frame: pl.DataFrame, other: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    joined = frame.join(other, on=keys, how="left") if keys else frame.hstack(other)
    return joined.with_columns(pl.col("troubled").fill_null(0))
