"""Shares of grades over time, as stacked areas with a name at each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from credopolis.analysis.words import percent
from credopolis.core.drawn import in_milliseconds
from credopolis.core.figure import Figure
from credopolis.core.svg import GREY, grade_colours

_ROWS_OF_TABLE = 12


def grade_areas(counts: pl.DataFrame, grades: tuple[str, ...], changes: Sequence[int] = ()) -> Figure:
    """Stacked areas: counts as of `metrics.grade_counts`; grades lowest first, without the unscored.

    changes : days from which other rules held, which are marked.
    """
    wide = counts.filter(pl.col("grade").is_in(grades)).pivot("grade", index=["day", "date"], values="share")
    missing = [pl.lit(0.0).alias(g) for g in grades if g not in wide.columns]
    wide = wide.with_columns(missing).fill_null(0.0).fill_nan(0.0).sort("day")
    last = wide.row(-1, named=True)
    description = "Shares of scored lives on the last day: " + ", ".join(
        f"{g} {percent(last[g])}" for g in reversed(grades)
    )  # fmt: skip
    title = "Share of scored lives in each grade over time"
    marked = " Dashed lines: days on which rules changed." if changes else ""
    return Figure(
        "grades", title, f"{description}.{marked}", ("date", *reversed(grades)), _table(wide, grades),
        _drawn(wide, grades, changes), _numbers(counts),
    )  # fmt: skip


def grade_areas_of_place(counts: pl.DataFrame, grades: tuple[str, ...], place: str) -> Figure:
    """Stacked areas of one place: of all who are of age, those who have no grade among them.

    counts : day, date, grade and lives of the place. grades : lowest first, and last the label of who has none.
    """
    of_age = counts.filter(pl.col("grade").is_in(grades))
    whole = pl.col("lives").sum().over("day")
    shares = of_age.with_columns(pl.when(whole > 0).then(pl.col("lives") / whole).alias("share"))
    wide = shares.pivot("grade", index=["day", "date"], values="share").sort("day")
    missing = [pl.lit(0.0).alias(g) for g in grades if g not in wide.columns]
    wide = wide.with_columns(missing).fill_null(0.0).fill_nan(0.0)
    last = wide.row(-1, named=True)
    told = ", ".join(f"{g} {percent(last[g])}" for g in reversed(grades))
    description = f"Shares of people of age in {place} on the last day: {told}. Grey: who has no grade."
    drawn = _drawn(wide, grades, ())
    drawn["colours"] = [*grade_colours(len(grades) - 1), GREY]
    title = f"Share of people of age in each grade over time, {place}"
    header = ("date", *reversed(grades))
    return Figure("grades-of-cities", title, description, header, _table(wide, grades), drawn, _numbers(shares))


def _drawn(wide: pl.DataFrame, grades: tuple[str, ...], changes: Sequence[int]) -> dict[str, Any]:
    """What the bundle draws it from: shares in %."""
    first = wide["date"][0] - timedelta(days=wide["day"][0])
    return {
        "kind": "areas",
        "times": [in_milliseconds(when) for when in wide["date"]],
        "labels": list(grades),
        "colours": grade_colours(len(grades)),
        "shares": [[round(100 * share, 3) for share in wide[grade]] for grade in grades],
        "changes": [in_milliseconds(first + timedelta(days=day)) for day in sorted({*changes})],
    }


def _numbers(counts: pl.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Lives in every grade on every day that was recorded."""
    kept = counts.select(
        [name for name in ("date", "day", "grade", "lives", "locked", "share") if name in counts.columns]
    )
    rounded = kept.with_columns(pl.col("share").round(9)) if "share" in kept.columns else kept  # of whole lives
    return tuple(kept.columns), tuple(rounded.iter_rows())


def _table(wide: pl.DataFrame, grades: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    every = max(1, wide.height // _ROWS_OF_TABLE)
    kept = [k for k in range(wide.height) if k % every == 0 or k == wide.height - 1]
    rows = (wide.row(k, named=True) for k in kept)
    return tuple((row["date"].isoformat(), *(percent(row[g]) for g in reversed(grades))) for row in rows)
