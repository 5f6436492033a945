"""What a question found, as dots with both kinds of doubt: a chart for the numbers of each unit and reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from credopolis.analysis import words
from credopolis.analysis.questions.answered import FEW, FINDING, Answered, FoundNumber
from credopolis.core.drawn import along, marks_about_zero
from credopolis.core.figure import Figure

_LONGEST = 52


def question_dots(found: Answered) -> list[Figure]:
    """A chart for each unit and reference, of the numbers that are not too few to tell."""
    told = [one for one in found.found if one.verdict != FEW]
    kinds = dict.fromkeys((one.unit, one.reference) for one in told)
    groups = [[one for one in told if (one.unit, one.reference) == kind] for kind in kinds]
    return [_dots(found, group, k) for k, group in enumerate(groups)]


def _dots(found: Answered, group: Sequence[FoundNumber], k: int) -> Figure:
    unit, reference = group[0].unit, group[0].reference
    away = [end - reference for one in group for end in (*_chance(one), *_spread(one))]
    reach = max((abs(end) for end in away), default=0.0) * 1.05 or 1.0
    caption = (
        "Blue: 95 % interval over seeds; orange: between which 95 % of the draws of the assumptions lie. Filled: may "
        f"be called a finding. The line in the middle is {reference:g}."
    )
    header = ("number", "value", "from", "to", "verdict")
    rows = tuple(
        (one.title, words.within(one.chance), *words.ends(one.chance.low, one.chance.high), one.verdict)
        for one in group
    )
    keys = ("value, and its interval of chance", *(("95 % of the draws of assumptions",) if found.draws else ()))
    drawn = {
        "kind": "dots", "rows": [_row(one, reach) for one in group], "axis": unit, "keys": keys,
        "marks": [{**mark, "text": f"{reference:g}"} if mark["main"] else mark
                  for mark in marks_about_zero(reach, lambda value: f"{reference + value:.3g}")],
    }  # fmt: skip
    columns = ("name", "unit", "value", "low", "high", "draws_low", "draws_high", "holds", "events", "verdict")
    numbers = tuple(
        (one.name, one.unit, one.chance.value, one.chance.low, one.chance.high, one.low, one.high, one.holds,
         one.events, one.verdict)
        for one in group
    )  # fmt: skip
    return Figure(f"question-{k}", unit.capitalize(), caption, header, rows, drawn, (columns, numbers))


def _chance(one: FoundNumber) -> tuple[float, float]:
    """The ends of its interval, its value where it has none."""
    return (one.chance.value,) * 2 if math.isnan(one.chance.low) else (one.chance.low, one.chance.high)


def _spread(one: FoundNumber) -> tuple[float, float]:
    """The ends over assumptions, its value where none was drawn."""
    return (one.chance.value,) * 2 if math.isnan(one.low) else (one.low, one.high)


def _row(one: FoundNumber, reach: float) -> dict[str, Any]:
    """A number as a row of the chart."""
    name = one.title if len(one.title) <= _LONGEST else f"{one.title[: _LONGEST - 1]}…"
    low, high = (along(end - one.reference, -reach, reach) for end in _chance(one))
    row: dict[str, Any] = {
        "name": name, "text": words.within(one.chance), "at": along(one.chance.value - one.reference, -reach, reach),
        "clear": one.verdict == FINDING, "low": low, "high": high,
        "says": f"{one.title}: {' to '.join(words.ends(*_chance(one)))} by chance",
    }  # fmt: skip
    if math.isfinite(one.low):
        ends = [along(end - one.reference, -reach, reach) for end in _spread(one)]
        row["behind"] = {
            "low": ends[0], "high": ends[1], "says": f"{one.title}: {words.spread(one.low, one.high)} over assumptions",
        }  # fmt: skip
    return row
