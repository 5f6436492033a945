"""Both kinds of doubt as bars about each headline, as shares of its value, so that all fit one axis."""

from __future__ import annotations

import math

from credopolis.analysis import words
from credopolis.analysis.studies.robust_result import Doubts, Robust
from credopolis.core.svg import BLUE, ORANGE, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 330, 40, 26, 30, 46
_REACH = 3.0


def doubt_bars(found: Robust) -> Figure:
    """Of each headline a wide bar for the assumptions and a narrow one for chance."""
    shown = [d for d in found.headlines if not d.few and math.isfinite(d.value) and d.value != 0]
    title = "Chance, and the assumptions"
    caption = (
        "Each headline as a share of its value. Orange: between which 95 % of the draws of all assumptions lie; blue: "
        f"its 95 % interval over seeds. What lies beyond {_REACH:.0f} times the value is cut off with an arrow. "
        "Headlines that are 0, or rest on too few events, stand in the table only."
    )
    height = _TOP + _ROW * max(len(shown), 1) + _BOTTOM
    drawing = Drawing("doubts", title, caption, height)
    right, bottom = WIDTH - _RIGHT, height - _BOTTOM

    def x_of(share: float) -> float:
        held = min(max(share, -1.0), _REACH)
        return _LEFT + (held + 1.0) / (_REACH + 1.0) * (right - _LEFT)

    for share in (-1.0, 0.0, 1.0, 2.0, _REACH):
        drawing.line(x_of(share), _TOP - 8, x_of(share), bottom, "axis" if share in (0.0, 1.0) else "grid")
        drawing.text(x_of(share), bottom + 16, f"{100 * share:.0f} %", "middle", "small")
    drawing.text(x_of(1.0), bottom + 34, "share of the value (100 % is the value itself)", "middle", "small")
    for k, d in enumerate(shown):
        _bars(drawing, d, _TOP + _ROW * k, x_of)
    header = ("measure", "unit", "value", "chance, from", "to", "assumptions, from", "to")
    rows = tuple(
        (
            d.title,
            d.unit,
            words.within(d.chance),
            *words.ends(d.chance.low, d.chance.high),
            *words.spread(d.low, d.high).split(" to "),
        )
        for d in found.headlines
    )
    return Figure("doubts", title, caption, drawing.render(), header, rows)


def _bars(drawing: Drawing, d: Doubts, y: float, x_of: object) -> None:
    place = x_of
    assert callable(place)
    low, high = sorted((d.low / d.value, d.high / d.value))
    sure_low, sure_high = sorted((d.chance.low / d.value, d.chance.high / d.value))
    drawing.text(_LEFT - 10, y + 16, d.title, "end", "small")
    tip = f"{d.title}: {words.spread(d.low, d.high)} over assumptions"
    drawing.rect(place(low), y + 5, max(place(high) - place(low), 1.5), 14, ORANGE, tip, 'fill-opacity="0.45"')
    tip = f"{d.title}: {' to '.join(words.ends(d.chance.low, d.chance.high))} by chance"
    drawing.rect(place(sure_low), y + 9, max(place(sure_high) - place(sure_low), 2.0), 6, BLUE, tip)
    if high > _REACH:
        drawing.text(place(_REACH) + 4, y + 16, "→", kind="small")
    if low < -1.0:
        drawing.text(place(-1.0) - 12, y + 16, "←", kind="small")
