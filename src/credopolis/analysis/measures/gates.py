"""What became of requests at each benefit and restriction, over the provinces, grades and intervals of a run."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final

import polars as pl

from credopolis.mechanisms.gates import BENEFITS, COUNTED, GATES
from credopolis.store.run import Run

_SUMS: Final = ("person_years", "holding_years", "asked", "granted", "put_first", "delayed", "refused")


@dataclass(frozen=True)
class GateLine:
    """One benefit or restriction. A gate has two lines where only some of a run's rules count its requests.

    kind : `benefit` or `restriction`. counted : how the numbers are known, of `mechanisms.gates.COUNTED`.
    person_years : lived in any grade; holding_years : of these, with the benefit, or the restriction. asked, granted,
    put_first, delayed, refused : person-times, the first the sum of the others; None where requests are not a number.
    """

    gate: str
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
    if "gates" not in run.tables:
        return ()
    sums = run.scan("gates").group_by("gate", "counted").agg(pl.col(*_SUMS).sum()).collect()
    found = {(gate, counted): numbers for gate, counted, *numbers in sums.iter_rows()}
    lines = []
    for gate in GATES:
        kind = "benefit" if gate in BENEFITS else "restriction"
        for counted in COUNTED:
            if numbers := found.get((gate, counted)):
                years, requests = numbers[:2], (None if isnan(number) else number for number in numbers[2:])
                lines.append(GateLine(gate, kind, counted, *years, *requests))
    return tuple(lines)
