"""What became of requests at each benefit and restriction, over the provinces, grades and intervals of a run."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isnan
from typing import Final

import polars as pl

from credopolis.mechanisms.gates import BENEFITS
from credopolis.store.run import Run

_SUMS: Final = ("person_years", "holding_years", "asked", "granted", "put_first", "delayed", "refused")


@dataclass(frozen=True)
class GateLine:
    """One benefit or restriction, for one grade or for all. Of one gate there are two where only some rules count it.

    grade : None for all. kind : `benefit` or `restriction`. counted : how the numbers are known, of
    `mechanisms.gates.COUNTED`.
    person_years : lived in any grade; holding_years : of these, with the benefit, or the restriction. asked, granted,
    put_first, delayed, refused : person-times, the first the sum of the others; None where requests are not a number.
    """

    gate: str
    grade: str | None
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
    return _lines(run, pl.lit(None, pl.String))


def gate_lines_by_grade(run: Run) -> tuple[GateLine, ...]:
    """The same for each grade with lives in it, the highest first."""
    return _lines(run, pl.col("grade"))


def _lines(run: Run, grade: pl.Expr) -> tuple[GateLine, ...]:
    """Lines by gate, grade and how requests are counted, in this order. grade : what tells grades apart."""
    if "gates" not in run.tables:
        return ()
    ordered = [pl.col("gate"), pl.col("grade").to_physical(), pl.col("counted")]
    parts = (
        run.scan("gates").with_columns(grade.alias("grade")).group_by("gate", "grade", "counted")
        .agg(pl.col(*_SUMS)).sort(*ordered, descending=[False, True, False]).collect()
    )  # fmt: skip
    lines = []
    for gate, of_grade, counted, *columns in parts.iter_rows():
        numbers = [fsum(column) for column in columns]  # exact: sums of Polars differ in their last digits
        kind = "benefit" if gate in BENEFITS else "restriction"
        requests = (None if isnan(number) else number for number in numbers[2:])
        lines.append(GateLine(gate, of_grade, kind, counted, *numbers[:2], *requests))
    return tuple(lines)
