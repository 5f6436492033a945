"""Ablation as a heat map: a row a mechanism, a column a measure, the colour what its absence does.

Orange is less, blue is more; pale is little. What may be chance has no colour at all, and what rests on too few events
has a question mark in place of a number.
"""

from __future__ import annotations

import math

from credopolis.analysis.comparisons.ablate import Ablation
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.difference_in_words import in_words, share_in_words, values_in_words
from credopolis.analysis.measures.doubt import FEWEST
from credopolis.analysis.measures.headlines import Measure, measures_for
from credopolis.core.svg import BLUE, ORANGE, Drawing, Figure, ink_on

_LEFT, _RIGHT, _HEAD, _ROW, _CELL, _FOOT = 120, 170, 250, 22, 34, 10
_PAPER, _CHANCE = "#f4f4f2", "#5b646d"
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
    width = max(_LEFT + _CELL * len(measures) + _RIGHT, 400)
    height = _HEAD + _ROW * len(found.mechanisms) + _FOOT
    drawing = Drawing("ablation", title, description, height, width)
    for j, measure in enumerate(measures):
        x = _LEFT + _CELL * (j + 0.5) + 4
        drawing.raw(f'<g transform="translate({x:.1f},{_HEAD - 8}) rotate(-55)">')
        drawing.text(0, 0, measure.title, kind="small")
        drawing.raw("</g>")
    for k, mechanism in enumerate(found.mechanisms):
        y = _HEAD + _ROW * k
        drawing.text(_LEFT - 8, y + 15, mechanism.replace("_", " "), "end", "small")
        for j, measure in enumerate(measures):
            _cell(drawing, _LEFT + _CELL * j, y, found.effect(mechanism, measure.name))
    header = ("mechanism off", "measure", "unit", "as it is", "without", "effect (interval)", "change")
    rows = tuple(
        (d.regime, d.title, d.unit, *values_in_words(d), in_words(d), share_in_words(d.relative)) for d in c.differences
    )  # fmt: skip
    return Figure("ablation", title, description, drawing.render(), header, rows)


def _measures(found: Ablation) -> list[Measure]:
    """Measures with an effect that is defined, in their own order."""
    there = {d.measure for d in found.comparison.differences}
    names = [d.measure.removeprefix("grade ") for d in found.comparison.differences if d.measure.startswith("grade ")]
    grades = tuple(reversed(list(dict.fromkeys(names))))
    return [m for m in measures_for([grades if len(grades) > 1 else ("",)]) if m.name in there]


def _cell(drawing: Drawing, x: float, y: float, d: Difference | None) -> None:
    if d is None:
        return
    share = d.relative.value
    colour = _colour(share) if math.isfinite(share) and d.clear else _PAPER
    tip = f"{d.title} without {d.regime}: {in_words(d)} {d.unit}"
    drawing.rect(x + 1, y + 1, _CELL - 2, _ROW - 2, colour, tip)
    if d.same:
        return
    if d.few:
        drawing.text(x + _CELL / 2, y + 15, "?", "middle", "small", _CHANCE)
        return
    ink = ink_on(colour) if d.clear else _CHANCE
    label = f"{100 * share:+.0f}" if math.isfinite(share) and abs(share) < 9.995 else ("n" if share != share else "++")
    drawing.text(x + _CELL / 2, y + 15, label.replace("+0", "0").replace("-0", "0"), "middle", "small", ink)


def _colour(share: float) -> str:
    """From paper to orange (less) or blue (more)."""
    end, part = (BLUE if share > 0 else ORANGE), min(abs(share) / _FULL, 1.0) ** 0.6
    pairs = ((int(_PAPER[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
