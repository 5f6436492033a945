"""What the bundle draws from, where more than one chart does: bars, as shares of the width, and times (`kinds.ts`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from credopolis.core.svg import ORANGE

STRIPED: Final = f"stripes #fdd0a2 {ORANGE}"
"""Orange stripes: what is false, or hits others."""
PER_CENT: Final = tuple((share / 100, f"{share} %") for share in (0, 25, 50, 75, 100))
"""Marks of an axis of shares."""


def part(key: int, share: float, says: str) -> dict[str, Any]:
    """A part of a bar. key : whose fill it has; share : of the whole width."""
    return {"key": key, "share": round(share, 5), "says": says}


def bars(
    keys: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    marks: Sequence[tuple[float, str]] = (),
    axis: str = "",
) -> dict[str, Any]:
    """A chart of bars. keys : fills by name; marks : places on the axis, as shares of its width, with their words."""
    return {
        "kind": "bars",
        "keys": [{"name": name, "fill": fill} for name, fill in keys.items()],
        "rows": list(rows),
        "marks": [{"at": at, "text": text} for at, text in marks],
        "axis": axis,
    }


def round_marks(to: float, most: int) -> list[float]:
    """Round numbers from 0 up to a bound, at most so many beside 0."""
    rough = to / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * (1 - 1e-9))
    return [float(f"{k * step:.6g}") for k in range(int(to / step * (1 + 1e-9)) + 1)]


def along(value: float, low: float, high: float) -> float:
    """A place on an axis between two values, as a share of its width; what lies beyond it, a little beyond its end.

    An axis from a value to itself has it in the middle.
    """
    if high <= low:
        return 0.5
    return round(min(max((value - low) / (high - low), -0.01), 1.01), 5)


def marks_about_zero(reach: float, words: Callable[[float], str]) -> list[dict[str, Any]]:
    """Marks on round numbers on both sides of 0. words : of a number that is not 0."""
    found = round_marks(reach, 3)
    values = [-value for value in reversed(found[1:])] + found
    return [{"at": along(v, -reach, reach), "text": words(v) if v else "0", "main": not v} for v in values]


def in_milliseconds(day: date) -> int:
    """A day as a browser counts it: milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
