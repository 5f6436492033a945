"""How acts were seen: true acts seen and alarms about innocents by channel, beside the share of capacity used."""

from __future__ import annotations

import math
from typing import Any

from credopolis.analysis.measures.seeing import ChannelLine
from credopolis.analysis.words import count, percent, title
from credopolis.core.drawn import STRIPED, bars, part
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE


def channel_bars(lines: list[ChannelLine]) -> Figure:
    """Two bars a channel on one log scale (person-times), and a bar for the capacity used (a share)."""
    heading = "How acts were seen, and whom alarms struck"
    description = (
        "For each channel, above: true acts that it saw, whoever else did (plain); below: cases that it opened against "
        "innocents (striped); both in person-times, on a log scale. To the right: the share of its capacity that was "
        "used; empty where the channel counts nothing."
    )
    rows = tuple(_row(line) for line in lines)
    return Figure("channels", heading, description, _HEADER, rows, _drawn(lines), _numbers(lines))


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
