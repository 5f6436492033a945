"""How many entries were true: bars of equal length, the parts told apart by pattern as well as colour."""

from __future__ import annotations

from typing import Any

import polars as pl

from credopolis.analysis.charts.drawn import PER_CENT, STRIPED, bars, part
from credopolis.analysis.words import count, percent, title
from credopolis.core.svg import BLUE, GREY, ORANGE, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _TOP = 190, 170, 24, 36
_FILLS = {
    "true": BLUE, "mistaken": "url(#{}-mistaken)", "malicious": "url(#{}-malicious)",
    "fabricated": "url(#{}-fabricated)",
}  # fmt: skip


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
    drawing = Drawing(name, heading, caption, _TOP + _ROW * max(frame.height, 1) + 8)
    _patterns(drawing, name)
    _legend(drawing, name)
    rows = []
    for k, row in enumerate(frame.iter_rows(named=True)):
        _bar(drawing, name, title(row[column]), row, _TOP + k * _ROW)
        truths = (count(row[t]) for t in _FILLS)
        rows.append((title(row[column]), count(row["entries"]), *truths, percent(row["false_share"])))
    header = (column, "entries (person-times)", *_FILLS, "share false")
    numbers = tuple((row[column], row["entries"], *(row[t] for t in _FILLS)) for row in frame.iter_rows(named=True))
    return Figure(
        name, heading, caption, drawing.render(), header, tuple(rows), _drawn(frame, column),
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

    fills = (BLUE, STRIPED, f"dots {GREY} #14181c", "#14181c")
    keys = dict(zip(_FILLS, fills, strict=True))
    return bars(keys, [row(one) for one in frame.iter_rows(named=True)], PER_CENT, f"share of entries by {column}")


def _bar(drawing: Drawing, name: str, label: str, row: dict[str, Any], y: float) -> None:
    drawing.text(_LEFT - 8, y + 15, label, "end", "small")
    x, scale = float(_LEFT), (WIDTH - _LEFT - _RIGHT) / row["entries"]
    for truth, fill in _FILLS.items():
        width = row[truth] * scale
        drawing.rect(x, y + 3, width, _ROW - 7, fill.format(name), f"{label}, {truth}: {count(row[truth])}")
        x += width
    drawing.text(
        WIDTH - _RIGHT + 8, y + 15, f"{count(row['entries'])}, {percent(row['false_share'])} false", kind="small"
    )


def _patterns(drawing: Drawing, name: str) -> None:
    drawing.raw(
        f'<defs><pattern id="{name}-mistaken" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fdd0a2"/>'
        f'<rect width="3" height="6" fill="{ORANGE}"/></pattern>'
        f'<pattern id="{name}-malicious" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{GREY}"/><circle cx="3" cy="3" r="1.8" fill="#14181c"/></pattern>'
        f'<pattern id="{name}-fabricated" width="4" height="4" patternUnits="userSpaceOnUse">'
        f'<rect width="4" height="4" fill="#14181c"/><rect width="4" height="1" fill="{GREY}"/></pattern></defs>'
    )


def _legend(drawing: Drawing, name: str) -> None:
    x = float(_LEFT)
    for truth, fill in _FILLS.items():
        drawing.rect(x, 10, 16, 12, fill.format(name))
        drawing.text(x + 22, 20, truth, kind="small")
        x += 110
