"""How many are on a list, year by year, beside what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from credopolis.analysis.words import title
from credopolis.core.drawn import in_milliseconds
from credopolis.core.figure import Figure
from credopolis.library.on_record import OnRecord

Path = Sequence[tuple[date, float, OnRecord | None]]
"""Days, people on the list, and what is on record of that day, as `path_of` gives them."""

_MILLION: Final = 1e6


def list_path(name: str, path: Path) -> Figure:
    """A line of a list's size, and dots for what is on record, with tolerances."""
    heading = f"On the list of {title(name).lower()}, year by year, beside the record"
    caption = (
        "Blue: people on the list in this run, scaled to all people of the society. Orange: what is on record, with "
        "the range that counts as agreement; a ring marks a number that a parameter was chosen by, so that agreement "
        "there checks nothing."
    )
    rows = tuple(
        (day.isoformat(), f"{value / _MILLION:.2f}", "" if row is None else f"{row.value / _MILLION:.4g}")
        for day, value, row in path
    )
    header = ("day", "on the list here (million)", "on record (million)")
    return Figure("list-path", heading, caption, header, rows, _drawn(path), _numbers(path))


def _drawn(path: Path) -> dict[str, Any]:
    """What the bundle draws it from, in millions."""
    dots = [
        {
            "time": in_milliseconds(day), "value": row.value / _MILLION, "least": row.least / _MILLION,
            "most": row.most / _MILLION, "ring": bool(row.chosen),
            "says": f"{day.isoformat()}: {value / _MILLION:.2f} million here, {row.value / _MILLION:.4g} on record",
        }
        for day, value, row in path
        if row is not None
    ]  # fmt: skip
    line = [round(value / _MILLION, 6) for _, value, _ in path]
    times = [in_milliseconds(day) for day, _, _ in path]
    return {"kind": "path", "unit": "million", "times": times, "values": line, "dots": dots}


def _numbers(path: Path) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """The size on every day, beside the record."""
    rows = (
        (day, value, *((row.value, row.least, row.most, row.chosen) if row is not None else ("", "", "", "")))
        for day, value, row in path
    )
    return ("day", "on the list here", "on record", "least", "most", "chosen by it"), tuple(rows)
