"""Changes of grade over the whole run, as ribbons from the grade left to the grade entered."""

from __future__ import annotations

import polars as pl

from credopolis.analysis.words import count
from credopolis.core.svg import BLUE, ORANGE, WIDTH, Drawing, Figure, grade_colours, spread

_TOP, _HEIGHT, _SIDE, _NODE, _GAP = 34, 400, 150, 12, 8


def flow_ribbons(flows: pl.DataFrame, grades: tuple[str, ...]) -> Figure:
    """Ribbons as wide as there were changes (person-times): flows as of `metrics.flow_matrix`; grades lowest first."""
    moves = {
        (a, b): n for a, b, n in flows.iter_rows() if a in grades and b in grades and a != b and n > 0
    }  # fmt: skip
    rank = {g: k for k, g in enumerate(grades)}
    falls = sum(n for (a, b), n in moves.items() if rank[b] < rank[a])
    rises = sum(moves.values()) - falls
    title = "Changes between grades over the whole run"
    description = (
        f"{count(rises)} rises (blue) and {count(falls)} falls (orange), counted as person-times: one life may change "
        "grade several times. On the left the grade left, on the right the grade entered, highest at the top. "
        "Coming of age is not shown."
    )
    drawing = Drawing("flows", title, description, _HEIGHT)
    if moves:
        _draw(drawing, moves, list(reversed(grades)), rank)
    else:
        drawing.text(WIDTH / 2, _HEIGHT / 2, "No life changed grade.", "middle")
    ordered = sorted(moves.items(), key=lambda item: -item[1])
    rows = tuple((a, b, "fall" if rank[b] < rank[a] else "rise", count(n)) for (a, b), n in ordered)
    drawn = {
        "kind": "flows",
        "labels": list(grades),
        "colours": grade_colours(len(grades)),
        "lives": [[moves.get((a, b), 0) for b in grades] for a in grades],
        "sides": ["grade left", "grade entered"],
        "unit": "changes",
    }
    numbers = tuple((a, b, n) for (a, b), n in ordered)
    header = ("from", "to", "way", "changes (person-times)")
    return Figure(
        "flows", title, description, drawing.render(), header, rows, drawn, (("from", "to", "changes"), numbers)
    )


def _draw(drawing: Drawing, moves: dict[tuple[str, str], int], grades: list[str], rank: dict[str, int]) -> None:
    total = sum(moves.values())
    left = {g: sum(n for (a, _), n in moves.items() if a == g) for g in grades}
    right = {g: sum(n for (_, b), n in moves.items() if b == g) for g in grades}
    scale = (_HEIGHT - _TOP - 16 - _GAP * (len(grades) - 1)) / total
    drawing.text(_SIDE, 18, "grade left", "middle", "strong")
    drawing.text(WIDTH - _SIDE, 18, "grade entered", "middle", "strong")
    out_at = _column(drawing, grades, left, scale, _SIDE - _NODE, rank, "end")
    in_at = _column(drawing, grades, right, scale, WIDTH - _SIDE, rank, "start")
    middle = WIDTH / 2
    for a in grades:
        for b in grades:
            n = moves.get((a, b), 0)
            if not n:
                continue
            width = n * scale
            y1, y2 = out_at[a] + width / 2, in_at[b] + width / 2
            out_at[a] += width
            in_at[b] += width
            drawing.path(
                f"M{_SIDE},{y1:.1f}C{middle:.0f},{y1:.1f} {middle:.0f},{y2:.1f} {WIDTH - _SIDE},{y2:.1f}",
                stroke=ORANGE if rank[b] < rank[a] else BLUE,
                tip=f"{a} to {b}: {count(n)} changes",
                extra=f'stroke-width="{max(width, 0.5):.2f}" stroke-opacity="0.45"',
            )


def _column(
    drawing: Drawing, grades: list[str], sums: dict[str, int], scale: float, x: float, rank: dict[str, int], anchor: str
) -> dict[str, float]:
    """Draw the nodes of one side; gives the top of each."""
    colours = grade_colours(len(grades))
    tops, y = {}, float(_TOP)
    for g in grades:
        tops[g] = y
        drawing.rect(x, y, _NODE, max(sums[g] * scale, 1.0), colours[rank[g]], f"{g}: {count(sums[g])}", 'class="node"')
        y += sums[g] * scale + _GAP
    middles = [tops[g] + sums[g] * scale / 2 for g in grades]
    at = x - 8 if anchor == "end" else x + _NODE + 8
    for g, place in zip(grades, spread(middles, 15, _TOP + 4, _HEIGHT - 8), strict=True):
        drawing.text(at, place + 4, f"{g}  {count(sums[g])}", anchor, "small")
    return tops
