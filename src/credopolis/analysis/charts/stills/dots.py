"""Dots with their intervals along one axis: blue where they stand up, grey where they may be chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credopolis.analysis.charts.stills.scales import LETTER, fitted
from credopolis.core.svg import BLUE, GREY, ORANGE, WIDTH, Drawing

_ROW, _HEAD, _LINE = 26, 30, 28


def dots(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Dots`."""
    rows = drawn["rows"]
    shown = [row for row in rows if "name" in row]
    left = min(LETTER * max((len(row["name"]) for row in shown), default=3) + 18, WIDTH * 0.53)
    right = WIDTH - min(LETTER * max((len(row["text"]) for row in shown), default=1) + 26, WIDTH * 0.3)
    top = y = _keys(drawing, drawn.get("keys"))
    bottom = top + sum(_HEAD if "head" in row else _ROW for row in rows)

    def x_of(at: float) -> float:
        return left + min(max(at, 0.0), 1.0) * (right - left)

    told: list[float] = []
    for mark in sorted(drawn["marks"], key=lambda one: not one["main"]):
        x, half = x_of(mark["at"]), LETTER * len(mark["text"]) / 2 + 8
        drawing.line(x, top, x, bottom, "axis" if mark["main"] else "grid")
        if all(abs(x - other) > 2 * half for other in told):  # where there is room for its words
            told.append(x)
            drawing.text(x, bottom + 16, mark["text"], "middle", "small")
    drawing.text((left + right) / 2, bottom + 34, drawn["axis"], "middle", "small")
    for row in rows:
        if "head" in row:
            drawing.text(2, y + 22, row["head"], kind="strong")
            y += _HEAD
            continue
        middle, y = y + _ROW / 2, y + _ROW
        drawing.text(left - 10, middle + 4, fitted(row["name"], left - 10), "end", "small")
        drawing.text(right + 9, middle + 4, fitted(row["text"], WIDTH - right - 9), kind="small")
        if behind := row.get("behind"):
            _span(drawing, x_of(behind["low"]), x_of(behind["high"]), middle, 14, ORANGE, behind["says"])
            _arrows(drawing, behind, left, right, middle)
        if row["at"] is not None:
            colour = BLUE if row["clear"] else GREY
            _span(drawing, x_of(row["low"]), x_of(row["high"]), middle, 3, colour, row["says"])
            drawing.circle(x_of(row["at"]), middle, 4.5, colour)
    drawing.height = bottom + 42


def _span(drawing: Drawing, low: float, high: float, y: float, tall: float, colour: str, tip: str) -> None:
    """What lies between two places of a row."""
    pale = 'fill-opacity="0.5"' if colour == ORANGE else ""
    drawing.rect(low, y - tall / 2, max(high - low, 1.5), tall, colour, tip, pale)


def _arrows(drawing: Drawing, behind: Mapping[str, Any], left: float, right: float, y: float) -> None:
    """Where a bar goes on beyond the drawing."""
    if behind["low"] < 0:
        drawing.polygon([(left, y - 6), (left, y + 6), (left - 7, y)], ORANGE)
    if behind["high"] > 1:
        drawing.polygon([(right, y - 6), (right, y + 6), (right + 7, y)], ORANGE)


def _keys(drawing: Drawing, said: tuple[str, str] | None) -> float:
    """What a dot and the bar behind it mean -> where the rows begin."""
    if not said:
        return 8
    beside = 56 + LETTER * len(said[0])
    _span(drawing, 2, 24, 10, 3, BLUE, "")
    drawing.circle(13, 10, 4.5, BLUE)
    _span(drawing, 2 + beside, 24 + beside, 10, 12, ORANGE, "")
    for k, words in enumerate(said):
        drawing.text(30 + k * beside, 14, words, kind="small")
    return float(_LINE)
