"""What gates do to children, as dots with both kinds of doubt, a row for each group and school."""

from __future__ import annotations

import math
from typing import Any, Final

from credopolis.analysis import words
from credopolis.analysis.studies.families_result import OUTCOMES, Families, FamilyLine
from credopolis.core.drawn import along, marks_about_zero
from credopolis.core.figure import Figure

SHOWN: Final = OUTCOMES[:2]
"""Outcomes in the picture, all shares of children; income classes stand in the table only."""
_SHORT: Final = dict(zip(SHOWN, ("senior secondary", "college"), strict=True))
"""Outcomes in the names of rows, so that these are read whole."""


def family_dots(found: Families) -> Figure:
    """Of each group and school a dot with its interval of chance, and a wide bar for the assumptions."""
    told = [line for line in found.lines if not line.few]
    shown = [line for line in told if line.outcome in SHOWN and math.isfinite(line.difference.value)]
    caption = (
        "How many children in a hundred more went on to a school because gates bear on lives: the same children "
        "without and with them, by their parents' grades until the door of senior secondary school. Blue: 95 % "
        "interval over seeds; orange: between which all draws of the assumptions lie. Groups of too few children "
        "stand in the table."
    )
    ends = [end for line in shown for end in (*_chance(line), *_spread(line))]
    reach = max((abs(end) for end in ends), default=0.0) * 1.05 or 1.0
    header = ("parents", "of the child", "without", "with gates", "difference", "from", "to")
    rows = tuple(
        (line.group, line.outcome, words.within(line.without), words.within(line.with_gates),
         words.within(line.difference), *words.ends(line.difference.low, line.difference.high))
        for line in told
    )  # fmt: skip
    keys = ("difference, and its interval of chance", *(("all draws of assumptions",) if found.draws else ()))
    drawn = {
        "kind": "dots", "rows": [_row(line, reach) for line in shown],
        "marks": marks_about_zero(reach, lambda value: f"{value:+.3g}"),
        "axis": "children in a hundred, more or fewer", "keys": keys,
    }  # fmt: skip
    columns = ("parents", "outcome", "children", "without", "with gates", "difference", "low", "high", "least", "most")
    numbers = tuple(
        (line.group, line.outcome, line.children, line.without.value, line.with_gates.value, line.difference.value,
         line.difference.low, line.difference.high, line.low, line.high)
        for line in found.lines
    )  # fmt: skip
    return Figure("families", "What gates do to children", caption, header, rows, drawn, (columns, numbers))


def _chance(line: FamilyLine) -> tuple[float, float]:
    """The ends of its interval, its value where it has none."""
    d = line.difference
    return (d.value, d.value) if math.isnan(d.low) else (d.low, d.high)


def _spread(line: FamilyLine) -> tuple[float, float]:
    """The ends over assumptions, its value where none was drawn."""
    return (line.difference.value,) * 2 if math.isnan(line.low) else (line.low, line.high)


def _row(line: FamilyLine, reach: float) -> dict[str, Any]:
    """A line as a row of the chart."""
    d, name = line.difference, f"{line.group}: {_SHORT[line.outcome]}"
    low, high = (along(end, -reach, reach) for end in _chance(line))
    row: dict[str, Any] = {
        "name": name, "text": words.within(d), "at": along(d.value, -reach, reach), "clear": True,
        "low": low, "high": high,
        "says": f"{name}: {' to '.join(words.ends(*_chance(line)))} by chance",
    }  # fmt: skip
    if math.isfinite(line.low):
        ends = [along(end, -reach, reach) for end in _spread(line)]
        row["behind"] = {
            "low": ends[0], "high": ends[1], "says": f"{name}: {words.spread(line.low, line.high)} over assumptions",
        }  # fmt: skip
    return row
