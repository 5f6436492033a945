"""Factors by how much a measure depends on them: bars with intervals, the longest on top."""

from __future__ import annotations

import math

from credopolis.analysis import words
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.studies.sensitivity import FIRST, SPREAD, Sensitivity
from credopolis.core.digits import rounded
from credopolis.core.svg import BLUE, GREY, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 300, 130, 34, 40, 34


def tornado(found: Sensitivity, measure: str, title: str) -> Figure:
    """A picture of one measure: for each factor its leading index, and beneath it the other one."""
    second = FIRST if found.method == "sobol" else SPREAD
    lead, other = found.of(measure, found.leading), found.of(measure, second)
    order = sorted(found.factors, key=lambda f: -lead[f].value if math.isfinite(lead[f].value) else math.inf)
    what = (
        "shares of variance"
        if found.method == "sobol"
        else "change over two thirds of the range, in the measure's unit"
    )
    caption = (
        f"{title}: {found.leading} (dark) and {second} (light), {what}, from {found.points:,} points of "
        f"{found.replicates} seeds each. Lines are 95 % intervals over the sample."
    )
    name = "tornado-" + "".join(c if c.isalnum() else "-" for c in measure)
    drawing = Drawing(name, f"What {title} depends on", caption, _TOP + _ROW * len(order) + _BOTTOM)
    known = [v for e in (*lead.values(), *other.values()) for v in (e.value, e.high) if math.isfinite(v)]
    reach = max([*known, 1e-300]) if found.method == "morris" else max([*known, 1.0])
    _scale(drawing, reach, _TOP + _ROW * len(order))
    for k, factor in enumerate(order):
        y = _TOP + k * _ROW
        drawing.text(_LEFT - 10, y + 19, factor if len(factor) < 44 else "…" + factor[-42:], "end", "small")
        _bar(drawing, f"{factor}, {found.leading}", lead[factor], reach, y + 4, BLUE)
        _bar(drawing, f"{factor}, {second}", other[factor], reach, y + 17, GREY)
        drawing.text(WIDTH - _RIGHT + 12, y + 19, _words(lead[factor]), kind="small")
    rows = tuple((f, _words(lead[f]), _words(other[f])) for f in order)
    return Figure(name, drawing.title, caption, drawing.render(), ("factor", found.leading, second), rows)


def _x(value: float, reach: float) -> float:
    return _LEFT + min(max(value, 0.0), reach) / reach * (WIDTH - _LEFT - _RIGHT)


def _scale(drawing: Drawing, reach: float, bottom: float) -> None:
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _x(mark * reach, reach)
        drawing.line(x, _TOP - 4, x, bottom, "grid" if mark else "axis")
        drawing.text(x, bottom + 18, f"{mark * reach:.3g}", "middle", "small")


def _bar(drawing: Drawing, tip: str, estimate: Estimate, reach: float, y: float, fill: str) -> None:
    if not math.isfinite(estimate.value):
        return
    drawing.rect(_LEFT, y, _x(estimate.value, reach) - _LEFT, 11, fill, f"{tip}: {_words(estimate)}")
    if math.isfinite(estimate.low):
        drawing.line(_x(estimate.low, reach), y + 5.5, _x(estimate.high, reach), y + 5.5, "axis")


def _words(estimate: Estimate) -> str:
    if not math.isfinite(estimate.value):
        return "does not vary"
    half = (estimate.high - estimate.low) / 2
    return words.within(estimate) + (f" ± {rounded(half, 2 * half)}" if math.isfinite(half) else "")
