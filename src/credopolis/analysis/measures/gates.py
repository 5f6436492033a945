"""What became of requests at each benefit and restriction, over provinces, grades, groups and intervals of a run."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isnan
from typing import Final

import polars as pl

from credopolis.core.axes import CELL_COLUMNS
from credopolis.mechanisms.gates import BENEFITS
from credopolis.store.run import Run

_SUMS: Final = ("person_years", "holding_years", "asked", "granted", "put_first", "delayed", "refused")
BY: Final = tuple(column.name for column in CELL_COLUMNS)
"""What tells groups apart: sex, age, ethnic group and area, one at a time."""


@dataclass(frozen=True)
class GateLine:
    """One benefit or restriction, for one grade or for all. Of one gate there are two where only some rules count it.

    grade : None for all. by, group : of a group what tells it from others, of `BY`, and which it is; None for all.
    kind : `benefit` or `restriction`. counted : how the numbers are known, of
    `mechanisms.gates.COUNTED`.
    person_years : lived in any grade; holding_years : of these, with the benefit, or the restriction. asked, granted,
    put_first, delayed, refused : person-times, the first the sum of the others; None where requests are not a number.
    """

    gate: str
    grade: str | None
    by: str | None
    group: str | None
    kind: str
    counted: str
    person_years: float
    holding_years: float
    asked: float | None
    granted: float | None
    put_first: float | None
    delayed: float | None
    refused: float | None

    @property
    def holding_share(self) -> float:
        """Share of years in any grade that were lived with the benefit, or the restriction."""
        return self.holding_years / self.person_years


def gate_lines(run: Run) -> tuple[GateLine, ...]:
    """Every benefit and restriction, in the order of `mechanisms.gates.GATES`, where people ask for any."""
    return _lines(run, "gates", pl.lit(None, pl.String))


def gate_lines_by_grade(run: Run) -> tuple[GateLine, ...]:
    """The same for each grade with lives in it, the highest first."""
    return _lines(run, "gates", pl.col("grade"), descending=True)


def gate_lines_by_group(run: Run) -> tuple[GateLine, ...]:
    """The same for each sex, age, ethnic group and area with lives in it, gate by gate within each of these."""
    return tuple(line for by in BY for line in _lines(run, "askers", pl.col(by), by=by))


def _lines(
    run: Run, table: str, part: pl.Expr, *, by: str | None = None, descending: bool = False
) -> tuple[GateLine, ...]:
    """Lines by gate, part and how requests are counted, in this order. part : what tells grades, or groups, apart."""
    if table not in run.tables:
        return ()
    ordered = [pl.col("gate"), pl.col("part").to_physical(), pl.col("counted")]
    parts = (
        run.scan(table).with_columns(part.alias("part")).group_by("gate", "part", "counted")
        .agg(pl.col(*_SUMS)).sort(*ordered, descending=[False, descending, False]).collect()
    )  # fmt: skip
    lines = []
    for gate, which, counted, *columns in parts.iter_rows():
        numbers = [fsum(column) for column in columns]  # exact: sums of Polars differ in their last digits
        kind = "benefit" if gate in BENEFITS else "restriction"
        requests = (None if isnan(number) else number for number in numbers[2:])
        grade, group = (which, None) if by is None else (None, which)
        lines.append(GateLine(gate, grade, by, group, kind, counted, *numbers[:2], *requests))
    return tuple(lines)
