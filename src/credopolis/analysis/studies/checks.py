"""What a design must keep to besides the shape of its file: names of columns, numbers that fit its kind, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from credopolis.analysis.studies.conditions import Condition
from credopolis.analysis.studies.factors import Factor
from credopolis.core.shapes import Reading

MOST_RUNS: Final = 1_000_000
KEYS: Final = ("point", "replicate", "seed")
FAILED: Final = "failed"
RESERVED: Final = (*KEYS, FAILED)
"""Columns of every sweep; no factor or measure has their names."""


class DesignLike(Protocol):
    """What the checks look at of a design."""

    @property
    def kind(self) -> str: ...
    @property
    def factors(self) -> Mapping[str, Factor]: ...
    @property
    def points(self) -> int: ...
    @property
    def replicates(self) -> int: ...
    @property
    def where(self) -> tuple[str, ...]: ...


def check_names(design: DesignLike, reading: Reading) -> None:
    """Note factors with the name of a column of every sweep, and conditions that are none."""
    for name in design.factors:
        if name in RESERVED:
            remedy = "Give the factor another name."
            reading.refuse(("factors", name), "every sweep has a column of this name", name, remedy=remedy)
    if design.where and design.kind in ("saltelli", "morris"):
        reading.refuse(("where",), f"a {design.kind} design needs every one of its points", remedy="Remove it.")
    for k, text in enumerate(design.where):
        try:
            Condition(text).check(design.factors)
        except ValueError as error:
            allowed = "factors compared with each other or with values, such as `a <= b` or `x + y < 1 and z != 3`"
            reading.refuse(("where", k), str(error), text, allowed)


def check_numbers(design: DesignLike, reading: Reading) -> None:
    """Note what does not fit the kind of design."""
    if design.kind == "grid":
        for name, factor in design.factors.items():
            if not factor.values and not factor.steps:
                reading.refuse(("factors", name), "a grid needs values or steps", remedy="Add steps: 5, for example.")
        if design.points:
            reading.refuse(("points",), "a grid has as many points as combinations", design.points, remedy="Remove it.")
    elif not design.points:
        reading.refuse(("points",), f"a {design.kind} design needs points", remedy="Add points: 64, for example.")
    elif design.kind in ("sobol", "saltelli") and design.points & (design.points - 1):
        near = 1 << (design.points.bit_length() - 1)
        reading.refuse(("points",), "a Sobol sequence is balanced only at powers of two", design.points,
                       f"{near} or {2 * near}, for example")  # fmt: skip
    if reading.faults:
        return
    runs = design.replicates * count_points(design)
    if runs > MOST_RUNS:
        reading.refuse(
            (), f"the design has {runs:,} runs", ..., f"at most {MOST_RUNS:,}", "Take fewer levels or points."
        )


def count_points(design: DesignLike) -> int:
    """Points of a design, without making them."""
    if design.kind == "grid":
        total = 1
        for factor in design.factors.values():
            total *= len(factor.levels())
        return total
    times = {"saltelli": len(design.factors) + 2, "morris": len(design.factors) + 1}
    return design.points * times.get(design.kind, 1)
