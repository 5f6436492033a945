"""Differences between groups and their parts: a dot with its interval for the whole and for each part, about zero."""

from __future__ import annotations

import math
from typing import Any

from credopolis.analysis import words
from credopolis.analysis.comparisons.decompose import PARTS, Decomposition, Split
from credopolis.analysis.comparisons.telling import differences_in_words
from credopolis.analysis.measures.intervals import Estimate
from credopolis.core.digits import figures
from credopolis.core.drawn import along, marks_about_zero
from credopolis.core.figure import Figure


def split_dots(found: Decomposition) -> Figure:
    """The whole and its three parts for each pair of groups and each measure."""
    title = "Where the differences between groups come from"
    seeds = f"seeds {found.seeds[0]} to {found.seeds[-1]}"
    description = (
        f"Entries per 1,000 life-years, the first group less the second, in {found.runs} runs of {found.people:,} "
        f"lives over {words.years(found.days)}, {seeds}, with 95 % intervals: grey where they hold 0. The parts add up "
        "to the difference. Seeing is even if false alarms strike all groups alike, cameras stand as densely "
        "everywhere, and the intensive region is off; offices are even if they post every case at once, favour nobody "
        "and make nothing up; what is then left is due to rules and conduct."
    )
    values = [e for s in found.splits if not s.few for _, e in _parts(s) if _known(e)]
    reach = max((max(abs(e.low), abs(e.high)) for e in values), default=1.0) or 1.0
    header = (
        "measure", "group", "against", "of the group", "of the other", "ratio", "with both even", "difference", *PARTS,
    )  # fmt: skip
    rows = tuple(
        (
            s.measure, s.group, s.against, figures(s.value), figures(s.value_against), words.ratio(s.ratio),
            words.ratio(s.even_ratio), *differences_in_words(s),
        )
        for s in found.splits
    )  # fmt: skip
    drawn = {
        "kind": "dots", "rows": [row for s in found.splits for row in _rows(s, reach)],
        "marks": marks_about_zero(reach, lambda value: f"{value:+.4g}"),
        "axis": "entries (person-times) per 1,000 life-years",
    }  # fmt: skip
    return Figure("split", title, description, header, rows, drawn, _numbers(found))


def _parts(split: Split) -> list[tuple[str, Estimate]]:
    """The whole difference, and its parts."""
    return [("difference", split.difference), *((p.name, p.difference) for p in split.parts)]


def _known(estimate: Estimate) -> bool:
    return all(math.isfinite(v) for v in (estimate.value, estimate.low, estimate.high))


def _rows(split: Split, reach: float) -> list[dict[str, Any]]:
    """A heading, and a dot for the whole and each part, or why there is none."""
    head = f"{split.measure}, {split.group} less {split.against}"
    if split.few:
        return [{"head": f"{head}: {differences_in_words(split)[0]}"}]
    rows: list[dict[str, Any]] = [{"head": head}]
    for name, estimate in _parts(split):
        known = _known(estimate)
        ends = (estimate.value, estimate.low, estimate.high) if known else (0.0, 0.0, 0.0)
        at, low, high = (along(value, -reach, reach) for value in ends)
        rows.append({
            "name": name, "at": at if known else None, "low": low, "high": high,
            "clear": not estimate.low <= 0 <= estimate.high, "text": words.difference(estimate),
            "says": f"{head}, {name}: {words.difference(estimate)} per 1,000 life-years",
        })  # fmt: skip
    return rows


def _numbers(found: Decomposition) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Every difference and part with its interval."""
    rows = (
        (s.measure, s.group, s.against, name, estimate.value, estimate.low, estimate.high)
        for s in found.splits
        for name, estimate in _parts(s)
    )
    return ("measure", "group", "against", "part", "per 1,000 life-years", "low", "high"), tuple(rows)
