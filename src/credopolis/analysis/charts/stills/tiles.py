"""Provinces as tiles, placed roughly as on a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credopolis.core.svg import WIDTH, Drawing, ink_on

_TILE, _TALL, _GAP, _TOP = 76, 54, 4, 26


def tiles(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Tiles`."""
    every = drawn["tiles"]
    columns, rows = (1 + max((one[way] for one in every), default=0) for way in ("column", "row"))
    left = (WIDTH - columns * (_TILE + _GAP)) / 2
    for one in every:
        x, y = left + one["column"] * (_TILE + _GAP), _TOP + one["row"] * (_TALL + _GAP)
        drawing.rect(x, y, _TILE, _TALL, one["colour"], one["says"], 'rx="4"')
        drawing.text(x + 7, y + 18, one["short"], kind="strong", fill=ink_on(one["colour"]))
        drawing.text(x + 7, y + 40, one["text"], kind="small", fill=ink_on(one["colour"]))
    drawing.text(2, 14, drawn["unit"], kind="small")
    drawing.height = _TOP + rows * (_TALL + _GAP) + 4
