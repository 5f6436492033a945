"""Changes of grade over the whole run, as ribbons from the grade left to the grade entered."""

from __future__ import annotations

import polars as pl

from credopolis.analysis.words import count
from credopolis.core.figure import Figure
from credopolis.core.svg import grade_colours


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
    return Figure("flows", title, description, header, rows, drawn, (("from", "to", "changes"), numbers))
