"""Requests at each benefit and restriction: shares granted, put first, delayed and refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from credopolis.analysis import words
from credopolis.analysis.charts.drawn import PER_CENT, STRIPED, bars, part, stripes
from credopolis.analysis.measures.gates import GateLine
from credopolis.analysis.told.gates import PAGE_HEADER, gate_row
from credopolis.core.svg import BLUE, GREY, WIDTH, Drawing, Figure
from credopolis.mechanisms.gates import COUNTED, HELD

_LEFT, _RIGHT, _ROW, _BAR, _TOP = 150, 190, 24, 15, 30
_FATES: Final = {
    "put first": ("put_first", BLUE),
    "granted": ("granted", "#d6e6f4"),
    "delayed behind them": ("delayed", "url(#gates-delayed)"),
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
    drawing = Drawing("gates", heading, caption, _TOP + _ROW * max(len(lines), 1))
    drawing.raw(stripes("gates-delayed"))
    _legend(drawing)
    for k, line in enumerate(lines):
        drawing.text(_LEFT - 8, _TOP + k * _ROW + 13, words.title(line.gate), "end", "small")
        _gate(drawing, line, _TOP + k * _ROW)
    rows = tuple(map(gate_row, lines))
    return Figure("gates", heading, caption, drawing.render(), PAGE_HEADER, rows, _drawn(lines), _numbers(lines))


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

    fills = {name: STRIPED if fill.startswith("url") else fill for name, (_, fill) in _FATES.items()}
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


def _legend(drawing: Drawing) -> None:
    """What the fillings mean."""
    x = float(_LEFT)
    for name, (_, fill) in _FATES.items():
        drawing.rect(x, 4, 14, 14, fill, extra='stroke="#5b646d" stroke-width=".5"')
        drawing.text(x + 20, 15, name, kind="small")
        x += 34 + 7.2 * len(name)


def _gate(drawing: Drawing, line: GateLine, y: float) -> None:
    """The bar of one gate, or the words in its place. y : of its top."""
    whole = WIDTH - _LEFT - _RIGHT
    if line.asked is None:
        drawing.line(_LEFT, y + 9, _LEFT + 14, y + 9, "grid")
        drawing.text(_LEFT + 20, y + 13, _uncounted(line), kind="small", fill="#5b646d")
        return
    x = float(_LEFT)
    for name, (fate, fill) in _FATES.items():
        share = getattr(line, fate) / line.asked if line.asked else 0.0
        if share > 0:
            drawing.rect(
                x, y + 2, whole * share, _BAR, fill, f"{words.title(line.gate)}, {name}: {words.percent(share)}",
                extra=f'stroke="{GREY}" stroke-width=".5"',
            )  # fmt: skip
            x += whole * share
    drawing.text(_LEFT + whole + 8, y + 13, _asked(line), kind="small")
