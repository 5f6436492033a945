"""How acts were seen: true acts seen and alarms about innocents by channel, beside the share of capacity used."""

from __future__ import annotations

import math
from typing import Any

from credopolis.analysis.charts.drawn import STRIPED, bars, part, stripes
from credopolis.analysis.measures.seeing import ChannelLine
from credopolis.analysis.words import count, percent, title
from credopolis.core.svg import BLUE, GREY, Drawing, Figure

_LEFT, _ROW, _TOP, _BOTTOM, _WIDE, _SHARE_AT, _SHARE_WIDE = 104, 34, 44, 44, 330, 570, 120


def channel_bars(lines: list[ChannelLine]) -> Figure:
    """Two bars a channel on one log scale (person-times), and a bar for the capacity used (a share)."""
    heading = "How acts were seen, and whom alarms struck"
    description = (
        "For each channel, above: true acts that it saw, whoever else did (plain); below: cases that it opened against "
        "innocents (striped); both in person-times, on a log scale. To the right: the share of its capacity that was "
        "used; empty where the channel counts nothing."
    )
    drawing = Drawing("channels", heading, description, _TOP + _ROW * max(len(lines), 1) + _BOTTOM)
    drawing.raw(stripes("channels-false"))
    decades = _decades(lines)
    bottom = _TOP + _ROW * max(len(lines), 1)

    def width(number: float) -> float:
        return 0.0 if number < 1 else max(2.0, math.log10(number) / decades * _WIDE)

    for power in range(decades + 1):
        x = _LEFT + power / decades * _WIDE
        drawing.line(x, _TOP - 4, x, bottom, "grid" if power else "axis")
        if (decades - power) % (1 + decades // 6) == 0:
            drawing.text(x, bottom + 16, count(10**power), "middle", "small")
    drawing.text(_LEFT + _WIDE / 2, bottom + 34, "person-times (log scale)", "middle", "small")
    _legend(drawing)
    drawing.text(_SHARE_AT, _TOP - 14, "capacity used", kind="small")
    for k, line in enumerate(lines):
        y = _TOP + k * _ROW
        drawing.text(_LEFT - 8, y + 19, title(line.channel), "end", "small")
        bars = ((line.seen, BLUE, "true acts seen"), (line.false_alarms, "url(#channels-false)", "false alarms"))
        for row, (number, fill, what) in enumerate(bars):
            at = y + 4 + 13 * row
            drawing.rect(_LEFT, at, width(number), 11, fill, f"{line.channel}: {count(number)} {what}")
            drawing.text(_LEFT + width(number) + 6, at + 10, count(number), kind="small")
        if line.used_share is not None:
            drawing.rect(_SHARE_AT, y + 9, _SHARE_WIDE, 12, "none", extra=f'stroke="{GREY}"')
            drawing.rect(_SHARE_AT, y + 9, min(line.used_share, 1.0) * _SHARE_WIDE, 12, GREY, percent(line.used_share))
            drawing.text(_SHARE_AT + _SHARE_WIDE + 8, y + 19, percent(line.used_share, 0), kind="small")
    rows = tuple(_row(line) for line in lines)
    return Figure("channels", heading, description, drawing.render(), _HEADER, rows, _drawn(lines), _numbers(lines))


def _decades(lines: list[ChannelLine]) -> int:
    """Powers of ten that the scale has."""
    return max(1, math.ceil(math.log10(max([10, *(max(k.seen, k.false_alarms) for k in lines)]))))


def _drawn(lines: list[ChannelLine]) -> dict[str, Any]:
    """What the bundle draws it from."""
    decades = _decades(lines)

    def bar(key: int, line: ChannelLine, number: int, what: str) -> dict[str, Any]:
        share = math.log10(number) / decades if number >= 1 else 0.0
        return {"parts": [part(key, share, f"{title(line.channel)}: {count(number)} {what}")], "text": count(number)}

    rows = [
        {
            "name": title(line.channel),
            "end": "" if line.used_share is None else f"{percent(line.used_share, 0)} of capacity used",
            "bars": [bar(0, line, line.seen, "true acts seen"), bar(1, line, line.false_alarms, "false alarms")],
        }
        for line in lines
    ]
    marks = [(power / decades, count(10**power)) for power in range(decades + 1)]
    return bars({"true acts seen": BLUE, "false alarms": STRIPED}, rows, marks, "person-times (log scale)")


def _numbers(lines: list[ChannelLine]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    names = (
        "channel", "seen", "first", "missed", "false_alarms", "capacity", "used", "demand", "dropped", "used_share",
        "backlog", "wait_days", "unit", "reach",
    )  # fmt: skip
    return names, tuple(tuple(getattr(line, name) for name in names) for line in lines)


_HEADER = (
    "channel", "acts seen (person-times)", "seen first", "missed in its reach", "false alarms", "capacity", "used",
    "asked", "dropped", "share used", "backlog at the end", "days of wait", "unit of capacity", "mean reach at the end",
)  # fmt: skip


def _row(line: ChannelLine) -> tuple[str, ...]:
    amounts = (line.capacity, line.used, line.demand, line.dropped)
    return (
        title(line.channel), *(count(n) for n in (line.seen, line.first, line.missed, line.false_alarms)),
        *(count(n) for n in amounts), percent(line.used_share), count(line.backlog), f"{line.wait_days:.1f}", line.unit,
        percent(line.reach, 2),
    )  # fmt: skip


def _legend(drawing: Drawing) -> None:
    for x, fill, name in ((_LEFT, BLUE, "true acts seen"), (_LEFT + 140, "url(#channels-false)", "false alarms")):
        drawing.rect(x, 8, 16, 12, fill)
        drawing.text(x + 22, 18, name, kind="small")
