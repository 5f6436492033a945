"""Bars, whole or in parts that are told apart by pattern as well as by colour, with their words beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credopolis.analysis.charts.stills.scales import LETTER, fitted, key_lines
from credopolis.core.svg import WIDTH, Drawing

_BAR, _GAP, _LINE = 13, 3, 20


def bars(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Bars`."""
    rows, fills = drawn["rows"], [_filled(drawing, k, one["fill"]) for k, one in enumerate(drawn["keys"])]
    left = min(LETTER * max((len(row["name"]) for row in rows), default=1) + 10, WIDTH * 0.34)
    ends = LETTER * max((len(row["end"]) for row in rows), default=0) + 10
    texts = [LETTER * len(bar["text"]) + 8 for row in rows for bar in row["bars"] if bar["parts"] and bar["text"]]
    wide = WIDTH - left - ends - min(max(texts, default=2), WIDTH * 0.45)
    top = y = float(_keys(drawing, [one["name"] for one in drawn["keys"]], fills))
    tall = [(_BAR + _GAP) * len(row["bars"]) + 8 for row in rows]
    bottom = top + sum(tall)
    _marks(drawing, drawn, left, wide, top, bottom)
    for row, height in zip(rows, tall, strict=True):
        drawing.text(left - 8, y + height / 2 + 1, fitted(row["name"], left - 8), "end", "small")
        drawing.text(WIDTH - 2, y + height / 2 + 1, row["end"], "end", "small")
        for k, bar in enumerate(row["bars"]):
            _bar(drawing, bar, fills, left, y + (_BAR + _GAP) * k, wide)
        y += height
    drawing.height = bottom + (22 if drawn["marks"] else 0) + (18 if drawn["axis"] else 0) + 4


def _bar(drawing: Drawing, bar: Mapping[str, Any], fills: Sequence[str], left: float, y: float, wide: float) -> None:
    """One bar, its parts from the left to the right."""
    x = left
    for part in bar["parts"]:
        long = min(max(part["share"], 0.0), 1.0) * wide
        edge = 'stroke="#5b646d" stroke-width=".5"'
        drawing.rect(x, y, long, _BAR, fills[part["key"]], part["says"], edge if long else "")
        if "reach" in part:
            low, high = (left + min(max(end, 0.0), 1.0) * wide for end in part["reach"])
            drawing.line(low, y + _BAR / 2, high, y + _BAR / 2)
        x += long
    if bar["text"]:
        drawing.text(x + 6, y + 11, fitted(bar["text"], WIDTH - x - 8), kind="small")


def _filled(drawing: Drawing, number: int, fill: str) -> str:
    """A fill as an attribute; a pattern is put into the drawing first."""
    kind, _, colours = fill.partition(" ")
    if not colours:
        return fill
    ground, mark = colours.split(" ")
    name = f"{drawing.name}-fill-{number}"
    turned = ' patternTransform="rotate(45)"' if kind == "stripes" else ""
    shape = '<rect width="3" height="6"' if kind == "stripes" else '<circle cx="3" cy="3" r="1.7"'
    drawing.raw(
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse"{turned}>'
        f'<rect width="6" height="6" fill="{ground}"/>{shape} fill="{mark}"/></pattern></defs>'
    )
    return f"url(#{name})"


def _keys(drawing: Drawing, names: Sequence[str], fills: Sequence[str]) -> int:
    """What the fillings mean -> where the bars begin."""
    if len(names) < 2:
        return 4
    places = key_lines(names, 16)
    for name, fill, (x, line) in zip(names, fills, places, strict=True):
        drawing.rect(x + 2, _LINE * line + 4, 14, 11, fill, extra='stroke="#5b646d" stroke-width=".5"')
        drawing.text(x + 22, _LINE * line + 14, name, kind="small")
    return _LINE * (1 + max(line for _, line in places)) + 8


def _marks(drawing: Drawing, drawn: Mapping[str, Any], left: float, wide: float, top: float, bottom: float) -> None:
    """Lines of the axis, with words at as many as there is room for, and what it counts."""
    every = -(-58 * len(drawn["marks"]) // int(wide))
    for k, mark in enumerate(drawn["marks"]):
        x = left + mark["at"] * wide
        drawing.line(x, top, x, bottom, "grid" if k else "axis")
        if (len(drawn["marks"]) - 1 - k) % every == 0:
            anchor = "end" if x + LETTER * len(mark["text"]) / 2 > WIDTH else "middle"
            drawing.text(x, bottom + 16, mark["text"], anchor, "small")
    if drawn["axis"]:
        drawing.text(left + wide / 2, bottom + 36, drawn["axis"], "middle", "small")
