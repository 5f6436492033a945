"""Ablation as a matrix: a row a mechanism, a column a measure, the colour what its absence does.

Orange is less, blue is more; pale is little. What may be chance has no colour at all, and what rests on too few events
has a question mark in place of a number.
"""

from __future__ import annotations

import math
from typing import Any

from credopolis.analysis.comparisons.ablate import Ablation
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.difference_in_words import in_words, share_in_words, values_in_words
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.headlines import Measure, measures_for
from credopolis.analysis.measures.own import OWN_MEASURES
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, ORANGE

_PAPER = "#f4f4f2"
_FULL = 0.5  # a change by half of the value has the full colour


def heat_map(found: Ablation) -> Figure:
    """Every mechanism that was switched off, against every headline measure that is defined."""
    c = found.comparison
    measures = _measures(found)
    title = "What each mechanism does to the results"
    description = (
        f"Each row is {found.scenario} with one mechanism off, less {found.scenario} as it is, on the same people and "
        "draws. Colour and number: change in % of the value as it is, blue for more, orange for less, full colour from "
        f"{100 * _FULL:.0f} %. Only effects that stand up as one of all {len(c.differences):,} here have a colour: of "
        f"those, at most {100 * (1 - c.level):.0f} % are expected to be chance. A grey number: it may be. ?: fewer "
        f"than {FEWEST} events, too few to tell. An empty cell: no change in any of {len(c.seeds)} seeds. n: from "
        "nothing to something. Effects of single absences need not add up."
    )
    cells = [
        _cell(row, column, d)
        for row, mechanism in enumerate(found.mechanisms)
        for column, measure in enumerate(measures)
        if (d := found.effect(mechanism, measure.name)) is not None
    ]
    drawn = {
        "kind": "matrix", "rows": [mechanism.replace("_", " ") for mechanism in found.mechanisms],
        "columns": [measure.title for measure in measures], "cells": cells,
    }  # fmt: skip
    header = ("mechanism off", "measure", "unit", "as it is", "without", "effect (interval)", "change")
    rows = tuple(
        (d.regime, d.title, d.unit, *values_in_words(d), in_words(d), share_in_words(d.relative)) for d in c.differences
    )  # fmt: skip
    numbers = tuple(
        (d.regime, d.title, d.unit, d.value_against, d.value, d.difference.value, d.difference.low, d.difference.high,
         d.relative.value, d.events, d.clear) for d in c.differences
    )  # fmt: skip
    columns = (
        "mechanism off", "measure", "unit", "as it is", "without", "effect", "low", "high", "share", "events", "clear",
    )  # fmt: skip
    return Figure("ablation", title, description, header, rows, drawn, (columns, numbers))


def _measures(found: Ablation) -> list[Measure]:
    """Measures with an effect that is defined, in their own order."""
    there = {d.measure for d in found.comparison.differences}
    names = [d.measure.removeprefix("grade ") for d in found.comparison.differences if d.measure.startswith("grade ")]
    grades = tuple(reversed(list(dict.fromkeys(names))))
    known = (*measures_for([grades if len(grades) > 1 else ("",)]), *OWN_MEASURES)
    return [m for m in known if m.name in there]


def _cell(row: int, column: int, d: Difference) -> dict[str, Any]:
    """A cell of the matrix: its place, colour and number."""
    share = d.relative.value
    known = math.isfinite(share)
    number = f"{100 * share:+.0f}" if known and abs(share) < 9.995 else ("n" if share != share else "++")
    text = "" if d.same else "?" if d.few else number.replace("+0", "0").replace("-0", "0")
    return {
        "row": row, "column": column, "colour": _colour(share) if known and d.clear else _PAPER,
        "text": text, "pale": d.few or not d.clear, "says": f"{d.title} without {d.regime}: {in_words(d)} {d.unit}",
    }  # fmt: skip


def _colour(share: float) -> str:
    """From paper to orange (less) or blue (more)."""
    end, part = (BLUE if share > 0 else ORANGE), min(abs(share) / _FULL, 1.0) ** 0.6
    pairs = ((int(_PAPER[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
