"""Ratios between groups as dots with their intervals, on a log scale around 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from credopolis.analysis.measures.disparity import Disparity
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.words import ratio
from credopolis.core.digits import rounded
from credopolis.core.figure import Figure


def ratio_dots(lines: Sequence[Disparity]) -> Figure:
    """One dot a ratio: disparities as of `disparity.disparities`."""
    title = "Ratios between groups"
    description = (
        "Each dot is the ratio of the first group to the second, with its 95 % interval (lives taken as independent). "
        "At 1 both fare alike. Blue: it stands up as one of all ratios here (false-discovery rate 5 %); grey: it may "
        f"be chance. Ratios that rest on fewer than {FEWEST} events have no dot."
    )
    drawn = [k for k in lines if not k.few and k.ratio.low > 0 and math.isfinite(k.ratio.high)]
    reach = max([1.25, *(max(k.ratio.high, 1 / k.ratio.low) for k in drawn)])

    def place_of(value: float) -> float:
        return (math.log(value) / math.log(reach) + 1) / 2

    rows = tuple(
        (
            line.measure,
            line.unit,
            line.group,
            rounded(line.value, line.width),
            line.against,
            rounded(line.value_against, line.width_against),
            in_words(line),
        )
        for line in lines
    )
    header = ("measure", "unit", "group", "value", "against", "value", "ratio (95 % interval)")
    dots = [
        {
            "name": f"{k.measure}: {k.group} to {k.against}", "text": in_words(k), "clear": k.clear,
            "says": f"{k.measure}: {k.group} to {k.against}, {in_words(k)}"
            + ("" if k.clear or k.few else "; it may be chance"),
            **_places(k if k in drawn else None, place_of),
        }
        for k in lines
    ]  # fmt: skip
    marks = [{"at": place_of(v), "text": f"{v:g}", "main": v == 1} for v in _marks(reach)]
    data = {"kind": "dots", "rows": dots, "marks": marks, "axis": "ratio (log scale)"}
    numbers = tuple(
        (k.measure, k.unit, k.group, k.value, k.against, k.value_against, k.ratio.value, k.ratio.low, k.ratio.high,
         k.events, k.clear) for k in lines
    )  # fmt: skip
    columns = (
        "measure", "unit", "group", "value", "against", "value against", "ratio", "low", "high", "events", "clear",
    )  # fmt: skip
    return Figure("groups", title, description, header, rows, data, (columns, numbers))


def _places(line: Disparity | None, place: Callable[[float], float]) -> dict[str, float | None]:
    """Where a dot and the ends of its interval lie, as shares of the width; nowhere for one that is not drawn."""
    if line is None:
        return {"at": None, "low": 0.0, "high": 0.0}
    return {"at": place(line.ratio.value), "low": place(line.ratio.low), "high": place(line.ratio.high)}


def in_words(line: Disparity) -> str:
    """A ratio with its interval, or that there are too few events."""
    return f"too few ({line.events:,})" if line.few else ratio(line.ratio)


def _marks(reach: float) -> list[float]:
    sides = [m for m in (1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 100) if m <= reach]
    kept = sides if len(sides) <= 4 else sides[-4::2] if reach > 5 else sides[-3:]
    return [round(1 / m, 2) for m in reversed(kept)] + [1.0] + kept
