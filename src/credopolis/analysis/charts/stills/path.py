"""A line over time, beside what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credopolis.analysis.charts.stills.scales import year_marks
from credopolis.core.drawn import round_marks
from credopolis.core.svg import BLUE, ORANGE, WIDTH, Drawing

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT, _DOT = 54, 20, 24, 30, 320, 4.5


def path(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Path`."""
    times: Sequence[int] = drawn["times"]
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    most: float = max([1e-9, *drawn["values"], *(one["most"] for one in drawn["dots"])])
    drawing.height = _HEIGHT

    def x_of(time: float) -> float:
        return _LEFT + (time - times[0]) / max(times[-1] - times[0], 1) * (right - _LEFT)

    def y_of(value: float) -> float:
        return bottom - value / most * (bottom - _TOP)

    drawing.text(2, 14, drawn["unit"], kind="small")
    for value in round_marks(most, 5):
        drawing.line(_LEFT, y_of(value), right, y_of(value), "grid" if value else "axis")
        drawing.text(_LEFT - 6, y_of(value) + 4, f"{value:g}", "end", "small")
    year_marks(drawing, times, x_of, bottom)
    points = "L".join(f"{x_of(t):.1f},{y_of(v):.1f}" for t, v in zip(times, drawn["values"], strict=True))
    drawing.path(f"M{points}", stroke=BLUE, extra='stroke-width="2"')
    for one in drawn["dots"]:
        x, y = x_of(one["time"]), y_of(one["value"])
        span = f"M{x:.1f},{y_of(one['least']):.1f}V{y_of(one['most']):.1f}"
        drawing.path(span, stroke=ORANGE, tip=one["says"], extra='stroke-width="2"')
        drawing.circle(x, y, _DOT, "#fff" if one["ring"] else ORANGE)
        if one["ring"]:
            around = f"M{x - _DOT:.1f},{y:.1f}a{_DOT},{_DOT} 0 1 0 {2 * _DOT},0a{_DOT},{_DOT} 0 1 0 {-2 * _DOT},0"
            drawing.path(around, stroke=ORANGE, extra='stroke-width="2"')
