"""Factors by how much a measure depends on them: bars with intervals, the longest on top."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from credopolis.analysis import words
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.studies.sensitivity import FIRST, SPREAD, Sensitivity
from credopolis.core.digits import rounded
from credopolis.core.drawn import bars, part, round_marks
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, GREY

_LONGEST = 34


def tornado(found: Sensitivity, measure: str, title: str) -> Figure:
    """A picture of one measure: for each factor its leading index, and beneath it the other one."""
    second = FIRST if found.method == "sobol" else SPREAD
    both = {found.leading: found.of(measure, found.leading), second: found.of(measure, second)}
    lead, other = both.values()
    order = sorted(found.factors, key=lambda f: -lead[f].value if math.isfinite(lead[f].value) else math.inf)
    what = (
        "share of variance" if found.method == "sobol" else "change over two thirds of the range, in the measure's unit"
    )
    caption = (
        f"{title}: {found.leading} (dark) and {second} (light), {what}, from {found.points:,} points of "
        f"{found.replicates} seed{'s' * (found.replicates != 1)} each. Lines are 95 % intervals over the sample."
    )
    name = "tornado-" + "".join(c if c.isalnum() else "-" for c in measure)
    known = [v for e in (*lead.values(), *other.values()) for v in (e.value, e.high) if math.isfinite(v)]
    reach = (max(known, default=0.0) or 1.0) if found.method == "morris" else max([*known, 1.0])
    rows = tuple((f, _words(lead[f]), _words(other[f])) for f in order)
    marks = [(value / reach, f"{value:g}") for value in round_marks(reach, 5)]
    fills = {found.leading: BLUE, second: GREY}
    drawn = bars(fills, [_row(factor, both, reach) for factor in order], marks, what)
    columns = ("factor", "index", "value", "low", "high")
    numbers = tuple((f, index, of[f].value, of[f].low, of[f].high) for f in order for index, of in both.items())
    return Figure(name, f"What {title} depends on", caption, ("factor", *both), rows, drawn, (columns, numbers))


def _row(factor: str, both: Mapping[str, Mapping[str, Estimate]], reach: float) -> dict[str, Any]:
    """A factor with both of its indices."""
    shown = [_bar(k, f"{factor}, {index}", of[factor], reach) for k, (index, of) in enumerate(both.items())]
    name = factor if len(factor) <= _LONGEST else "…" + factor[1 - _LONGEST :]
    return {"name": name, "end": _words(next(iter(both.values()))[factor]), "bars": shown}


def _bar(key: int, tip: str, estimate: Estimate, reach: float) -> dict[str, Any]:
    if not math.isfinite(estimate.value):
        return {"parts": [], "text": ""}
    drawn = part(key, max(estimate.value, 0.0) / reach, f"{tip}: {_words(estimate)}")
    if math.isfinite(estimate.low) and math.isfinite(estimate.high):
        drawn["reach"] = [round(end / reach, 5) for end in (estimate.low, estimate.high)]
    return {"parts": [drawn], "text": ""}


def _words(estimate: Estimate) -> str:
    if not math.isfinite(estimate.value):
        return "does not vary"
    half = (estimate.high - estimate.low) / 2
    return words.within(estimate) + (f" ± {rounded(half, 2 * half)}" if math.isfinite(half) else "")
