"""Requests at each benefit and restriction: shares granted, put first, delayed and refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from credopolis.analysis import words
from credopolis.analysis.measures.gates import GateLine
from credopolis.analysis.told.gates import PAGE_HEADER, gate_row
from credopolis.core.drawn import PER_CENT, STRIPED, bars, part
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE
from credopolis.mechanisms.gates import COUNTED, HELD

_FATES: Final = {
    "put first": ("put_first", BLUE),
    "granted": ("granted", "#d6e6f4"),
    "delayed behind them": ("delayed", STRIPED),
    "refused": ("refused", "#3d1a00"),
}


def gate_bars(lines: Sequence[GateLine]) -> Figure:
    """A bar a gate, in full where requests are counted; the others say in words why they are not."""
    heading = "What people asked for: granted, put first, delayed behind those, refused"
    caption = (
        "Shares of requests over the whole run, of lives in a grade: blue are put first, pale are granted in the "
        "ordinary way, striped wait behind those put first, black are refused. Beside the bar stand all requests. "
        "Refusals at a service were drawn; all else are expected numbers. Years are of lives in any grade, with the "
        "benefit."
    )
    rows = tuple(map(gate_row, lines))
    return Figure("gates", heading, caption, PAGE_HEADER, rows, _drawn(lines), _numbers(lines))


def _drawn(lines: Sequence[GateLine]) -> dict[str, Any]:
    """What the bundle draws it from."""

    def row(line: GateLine) -> dict[str, Any]:
        name = words.title(line.gate)
        if line.asked is None:
            return {"name": name, "end": "", "bars": [{"parts": [], "text": _uncounted(line)}]}
        shares = [getattr(line, fate) / line.asked if line.asked else 0.0 for fate, _ in _FATES.values()]
        parts = [
            part(k, share, f"{name}, {what}: {words.percent(share)}")
            for k, (what, share) in enumerate(zip(_FATES, shares, strict=True))
        ]
        return {"name": name, "end": _asked(line), "bars": [{"parts": parts, "text": ""}]}

    fills = {name: fill for name, (_, fill) in _FATES.items()}
    return bars(fills, [row(line) for line in lines], PER_CENT, "share of requests")


def _numbers(lines: Sequence[GateLine]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    names = ("gate", "counted", "asked", *(fate for fate, _ in _FATES.values()), "holding_share")
    return names, tuple(tuple(getattr(line, name) for name in names) for line in lines)


def _asked(line: GateLine) -> str:
    """How many asked at a gate whose requests are counted, and how many of them were refused."""
    asked, refused = line.asked or 0, line.refused or 0
    return f"{words.count(asked)}, " + (f"refused {words.percent(refused / asked, 2)}" if refused else "none refused")


def _uncounted(line: GateLine) -> str:
    """Why nobody's requests are counted at a gate."""
    return line.counted + (
        f", {words.percent(line.holding_share, 2)} of years" if line.counted == COUNTED[HELD] else ""
    )
