"""A chart as data: what it shows in words, the table beside it, all its numbers, and what the bundle draws it from."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A chart, what it shows in words, and the table beside it.

    drawn : what it is drawn from (`web/src/charts/kinds.ts`).
    numbers : names of columns and all numbers, not rounded, as its CSV has them; None: the table is all there is.
    """

    name: str
    title: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawn: Mapping[str, Any]
    numbers: tuple[tuple[str, ...], tuple[tuple[object, ...], ...]] | None = None


def as_csv(figure: Figure) -> str:
    """All numbers of a chart, not rounded; what is not defined is left empty."""
    header, rows = figure.numbers or (figure.header, figure.rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    return "" if value is None or (isinstance(value, float) and not math.isfinite(value)) else value


def data_of(figure: Figure, of: str) -> dict[str, Any]:
    """What the bundle shows of a chart. of : what it was made of, in words."""
    return {
        "name": figure.name, "title": figure.title, "caption": figure.caption, "of": of,
        "header": list(figure.header), "rows": [list(row) for row in figure.rows], "csv": as_csv(figure),
        "drawn": figure.drawn,
    }  # fmt: skip


def embedded(data: Mapping[str, Any]) -> str:
    """Data of a chart in a page: nothing in it can end the element that holds it."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"<script type='application/json' data-credopolis-chart>{text}</script>"
