"""Hours a week that compliance takes, by grade and by distance to a threshold, and who cannot catch up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from credopolis.store.run import Run

TABLE: Final = "strain"
BY: Final = ("grade", "distance")


@dataclass(frozen=True)
class StrainLine:
    """Lives of a grade, or so far from a threshold, as they were looked at on settling days (person-times).

    by : `grade` or `distance`; where : which. hours_points, hours_care : hours a week of each, on points and on
    avoiding loss. behind : share below the grade of the start; stuck : share of these who cannot catch up, None if
    nobody is behind.
    """

    by: str
    where: str
    lives: int
    hours_points: float
    hours_care: float
    behind: float
    stuck: float | None


def strain_lines(run: Run) -> tuple[StrainLine, ...]:
    """By grade from the top, then by distance; none where hours are not counted."""
    if TABLE not in run.tables:
        return ()
    rows = run.table(TABLE)
    found = list[StrainLine]()
    for by in BY:
        sums = rows.group_by(by).agg(pl.col("lives", "hours_points", "hours_care", "behind", "stuck").sum())
        named = {str(row[by]): row for row in sums.iter_rows(named=True)}
        for where in reversed(run.labels[by]) if by == "grade" else run.labels[by]:
            row = named.get(where)
            if row is not None and row["lives"]:
                found.append(
                    StrainLine(
                        by, where, row["lives"], row["hours_points"] / row["lives"], row["hours_care"] / row["lives"],
                        row["behind"] / row["lives"], row["stuck"] / row["behind"] if row["behind"] else None,
                    )
                )  # fmt: skip
    return tuple(found)
