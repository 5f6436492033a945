"""Paired differences as dots with their intervals, as shares of the value compared with, so that all fit one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.difference_in_words import (
    in_words,
    share_in_words,
    values_in_words,
    variances_in_words,
)
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.core.svg import BLUE, GREY, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 330, 130, 24, 14, 46
_MOST = 2.0


def difference_dots(found: Sequence[Difference], level: float, name: str = "differences") -> Figure:
    """One dot a measure of one regime less the other: blue if it stands up among all others, else grey."""
    regime, against = (found[0].regime, found[0].against) if found else ("", "")
    title = f"{regime}, less {against}"
    description = (
        f"Change of each headline measure as a share of its value under {against}, with its {100 * level:.0f} % "
        "interval over paired seeds. Blue: it stands up as one of all comparisons of this page; grey: it may be "
        f"chance, or rests on fewer than {FEWEST} events. Measures that are 0 there, or change by more than twice "
        "their value, stand in the table only."
    )
    shown = [d for d in found if math.isfinite(d.relative.value) and abs(d.relative.value) <= _MOST]
    height = _TOP + _ROW * max(len(shown), 1) + _BOTTOM
    drawing = Drawing(name, title, description, height)
    reach = max((max(abs(d.relative.low), abs(d.relative.high)) for d in shown), default=0.0)
    reach = min(max(reach, 0.01), 1.2 * _MOST)
    right = WIDTH - _RIGHT

    def x_of(value: float) -> float:
        held = min(max(value, -reach), reach)
        return _LEFT + (held / reach + 1) / 2 * (right - _LEFT)

    bottom = height - _BOTTOM
    for mark in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x, label = x_of(mark * reach), f"{100 * mark * reach:+.3g} %" if mark else "0"
        drawing.line(x, _TOP, x, bottom, "grid" if mark else "axis")
        drawing.text(x, bottom + 16, label, "middle", "small")
    drawing.text(x_of(0), bottom + 34, f"change, as a share of the value under {against}", "middle", "small")
    for k, d in enumerate(shown):
        y = _TOP + _ROW * (k + 0.5)
        colour = BLUE if d.clear else GREY
        tip = f"{d.title}: {in_words(d)} {d.unit}"
        drawing.text(_LEFT - 10, y + 4, d.title, "end", "small")
        drawing.path(
            f"M{x_of(d.relative.low):.1f},{y:.1f}H{x_of(d.relative.high):.1f}", stroke=colour, tip=tip,
            extra='stroke-width="2"',
        )  # fmt: skip
        drawing.circle(x_of(d.relative.value), y, 4, colour)
        drawing.text(right + 12, y + 4, "too few to tell" if d.few else share_in_words(d.relative), kind="small")
    header = ("measure", "unit", against, regime, "difference (interval)", "variance, unpaired to paired")
    rows = tuple(
        (d.title, d.unit, *values_in_words(d), in_words(d), variances_in_words(d)) for d in found
    )  # fmt: skip
    span = right - _LEFT
    dots = [
        {
            "name": d.title, "text": "too few to tell" if d.few else share_in_words(d.relative), "clear": d.clear,
            **{
                key: (x_of(d.relative.value if math.isnan(end) else end) - _LEFT) / span
                for key, end in (("at", d.relative.value), ("low", d.relative.low), ("high", d.relative.high))
            },
            "says": f"{d.title}: {in_words(d)} {d.unit}" + ("" if d.clear else "; it may be chance"),
        }
        for d in shown
    ]  # fmt: skip
    marks = [
        {"at": (mark + 1) / 2, "text": f"{100 * mark * reach:+.3g} %" if mark else "0", "main": not mark}
        for mark in (-1.0, -0.5, 0.0, 0.5, 1.0)
    ]
    data = {"kind": "dots", "rows": dots, "marks": marks, "axis": f"change, as a share of the value under {against}"}
    return Figure(name, title, description, drawing.render(), header, rows, data, _numbers(found))


def _numbers(found: Sequence[Difference]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Every difference with its interval."""
    names = ("measure", "title", "unit", "regime", "against", "value", "value_against", "difference", "low", "high")
    rows = (
        (d.measure, d.title, d.unit, d.regime, d.against, d.value, d.value_against, d.difference.value,
         d.difference.low, d.difference.high, d.events, d.clear) for d in found
    )  # fmt: skip
    return (*names, "events", "clear"), tuple(rows)
