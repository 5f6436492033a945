"""Shares of grades over time, as stacked areas with a name at each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from credopolis.analysis.charts.drawn import in_milliseconds
from credopolis.analysis.words import percent
from credopolis.core.svg import WIDTH, Drawing, Figure, grade_colours, spread

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 54, 120, 14, 30, 340
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
    drawing = Drawing("grades", title, description, _HEIGHT)
    _draw(drawing, wide, grades, changes)
    marked = " Dashed lines: days on which rules changed." if changes else ""
    return Figure(
        "grades", title, f"{description}.{marked}", drawing.render(), ("date", *reversed(grades)), _table(wide, grades),
        _drawn(wide, grades, changes), _numbers(counts),
    )  # fmt: skip


def _drawn(wide: pl.DataFrame, grades: tuple[str, ...], changes: Sequence[int]) -> dict[str, Any]:
    """What the bundle draws it from: shares in %."""
    first = wide["date"][0] - timedelta(days=wide["day"][0])
    return {
        "kind": "areas",
        "times": [in_milliseconds(when) for when in wide["date"]],
        "labels": list(grades),
        "colours": grade_colours(len(grades)),
        "shares": [[round(100 * share, 4) for share in wide[grade]] for grade in grades],
        "changes": [in_milliseconds(first + timedelta(days=day)) for day in sorted({*changes})],
    }


def _numbers(counts: pl.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Lives in every grade on every day that was recorded."""
    kept = counts.select(
        [name for name in ("date", "day", "grade", "lives", "locked", "share") if name in counts.columns]
    )
    return tuple(kept.columns), tuple(kept.iter_rows())


def _draw(drawing: Drawing, wide: pl.DataFrame, grades: tuple[str, ...], changes: Sequence[int]) -> None:
    days = wide["day"].to_list()
    span = max(days[-1] - days[0], 1)
    bottom, top = _HEIGHT - _BOTTOM, _TOP
    xs = [_LEFT + (d - days[0]) / span * (WIDTH - _LEFT - _RIGHT) for d in days]
    below = [0.0] * len(days)
    ends: list[float] = []
    for grade, colour in zip(grades, grade_colours(len(grades)), strict=True):
        above = [b + s for b, s in zip(below, wide[grade].to_list(), strict=True)]
        upper = [(x, bottom - a * (bottom - top)) for x, a in zip(xs, above, strict=True)]
        lower = [(x, bottom - b * (bottom - top)) for x, b in zip(xs, below, strict=True)]
        drawing.polygon(
            upper + lower[::-1], colour, f"{grade}: {percent(wide[grade][-1])} on the last day", 'class="area"'
        )
        ends.append(bottom - (below[-1] + above[-1]) / 2 * (bottom - top))
        below = above
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - share * (bottom - top)
        drawing.line(_LEFT - 4, y, WIDTH - _RIGHT, y, "grid")
        drawing.text(_LEFT - 8, y + 4, f"{100 * share:.0f} %", "end", "small")
    for day in sorted({*changes}):
        x = _LEFT + (day - days[0]) / span * (WIDTH - _LEFT - _RIGHT)
        drawing.line(x, top, x, bottom, "change")
    for grade, end, y in zip(grades, ends, spread(ends, 15, top + 4, bottom), strict=True):
        x = WIDTH - _RIGHT
        drawing.line(x + 2, end, x + 14, y, "lead")
        drawing.text(x + 18, y + 4, f"{grade}  {percent(wide[grade][-1])}", kind="small")
    _date_axis(drawing, wide["date"].to_list(), xs, bottom)


def _date_axis(drawing: Drawing, dates: list[date], xs: list[float], y: float) -> None:
    every = max(1, -(-(dates[-1].year - dates[0].year) // 10))
    seen: set[int] = set()
    for when, x in zip(dates, xs, strict=True):
        if when.year not in seen and (when.month == 1 or not seen) and (when.year - dates[0].year) % every == 0:
            drawing.line(x, y, x, y + 4)
            drawing.text(x, y + 18, str(when.year), "middle", "small")
        seen.add(when.year)


def _table(wide: pl.DataFrame, grades: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    every = max(1, wide.height // _ROWS_OF_TABLE)
    kept = [k for k in range(wide.height) if k % every == 0 or k == wide.height - 1]
    rows = (wide.row(k, named=True) for k in kept)
    return tuple((row["date"].isoformat(), *(percent(row[g]) for g in reversed(grades))) for row in rows)
