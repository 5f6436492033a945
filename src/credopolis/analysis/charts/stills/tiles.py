"""Provinces as tiles, placed roughly as on a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credopolis.core.svg import WIDTH, Drawing, ink_on

_TILE, _TALL, _SHORT, _GAP, _TOP = 76, 54, 34, 4, 26


def tiles(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Tiles`."""
    every = drawn["tiles"]
    columns, rows = (1 + max((one[way] for one in every), default=0) for way in ("column", "row"))
    side = min(_TILE, WIDTH / columns - _GAP)
    tall = _TALL if side == _TILE else _SHORT
    left = (WIDTH - columns * (side + _GAP)) / 2
    for one in every:
        x, y = left + one["column"] * (side + _GAP), _TOP + one["row"] * (tall + _GAP)
        drawing.rect(x, y, side, tall, one["colour"], one["says"], 'rx="4"')
        if side == _TILE:
            drawing.text(x + 7, y + 18, one["short"], kind="strong", fill=ink_on(one["colour"]))
            drawing.text(x + 7, y + 40, one["text"], kind="small", fill=ink_on(one["colour"]))
        else:
            drawing.text(x + side / 2, y + 14, one["short"], "middle", "small", ink_on(one["colour"]))
            drawing.text(x + side / 2, y + 28, one["text"], "middle", "small", ink_on(one["colour"]))
    drawing.text(2, 14, drawn["unit"], kind="small")
    drawing.height = _TOP + rows * (tall + _GAP) + 4
