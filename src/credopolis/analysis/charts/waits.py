"""Waits for places that are few: of those put first, of the others, and of all if nobody were put first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credopolis.analysis.measures.waits import WaitLine
from credopolis.analysis.told.waits import HEADER, days, wait_row
from credopolis.analysis.words import title
from credopolis.core.drawn import STRIPED, bars, part
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, GREY


def wait_bars(lines: Sequence[WaitLine]) -> Figure:
    """Three bars a queue, on a scale of its own: waits differ from days to years."""
    heading = "What a head start of some costs the others: days of wait on the last day"
    caption = (
        "Half of those who ask wait at most so long. Upper bar: requests that are put first; middle bar, grey: "
        "everybody, if nobody were put first, with as many places and as many who ask; lower bar, striped: the others. "
        "Each queue has a scale of its own. Never: those put first take every place."
    )
    numbers = tuple((k.queue, k.first_days, k.alike_days, k.others_days, k.never) for k in lines)
    columns = ("queue", "days put first", "days if nobody were", "days of the others", "others never")
    return Figure(
        "waits", heading, caption, HEADER, tuple(wait_row(line) for line in lines), _drawn(lines),
        (columns, numbers),
    )  # fmt: skip


def _three(line: WaitLine) -> tuple[tuple[str, float | None, bool, str], ...]:
    """Of a queue: whose wait, how many days, whether it never ends, and the fill of its bar."""
    return (
        ("put first", line.first_days, False, BLUE),
        ("nobody put first", line.alike_days, False, GREY),
        ("others", line.others_days, line.never, "url(#waits-others)"),
    )


def _drawn(lines: Sequence[WaitLine]) -> dict[str, Any]:
    """What the bundle draws it from; each queue has a scale of its own."""

    def bar(key: int, name: str, number: float | None, never: bool, longest: float) -> dict[str, Any]:
        words = f"{name}: {days(number, never)}" + ("" if never or not number else " days")
        return {"parts": [part(key, 1.0 if never else (number or 0.0) / longest, words)], "text": words}

    def row(line: WaitLine) -> dict[str, Any]:
        three = _three(line)
        longest = max(*(number or 0.0 for _, number, _, _ in three), 1e-9)
        shown = [
            bar(k, name, n, never, longest) for k, (name, n, never, _) in enumerate(three) if n is not None or never
        ]
        return {"name": title(line.queue), "end": "", "bars": shown}

    fills = {"put first": BLUE, "nobody put first": GREY, "others": STRIPED}
    return bars(fills, [row(line) for line in lines])
