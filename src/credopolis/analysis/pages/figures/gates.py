"""Requests at each benefit and restriction: shares granted, put first, delayed and refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from credopolis.analysis import words
from credopolis.analysis.measures.gates import GateLine
from credopolis.analysis.told.gates import PAGE_HEADER, gate_row
from credopolis.core.svg import BLUE, GREY, ORANGE, WIDTH, Drawing, Figure
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
    drawing.raw(
        f'<defs><pattern id="gates-delayed" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fdd0a2"/>'
        f'<rect width="3" height="6" fill="{ORANGE}"/></pattern></defs>'
    )
    _legend(drawing)
    for k, line in enumerate(lines):
        drawing.text(_LEFT - 8, _TOP + k * _ROW + 13, words.title(line.gate), "end", "small")
        _gate(drawing, line, _TOP + k * _ROW)
    return Figure("gates", heading, caption, drawing.render(), PAGE_HEADER, tuple(map(gate_row, lines)))


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
        held = f", {words.percent(line.holding_share, 2)} of years" if line.counted == COUNTED[HELD] else ""
        drawing.line(_LEFT, y + 9, _LEFT + 14, y + 9, "grid")
        drawing.text(_LEFT + 20, y + 13, line.counted + held, kind="small", fill="#5b646d")
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
    refused = f"refused {words.percent(line.refused / line.asked, 2)}" if line.refused else "none refused"
    drawing.text(_LEFT + whole + 8, y + 13, f"{words.count(line.asked)}, {refused}", kind="small")
