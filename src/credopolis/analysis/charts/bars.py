"""How many entries were true: bars of equal length, the parts told apart by pattern as well as colour."""

from __future__ import annotations

from typing import Any

import polars as pl

from credopolis.analysis.words import count, percent, title
from credopolis.core.drawn import PER_CENT, STRIPED, bars, part
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, GREY

_FILLS = {"true": BLUE, "mistaken": STRIPED, "malicious": f"dots {GREY} #14181c", "fabricated": "#14181c"}


def entry_bars(entries: pl.DataFrame, column: str) -> Figure:
    """One bar for each label of `column` (`act` or `channel`): entries as of `metrics.entries_by`.

    Bars show shares, since one act may have a thousand times the entries of another; the counts stand beside them.
    """
    name = f"entries-{column}"
    frame = entries.filter(pl.col("entries") > 0)
    total = int(frame["entries"].sum())
    caption = (
        f"{count(total)} entries (person-times) by {column}, each bar divided by truth. Plain: true. "
        "Hatched: mistaken, no such act or another's. Dotted: malicious, a false report. Dark: fabricated by an office."
    )
    heading = f"Entries by {column}, and how many of them are false"
    rows = []
    for row in frame.iter_rows(named=True):
        truths = (count(row[t]) for t in _FILLS)
        rows.append((title(row[column]), count(row["entries"]), *truths, percent(row["false_share"])))
    header = (column, "entries (person-times)", *_FILLS, "share false")
    numbers = tuple((row[column], row["entries"], *(row[t] for t in _FILLS)) for row in frame.iter_rows(named=True))
    return Figure(
        name, heading, caption, header, tuple(rows), _drawn(frame, column),
        ((column, "entries", *_FILLS), numbers),
    )  # fmt: skip


def _drawn(frame: pl.DataFrame, column: str) -> dict[str, Any]:
    """What the bundle draws it from."""

    def row(of: dict[str, Any]) -> dict[str, Any]:
        label, all_of_them = title(of[column]), of["entries"]
        parts = [part(k, of[t] / all_of_them, f"{label}, {t}: {count(of[t])}") for k, t in enumerate(_FILLS)]
        return {
            "name": label, "end": f"{count(all_of_them)}, {percent(of['false_share'])} false",
            "bars": [{"parts": parts, "text": ""}],
        }  # fmt: skip

    return bars(_FILLS, [row(one) for one in frame.iter_rows(named=True)], PER_CENT, f"share of entries by {column}")
