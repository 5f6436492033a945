"""Shares one upon the other over time, with a name at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credopolis.analysis.charts.stills.scales import per_cent_marks, year_marks
from credopolis.core.svg import WIDTH, Drawing, spread

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 54, 120, 14, 30, 340


def areas(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Areas`."""
    times: Sequence[int] = drawn["times"]
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    drawing.height = _HEIGHT

    def x_of(time: float) -> float:
        return _LEFT + (time - times[0]) / max(times[-1] - times[0], 1) * (right - _LEFT)

    def y_of(share: float) -> float:
        return bottom - share / 100 * (bottom - _TOP)

    below, ends = [0.0] * len(times), []
    for label, colour, shares in zip(drawn["labels"], drawn["colours"], drawn["shares"], strict=True):
        above = [b + s for b, s in zip(below, shares, strict=True)]
        upper, lower = ([(x_of(time), y_of(v)) for time, v in zip(times, edge, strict=True)] for edge in (above, below))
        drawing.polygon(upper + lower[::-1], colour, f"{label}: {shares[-1]:.1f} % on the last day", 'class="area"')
        ends.append(y_of((below[-1] + above[-1]) / 2))
        below = above
    per_cent_marks(drawing, _LEFT, right, y_of)
    for time in drawn["changes"]:
        drawing.line(x_of(time), _TOP, x_of(time), bottom, "change")
    places = spread(ends, 15, _TOP + 4, bottom)
    for label, shares, end, y in zip(drawn["labels"], drawn["shares"], ends, places, strict=True):
        drawing.line(right + 2, end, right + 14, y, "lead")
        drawing.text(right + 18, y + 4, f"{label}  {shares[-1]:.1f} %", kind="small")
    year_marks(drawing, times, x_of, bottom)
