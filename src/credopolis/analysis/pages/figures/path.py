"""How many are on a list, year by year, beside what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from credopolis.analysis.words import title
from credopolis.core.svg import BLUE, ORANGE, WIDTH, Drawing, Figure
from credopolis.library.on_record import OnRecord

Path = Sequence[tuple[date, float, OnRecord | None]]
"""Days, people on the list, and what is on record of that day, as `listed_by_year` gives them."""

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 54, 20, 20, 44, 320
_MILLION: Final = 1e6
_STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_MARKS, _MOST_YEARS, _DOT = 6, 8, 4.5


def list_path(name: str, path: Path) -> Figure:
    """A line of a list's size, and dots for what is on record, with tolerances."""
    heading = f"On the list of {title(name).lower()}, year by year, beside the record"
    caption = (
        "Blue: people on the list in this run, scaled to the population of 2020. Orange: what is on record, with the "
        "range that counts as agreement; a ring marks a number that a parameter was chosen by, so that agreement there "
        "checks nothing."
    )
    drawing = Drawing("list-path", heading, caption, _HEIGHT)
    first, last = path[0][0].toordinal(), path[-1][0].toordinal()
    top = max([1.0, *(value for _, value, _ in path), *(row.most for _, _, row in path if row is not None)])

    def x_of(day: date) -> float:
        return _LEFT + (day.toordinal() - first) / max(last - first, 1) * (WIDTH - _LEFT - _RIGHT)

    def y_of(value: float) -> float:
        return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _BOTTOM - _TOP)

    _marks(drawing, top, y_of(0.0), y_of(top))
    for day in _years(path[0][0], path[-1][0]):
        drawing.text(x_of(day), _HEIGHT - _BOTTOM + 18, str(day.year), "middle", "small")
    points = "L".join(f"{x_of(day):.1f},{y_of(value):.1f}" for day, value, _ in path)
    drawing.path(f"M{points}", stroke=BLUE, extra='stroke-width="2"')
    for day, _, row in path:
        if row is not None:
            x = x_of(day)
            span = f"M{x:.1f},{y_of(row.least):.1f}V{y_of(row.most):.1f}"
            drawing.path(span, stroke=ORANGE, extra='stroke-width="2"')
            _dot(drawing, x, y_of(row.value), row.chosen)
    rows = tuple(
        (day.isoformat(), f"{value / _MILLION:.2f}", "" if row is None else f"{row.value / _MILLION:.4g}")
        for day, value, row in path
    )
    header = ("day", "on the list here (million)", "on record (million)")
    return Figure("list-path", heading, caption, drawing.render(), header, rows)


def _years(first: date, last: date) -> list[date]:
    """First days of years between two days, not too many."""
    years = range(first.year, last.year + 1)
    return [day for year in years[:: max(1, round(len(years) / _MOST_YEARS))] if (day := date(year, 1, 1)) >= first]


def _marks(drawing: Drawing, top: float, bottom_y: float, top_y: float) -> None:
    """Lines at round numbers of millions. top : of the scale, at `top_y`."""
    step = next((s for s in _STEPS if top / _MILLION / s <= _MOST_MARKS), _STEPS[-1])
    for k in range(int(top / _MILLION / step) + 1):
        y = bottom_y + (top_y - bottom_y) * k * step * _MILLION / top
        drawing.line(_LEFT, y, WIDTH - _RIGHT, y, "grid" if k else "axis")
        drawing.text(_LEFT - 6, y + 4, f"{k * step:g}", "end", "small")
    drawing.text(_LEFT - 6, _TOP - 8, "million", "end", "small")


def _dot(drawing: Drawing, x: float, y: float, ring: bool) -> None:
    """A number of the record; a ring if a parameter was chosen by it."""
    drawing.circle(x, y, _DOT, "#fff" if ring else ORANGE)
    if ring:
        around = f"M{x - _DOT:.1f},{y:.1f}a{_DOT},{_DOT} 0 1 0 {2 * _DOT},0a{_DOT},{_DOT} 0 1 0 {-2 * _DOT},0"
        drawing.path(around, stroke=ORANGE, extra='stroke-width="2"')
