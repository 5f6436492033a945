"""Numbers by rows and columns, each in a cell of its colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credopolis.analysis.charts.stills.scales import LETTER, lines_of
from credopolis.core.svg import Drawing, ink_on

_ROW, _HEAD, _LINE, _SLANT, _PALE = 24, 176, 14, 0.58, "#55606a"


def matrix(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Matrix`, as wide as it needs."""
    rows, columns, cells = drawn["rows"], drawn["columns"], drawn["cells"]
    cell = LETTER * max([2, *(len(one["text"]) for one in cells)]) + 8
    named = [lines_of(name, _HEAD) for name in columns]
    left = LETTER * max([3, *map(len, rows)]) + 16
    long = LETTER * max([1, *(len(line) for lines in named for line in lines)])
    head = long * 0.82 + 16
    for column, lines in enumerate(named):
        drawing.raw(f'<g transform="translate({left + cell * (column + 0.5):.1f},{head - 8:.1f}) rotate(-55)">')
        for k, line in enumerate(lines):
            drawing.text(0, 4 + _LINE * (k - (len(lines) - 1) / 2), line, kind="small")
        drawing.raw("</g>")
    for row, name in enumerate(rows):
        drawing.text(left - 8, head + _ROW * row + 16, name, "end", "small")
    for one in cells:
        x, y = left + cell * one["column"], head + _ROW * one["row"]
        drawing.rect(x + 1, y + 1, cell - 2, _ROW - 2, one["colour"], one["says"])
        drawing.text(
            x + cell / 2, y + 16, one["text"], "middle", "small", _PALE if one["pale"] else ink_on(one["colour"])
        )
    drawing.width, drawing.height = left + cell * len(columns) + long * _SLANT, head + _ROW * len(rows) + 8
