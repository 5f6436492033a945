"""How long something lasts: steps with their bands, told apart by dashes and by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from credopolis.analysis.charts.stills.scales import key_lines, per_cent_marks
from credopolis.core.drawn import round_marks
from credopolis.core.svg import WIDTH, Drawing

_LEFT, _RIGHT, _TOP, _AXIS, _HEIGHT, _LINE, _KEY = 54, 20, 14, 44, 320, 20, 32
_DASHES: Final = ("", "8 4", "2 3", "10 3 2 3", "14 4", "1 3")


def curves(drawing: Drawing, drawn: Mapping[str, Any]) -> None:
    """Draw what `kinds.ts` calls `Curves`."""
    every, right, bottom = drawn["curves"], WIDTH - _RIGHT, _HEIGHT - _AXIS
    places = key_lines([one["name"] for one in every], _KEY)
    drawing.height = _HEIGHT + _LINE * (1 + max((line for _, line in places), default=0))
    to: float = max([0.25, *(one["at"][-1] for one in every)])

    def x_of(years: float) -> float:
        return _LEFT + years / to * (right - _LEFT)

    def y_of(share: float) -> float:
        return bottom - share / 100 * (bottom - _TOP)

    def corners(one: Mapping[str, Any], values: Sequence[float]) -> list[tuple[float, float]]:
        if drawn.get("smooth"):
            return [(x_of(at), y_of(value)) for at, value in zip(one["at"], values, strict=True)]
        points = [(x_of(one["at"][0]), y_of(values[0]))]
        for at, before, value in zip(one["at"][1:], values, values[1:], strict=False):
            points += [(x_of(at), y_of(before)), (x_of(at), y_of(value))]
        return points

    per_cent_marks(drawing, _LEFT, right, y_of)
    for years in round_marks(to, 12):
        drawing.line(x_of(years), bottom, x_of(years), bottom + 4)
        drawing.text(x_of(years), bottom + 18, f"{years:g}", "middle", "small")
    drawing.text((_LEFT + right) / 2, bottom + 36, drawn["axis"], "middle", "small")
    for k, (one, (x, line)) in enumerate(zip(every, places, strict=True)):
        stroke = f'stroke-width="2.2" stroke-dasharray="{_DASHES[k % len(_DASHES)]}"'
        drawing.polygon(corners(one, one["low"]) + corners(one, one["high"])[::-1], one["colour"], extra=_PALE)
        path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in corners(one, one["going"]))
        drawing.path(path, stroke=one["colour"], tip=one["name"], extra=stroke)
        if 0 < one["rule"] <= to:
            drawing.path(f"M{x_of(one['rule']):.1f},{bottom}V{_TOP}", stroke=one["colour"], extra=_DOTTED)
        y = _HEIGHT + _LINE * line + 8
        drawing.path(f"M{x + 8:.1f},{y}h26", stroke=one["colour"], extra=stroke)
        drawing.text(x + 8 + _KEY, y + 4, one["name"], kind="small")


_PALE, _DOTTED = 'fill-opacity="0.18"', 'stroke-dasharray="2 4"'
