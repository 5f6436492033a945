"""Both kinds of doubt as bars about each headline, as shares of its value, so that all fit one axis."""

from __future__ import annotations

import math
from typing import Any

from credopolis.analysis import words
from credopolis.analysis.studies.robust_result import Doubts, Robust
from credopolis.core.drawn import along
from credopolis.core.figure import Figure

_REACH = 3.0


def doubt_bars(found: Robust) -> Figure:
    """Of each headline a wide bar for the assumptions and a dot with the interval of chance."""
    shown = [d for d in found.headlines if not d.few and math.isfinite(d.value) and d.value != 0]
    title = "Chance, and the assumptions"
    caption = (
        "Each headline as a share of its value. Orange: between which 95 % of the draws of all assumptions lie; blue: "
        f"its 95 % interval over seeds. What lies beyond {_REACH:.0f} times the value is cut off with an arrow. "
        "Headlines that are 0, or rest on too few events, stand in the table only."
    )
    header = ("measure", "unit", "value", "chance, from", "to", "assumptions, from", "to")
    rows = tuple(
        (
            d.title, d.unit, words.within(d.chance), *words.ends(d.chance.low, d.chance.high),
            *words.spread(d.low, d.high).split(" to "),
        )
        for d in found.headlines
    )  # fmt: skip
    ends = [end / d.value for d in shown for end in (d.low, d.high, d.chance.low, d.chance.high)]
    least = -1.0 if min(ends, default=0.0) < 0 else 0.0
    marks = [
        {"at": along(share, least, _REACH), "text": f"{100 * share:.0f} %", "main": share in (0.0, 1.0)}
        for share in (-1.0, 0.0, 1.0, 2.0, _REACH)
        if share >= least
    ]
    drawn = {
        "kind": "dots", "rows": [_row(d, least) for d in shown], "marks": marks,
        "axis": "share of the value (100 % is the value itself)",
        "keys": ("value, and its interval of chance", "95 % of the draws of assumptions"),
    }  # fmt: skip
    numbers = tuple((d.title, d.unit, d.value, d.chance.low, d.chance.high, d.low, d.high) for d in found.headlines)
    columns = ("measure", "unit", "value", "chance low", "chance high", "assumptions low", "assumptions high")
    return Figure("doubts", title, caption, header, rows, drawn, (columns, numbers))


def _row(d: Doubts, least: float) -> dict[str, Any]:
    """A headline as a row of the chart. least : where its axis begins, as a share of the value."""

    def place(value: float) -> float:
        return along(value / d.value, least, _REACH)

    low, high = sorted((place(d.low), place(d.high)))
    sure_low, sure_high = sorted((place(d.chance.low), place(d.chance.high)))
    by_chance = f"{' to '.join(words.ends(d.chance.low, d.chance.high))} {d.unit} by chance"
    return {
        "name": d.title, "text": f"{words.within(d.chance)} {d.unit}", "at": place(d.value), "clear": True,
        "low": sure_low, "high": sure_high, "says": f"{d.title}: {by_chance}",
        "behind": {"low": low, "high": high,
                   "says": f"{d.title}: {words.spread(d.low, d.high)} {d.unit} over assumptions"},
    }  # fmt: skip
