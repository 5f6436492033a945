"""What the bundle draws from, where more than one chart does: bars, as shares of the width, and times (`kinds.ts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from credopolis.core.svg import ORANGE

STRIPED: Final = f"stripes #fdd0a2 {ORANGE}"
"""Orange stripes: what is false, or hits others."""
PER_CENT: Final = tuple((share / 100, f"{share} %") for share in (0, 25, 50, 75, 100))
"""Marks of an axis of shares."""


def stripes(name: str) -> str:
    """The same as a pattern of a still drawing, under a name."""
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fdd0a2"/>'
        f'<rect width="3" height="6" fill="{ORANGE}"/></pattern></defs>'
    )


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


def in_milliseconds(day: date) -> int:
    """A day as a browser counts it: milliseconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
