"""Charts of an audit, drawn by the bundle: least times, ordinary conduct, and what mistakes alone do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from credopolis.audit.conduct_words import drift_rows
from credopolis.audit.judge import Audit
from credopolis.audit.pages.ladder_figure import time_text
from credopolis.audit.subject import words
from credopolis.audit.words import error_rows, mistakes_title
from credopolis.core.drawn import bars, part, round_marks
from credopolis.core.figure import Figure
from credopolis.core.svg import shade

_NEVER, _PAPER = "#3d1a00", "#f4f4f2"
_KINDS: Final = ("#0072b2", "#d55e00", "#007a5e", "#7a4fa3", "#5b646d", "#8c2d04")
"""Colours of kinds of people, which dashes and names tell apart as well."""


def least_times(audit: Audit) -> Figure | None:
    """Grades by grades, with the least time from the one to the other; None without a ladder."""
    proofs = audit.proofs
    pairs = [(a, b) for a in proofs.grades for b in proofs.grades]
    longest = max([1, *(days for pair in pairs if (days := proofs.least_time_days.get(pair)))])
    rank = {grade: k for k, grade in enumerate(proofs.grades)}
    told = {pair: time_text(proofs.least_time_days.get(pair), pair not in proofs.unproved) for pair in pairs}

    def cell(pair: tuple[str, str]) -> dict[str, Any]:
        days, proved = proofs.least_time_days.get(pair), pair not in proofs.unproved
        colour = _NEVER if days is None and proved else shade(0.15 + 0.85 * days / longest) if days else _PAPER
        return {
            "row": rank[pair[0]], "column": rank[pair[1]], "colour": colour, "text": told[pair],
            "pale": colour == _PAPER, "says": f"from {pair[0]} to {pair[1]}: {told[pair]}",
        }  # fmt: skip

    caption = (
        "The least time that anybody needs, whatever they did before and do after, from entering the grade on the left "
        "to the grade above: where entries expire, older ones may end a day later. At once: points alone lead there; "
        "never: nothing does; not proved, at most: the effort was too small to tell, or to tell that nothing is "
        "quicker."
    )
    if not pairs:
        return None
    drawn = {
        "kind": "matrix", "rows": list(proofs.grades), "columns": [f"to {grade}" for grade in proofs.grades],
        "cells": [cell(pair) for pair in pairs],
    }  # fmt: skip
    rows = tuple((a, *(told[a, b] for b in proofs.grades)) for a in proofs.grades)
    numbers = tuple((*pair, proofs.least_time_days.get(pair), pair not in proofs.unproved) for pair in pairs)
    return Figure(
        "least-times", "Least time from grade to grade", caption, ("from", *(f"to {g}" for g in proofs.grades)), rows,
        drawn, (("from", "to", "days", "proved"), numbers),
    )  # fmt: skip


def conduct(audit: Audit) -> Figure | None:
    """How long people who live as people live keep the start's grade; None where nobody was judged."""
    kinds = [drift for drift in audit.proofs.drift.values() if drift.solved and drift.in_standing]
    rows = tuple(drift_rows(audit))
    if not rows:
        return None
    caption = (
        "The share of each kind of people that still has the start's grade or a better one, by years of ordinary "
        "conduct. The table has the points gained and lost a year. Conduct rests on rates that are assumptions."
    )
    curves = []
    for k, drift in enumerate(kinds):
        at, going = ([round(value, 6) for value in values] for values in zip(*drift.in_standing, strict=True))
        going = [round(100 * share, 3) for share in going]
        curves.append({"name": drift.title, "colour": _KINDS[k % len(_KINDS)], "at": at, "going": going, "low": going,
                       "high": going, "rule": 0})  # fmt: skip
    drawn = {"kind": "curves", "axis": "years of ordinary conduct", "curves": curves, "smooth": True}
    header = ("who", "gains a year", "loses a year", "largest loss to largest gain",
              "half have left the start's grade after")  # fmt: skip
    numbers = tuple((drift.title, *point) for drift in kinds for point in drift.in_standing)
    columns = ("who", "years", "share in the start's grade or better")
    return Figure("conduct", "Ordinary conduct", caption, header, rows, drawn, (columns, numbers))


def mistakes(audit: Audit) -> Figure | None:
    """Shares of people who did nothing that mistakes alone bring down or on a list; None where there are none."""
    header, rows = error_rows(audit)
    errors = audit.proofs.errors
    if errors is None or not rows:
        return None
    shares = {f"below {grade}": held for grade, held in errors.below.items()}
    shares |= {f"on the list {words(name)}": held for name, held in errors.on_list.items()}
    known = [row for row in rows if row[0] in shares]
    most = max([1e-9, *(share for row in known for share in shares[row[0]])])

    def bar(row: Sequence[str], k: int) -> dict[str, Any]:
        return {"parts": [part(k, shares[row[0]][k] / most, f"{row[0]}, {header[k + 1]}: {row[k + 1]}")],
                "text": row[k + 1]}  # fmt: skip

    fills = {name: shade(0.25 + 0.75 * k / max(len(header) - 2, 1)) for k, name in enumerate(header[1:])}
    marks = [(value / (100 * most), f"{value:g} %") for value in round_marks(100 * most, 4)]
    held = [
        {"name": row[0], "end": "", "bars": [bar(row, k) for k in range(len(header) - 1)]}
        for row in known
    ]  # fmt: skip
    drawn = bars(fills, held, marks, "share of people who did nothing")
    caption = (
        "The share of people who did nothing and whom mistakes alone have brought there, by years. The rates of "
        f"mistakes: {errors.source}."
    )
    numbers = tuple((row[0], *shares[row[0]]) for row in known)
    return Figure(
        "mistakes", mistakes_title(audit), caption, header, tuple(rows), drawn,
        (("where", *(f"share after {year:g} years" for year in errors.years)), numbers),
    )  # fmt: skip
