"""How long spells in each lock last: steps with their bands, told apart by dashes and by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from credopolis.analysis.measures.standing import ALL, Below, TimeBelow
from credopolis.analysis.measures.survival import Curve, LockSurvival
from credopolis.analysis.told.standing import standing_columns, standing_sentences
from credopolis.analysis.words import DAYS_PER_YEAR, bucket, count, share_with_interval
from credopolis.core.svg import WIDTH, Drawing, Figure, grade_colours

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 54, 40, 14, 44, 320
_NAME, _KEY, _LETTER = 20, 32, 6.5  # height of a name, width of the stroke before it, and of a letter
_ALL_COLOUR = "#555555"
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "1 3")


def survival_curves(locks: list[LockSurvival], grades: tuple[str, ...]) -> Figure:
    """Share of spells still going, by years since the lock began; grades lowest first."""
    title = "How long a spell in a lock lasts"
    halves = [
        f"{k.grade}: half are over by {bucket(half)}" if half else f"{k.grade}: less than half are over within the run"
        for k, half in ((k, k.curve.quantile(0.5)) for k in locks)
    ]
    description = (
        "Share of spells in a lock that still go on, by time since the lock began (Kaplan-Meier, with 95 % bands). "
        f"{'; '.join(halves) or 'No life was in a lock'}."
    )
    description += " This is mostly the rule itself; time below good standing is a chart of its own."
    drawing = Drawing("survival", title, description, _HEIGHT)
    drawn = [Drawn(f"lock of {k.grade}", k.grade, k.curve) for k in locks]
    if locks:
        _draw(drawing, drawn, grades, "years since the lock began")
    else:
        drawing.text(WIDTH / 2, _HEIGHT / 2, "No life was in a lock.", "middle")
    causes = ("released", "fell", "locked anew", "corrected", "removed")
    header = ("lock of", "spells", "still open", *causes, "a quarter over", "half", "three quarters")
    rows = tuple(
        (
            k.grade, count(k.spells), count(k.still_open), *(count(n) for n in k.ended_by.values()),
            *(bucket(k.curve.quantile(q)) for q in (0.25, 0.5, 0.75)),
        )
        for k in locks
    )  # fmt: skip
    data = _data(drawn, grades, "years since the lock began")
    return Figure("survival", title, description, drawing.render(), header, rows, data, _numbers(drawn))


def standing_curves(found: TimeBelow, grades: tuple[str, ...]) -> Figure:
    """Share of spells below good standing that still go on; grades lowest first."""
    title = "Time below good standing, beside what the rule alone would give"
    description = (
        f"Share of spells below {found.standing} that still go on, by time since the life fell and the grade that it "
        "fell to (Kaplan-Meier, with 95 % bands). An upright dashed line: where the locks of that grade alone would "
        "end. " + " ".join(standing_sentences(found))
    )
    drawing = Drawing("standing", title, description, _HEIGHT)
    drawn = [_drawn(b) for b in found.below]
    _draw(drawing, drawn, grades, "years since the life fell")
    rows = standing_columns(found)
    header = (*(name for name, _ in rows[0]), "back within the run")
    cells = tuple((*(c for _, c in row), count(b.back)) for row, b in zip(rows, found.below, strict=True))
    data = _data(drawn, grades, "years since the life fell")
    return Figure("standing", title, description, drawing.render(), header, cells, data, _numbers(drawn))


@dataclass(frozen=True)
class Drawn:
    """A curve to draw: its name, the grade whose colour it has, and the day on which the rule alone ends, 0 for
    none.
    """

    name: str
    grade: str
    curve: Curve
    rule_days: int = 0


def _drawn(b: Below) -> Drawn:
    if b.grade == ALL:
        return Drawn("all", ALL, b.curve)
    return Drawn(f"fallen to {b.grade}", b.grade, b.curve, b.rule_days)


def _data(drawn: Sequence[Drawn], grades: tuple[str, ...], axis: str) -> dict[str, Any]:
    """What the bundle draws curves from: times in years, shares in %."""
    colours = dict(zip(grades, grade_colours(len(grades)), strict=True))

    def curve(one: Drawn) -> dict[str, Any]:
        going = [round(100 * share, 4) for share in one.curve.survival]
        low, high = (
            [round(100 * end, 4) if isfinite(end) else share for end, share in zip(band, going, strict=True)]
            for band in (one.curve.low, one.curve.high)
        )
        return {
            "name": one.name, "colour": colours.get(one.grade, _ALL_COLOUR),
            "at": [round(day / DAYS_PER_YEAR, 5) for day in one.curve.days],
            "going": going, "low": low, "high": high, "rule": round(one.rule_days / DAYS_PER_YEAR, 5),
        }  # fmt: skip

    return {"kind": "curves", "axis": axis, "curves": [curve(one) for one in drawn]}


def _numbers(drawn: Sequence[Drawn]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Every step of every curve, with the ends of its band."""
    steps = (
        (one.name, *step)
        for one in drawn
        for step in zip(one.curve.days, one.curve.survival, one.curve.low, one.curve.high, strict=True)
    )
    return ("curve", "days", "share still going", "low", "high"), tuple(steps)


def _draw(drawing: Drawing, drawn: list[Drawn], grades: tuple[str, ...], axis: str) -> None:
    colours = dict(zip(grades, grade_colours(len(grades)), strict=True))
    longest = max(k.curve.days[-1] for k in drawn)
    years = max(1, -(-longest // round(DAYS_PER_YEAR)))
    bottom, right = _HEIGHT - _BOTTOM, WIDTH - _RIGHT

    def x_of(day: float) -> float:
        return _LEFT + day / (years * DAYS_PER_YEAR) * (right - _LEFT)

    def y_of(share: float) -> float:
        return bottom - share * (bottom - _TOP)

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawing.line(_LEFT, y_of(share), right, y_of(share), "grid")
        drawing.text(_LEFT - 8, y_of(share) + 4, f"{100 * share:.0f} %", "end", "small")
    for year in range(years + 1):
        drawing.line(x_of(year * DAYS_PER_YEAR), bottom, x_of(year * DAYS_PER_YEAR), bottom + 4)
        drawing.text(x_of(year * DAYS_PER_YEAR), bottom + 18, str(year), "middle", "small")
    drawing.text((_LEFT + right) / 2, bottom + 36, axis, "middle", "small")
    names = [one.name for one in drawn]
    halves = [(one.curve.quantile(0.5) or (0, one.curve.days[-1]))[1] for one in drawn]
    first = min(y_of(0.44), bottom - _NAME * len(drawn))
    for k, (one, (x, row)) in enumerate(zip(drawn, _places(names, [x_of(day) for day in halves]), strict=True)):
        colour, dash, y = colours.get(one.grade, _ALL_COLOUR), _DASHES[k % len(_DASHES)], first + _NAME * row
        _curve(drawing, one, colour, dash, x_of, y_of)
        if one.rule_days:
            at = x_of(one.rule_days)
            tip = f"{one.name}: locks alone would end after {count(one.rule_days)} days"
            drawing.path(f"M{at:.1f},{bottom}V{_TOP}", stroke=colour, tip=tip, extra='stroke-dasharray="2 4"')
        drawing.path(f"M{x:.1f},{y:.1f}h26", stroke=colour, extra=f'stroke-width="2.5" stroke-dasharray="{dash}"')
        drawing.text(x + _KEY, y + 4, names[k], kind="small")


def _places(names: list[str], halves: list[float]) -> list[tuple[float, int]]:
    """Place and row of each name: right of where half of its spells are over, within the picture, and on no other."""
    found: list[tuple[float, int]] = []
    ends: list[float] = []
    for name, half in zip(names, halves, strict=True):
        width = _KEY + _LETTER * len(name)
        x = max(min(half + 10, WIDTH - width), 0.0)
        taken = {row for (left, row), end in zip(found, ends, strict=True) if left < x + width and x < end}
        found.append((x, next(row for row in range(len(names)) if row not in taken)))
        ends.append(x + width)
    return found


def _curve(
    drawing: Drawing,
    one: Drawn,
    colour: str,
    dash: str,
    x_of: Callable[[float], float],
    y_of: Callable[[float], float],
) -> None:
    curve = one.curve

    def steps(values: tuple[float, ...]) -> list[tuple[float, float]]:
        points = [(x_of(curve.days[0]), y_of(values[0]))]
        for day, before, value in zip(curve.days[1:], values, values[1:], strict=False):
            points += [(x_of(day), y_of(before)), (x_of(day), y_of(value))]
        return points

    drawing.polygon(steps(curve.low) + steps(curve.high)[::-1], colour, extra='fill-opacity="0.18"')
    line = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in steps(curve.survival))
    tip = f"{one.name}: {share_with_interval(curve.after(curve.days[-1]))} still going after {curve.days[-1]} days"
    drawing.path(line, stroke=colour, tip=tip, extra=f'stroke-width="2.2" stroke-dasharray="{dash}"')
