"""Differences between groups and their parts: a dot with its interval for the whole and for each part, about zero."""

from __future__ import annotations

import math
from collections.abc import Callable

from credopolis.analysis import words
from credopolis.analysis.comparisons.decompose import PARTS, Decomposition
from credopolis.analysis.comparisons.telling import differences_in_words
from credopolis.analysis.measures.intervals import Estimate
from credopolis.core.digits import figures
from credopolis.core.svg import BLUE, GREY, ORANGE, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _HEAD, _TOP, _BOTTOM = 170, 180, 19, 24, 12, 48
_COLOURS = ("currentColor", GREY, ORANGE, BLUE)


def split_dots(found: Decomposition) -> Figure:
    """The whole and its three parts for each pair of groups and each measure."""
    title = "Where the differences between groups come from"
    seeds = f"seeds {found.seeds[0]} to {found.seeds[-1]}"
    description = (
        f"Entries per 1,000 life-years, the first group less the second, in {found.runs} runs of {found.people:,} "
        f"lives over {words.years(found.days)}, {seeds}, with 95 % intervals. The parts add up to "
        "the difference. Seeing is even if false alarms strike all groups alike, cameras stand as densely everywhere, "
        "and the intensive region is off; offices are even if they post every case at once, favour nobody and make "
        "nothing up; what is then left is due to rules and conduct."
    )
    block = _HEAD + _ROW * (1 + len(PARTS)) + 8
    height = _TOP + block * len(found.splits) + _BOTTOM
    drawing = Drawing("split", title, description, height)
    told = [s for s in found.splits if not s.few]
    values = [e for s in told for e in (s.difference, *(p.difference for p in s.parts)) if _known(e)]
    reach = max((max(abs(e.low), abs(e.high)) for e in values), default=1.0) or 1.0
    right = WIDTH - _RIGHT

    def x_of(value: float) -> float:
        return _LEFT + (value / reach + 1) / 2 * (right - _LEFT)

    bottom = height - _BOTTOM
    for mark in (-1.0, -0.5, 0.0, 0.5, 1.0):
        drawing.line(x_of(mark * reach), _TOP, x_of(mark * reach), bottom, "grid" if mark else "axis")
        drawing.text(x_of(mark * reach), bottom + 16, f"{mark * reach:+.2g}" if mark else "0", "middle", "small")
    drawing.text(x_of(0), bottom + 34, "entries (person-times) per 1,000 life-years", "middle", "small")
    for k, split in enumerate(found.splits):
        y = _TOP + block * k
        drawing.text(8, y + 16, f"{split.measure}, {split.group} less {split.against}", kind="strong")
        if split.few:
            drawing.text(_LEFT, y + _HEAD + _ROW, differences_in_words(split)[0], kind="small")
            continue
        whole = (("difference", split.difference), *((p.name, p.difference) for p in split.parts))
        for row, (name, estimate) in enumerate(whole):
            _dot(drawing, name, estimate, x_of, y + _HEAD + _ROW * (row + 0.5), _COLOURS[row], right)
    header = (
        "measure",
        "group",
        "against",
        "of the group",
        "of the other",
        "ratio",
        "with both even",
        "difference",
        *PARTS,
    )
    rows = tuple(
        (
            s.measure, s.group, s.against, figures(s.value), figures(s.value_against), words.ratio(s.ratio),
            words.ratio(s.even_ratio), *differences_in_words(s),
        )
        for s in found.splits
    )  # fmt: skip
    return Figure("split", title, description, drawing.render(), header, rows)


def _known(estimate: Estimate) -> bool:
    return all(math.isfinite(v) for v in (estimate.value, estimate.low, estimate.high))


def _dot(
    drawing: Drawing, name: str, estimate: Estimate, x_of: Callable[[float], float], y: float, colour: str, right: float
) -> None:
    drawing.text(_LEFT - 10, y + 4, name, "end", "small")
    drawing.text(right + 12, y + 4, words.difference(estimate), kind="small")
    if _known(estimate):
        tip = f"{name}: {words.difference(estimate)}"
        ends = f"M{x_of(estimate.low):.1f},{y:.1f}H{x_of(estimate.high):.1f}"
        drawing.path(ends, stroke=colour, tip=tip, extra='stroke-width="2"')
        drawing.circle(x_of(estimate.value), y, 4, colour)
