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
from credopolis.core.drawn import along, marks_about_zero
from credopolis.core.figure import Figure

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
    reach = max((max(abs(d.relative.low), abs(d.relative.high)) for d in shown), default=0.0)
    reach = min(max(reach, 0.01), 1.2 * _MOST)
    header = ("measure", "unit", against, regime, "difference (interval)", "variance, unpaired to paired")
    rows = tuple(
        (d.title, d.unit, *values_in_words(d), in_words(d), variances_in_words(d)) for d in found
    )  # fmt: skip
    dots = [
        {
            "name": d.title, "text": "too few to tell" if d.few else share_in_words(d.relative), "clear": d.clear,
            **{
                key: along(d.relative.value if math.isnan(end) else end, -reach, reach)
                for key, end in (("at", d.relative.value), ("low", d.relative.low), ("high", d.relative.high))
            },
            "says": f"{d.title}: {in_words(d)} {d.unit}" + ("" if d.clear else "; it may be chance"),
        }
        for d in shown
    ]  # fmt: skip
    marks = marks_about_zero(reach, lambda share: f"{100 * share:+.4g} %")
    data = {"kind": "dots", "rows": dots, "marks": marks, "axis": f"change, as a share of the value under {against}"}
    return Figure(name, title, description, header, rows, data, _numbers(found))


def _numbers(found: Sequence[Difference]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Every difference with its interval."""
    names = ("measure", "title", "unit", "regime", "against", "value", "value_against", "difference", "low", "high")
    rows = (
        (d.measure, d.title, d.unit, d.regime, d.against, d.value, d.value_against, d.difference.value,
         d.difference.low, d.difference.high, d.events, d.clear) for d in found
    )  # fmt: skip
    return (*names, "events", "clear"), tuple(rows)
