"""How long spells in each lock last: steps with their bands, told apart by dashes and by name."""

from __future__ import annotations

from collections.abc import Callable

from credopolis.analysis.measures.survival import LockSurvival
from credopolis.analysis.words import DAYS_PER_YEAR, bucket, count, percent
from credopolis.core.svg import WIDTH, Drawing, Figure, grade_colours

_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 54, 40, 14, 44, 320
_NAME, _KEY, _LETTER = 20, 32, 6.5  # height of a name, width of the stroke before it, and of a letter
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "1 3")


def survival_curves(locks: list[LockSurvival], grades: tuple[str, ...]) -> Figure:
    """Share of spells still going, by years since the lock began; grades lowest first."""
    title = "How long a spell in a lock lasts"
    halves = [f"{k.grade}: half are over by {bucket(k.curve.quantile(0.5))}" for k in locks]
    description = (
        "Share of spells in a lock that still go on, by time since the lock began (Kaplan-Meier, with 95 % bands). "
        f"{'; '.join(halves) or 'No life was in a lock'}."
    )
    drawing = Drawing("survival", title, description, _HEIGHT)
    if locks:
        _draw(drawing, locks, dict(zip(grades, grade_colours(len(grades)), strict=True)))
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
    return Figure("survival", title, description, drawing.render(), header, rows)


def _draw(drawing: Drawing, locks: list[LockSurvival], colours: dict[str, str]) -> None:
    longest = max(k.curve.days[-1] for k in locks)
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
    drawing.text((_LEFT + right) / 2, bottom + 36, "years since the lock began", "middle", "small")
    names = [f"lock of {lock.grade}" for lock in locks]
    halves = [(lock.curve.quantile(0.5) or (0, lock.curve.days[-1]))[1] for lock in locks]
    first = min(y_of(0.44), bottom - _NAME * len(locks))
    for k, (lock, (x, row)) in enumerate(zip(locks, _places(names, [x_of(day) for day in halves]), strict=True)):
        colour, dash, y = colours.get(lock.grade, "#555555"), _DASHES[k % len(_DASHES)], first + _NAME * row
        _curve(drawing, lock, colour, dash, x_of, y_of)
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
    lock: LockSurvival,
    colour: str,
    dash: str,
    x_of: Callable[[float], float],
    y_of: Callable[[float], float],
) -> None:
    curve = lock.curve

    def steps(values: tuple[float, ...]) -> list[tuple[float, float]]:
        points = [(x_of(curve.days[0]), y_of(values[0]))]
        for day, before, value in zip(curve.days[1:], values, values[1:], strict=False):
            points += [(x_of(day), y_of(before)), (x_of(day), y_of(value))]
        return points

    drawing.polygon(steps(curve.low) + steps(curve.high)[::-1], colour, extra='fill-opacity="0.18"')
    line = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in steps(curve.survival))
    tip = f"lock of {lock.grade}: {percent(curve.survival[-1])} still going after {curve.days[-1]} days"
    drawing.path(line, stroke=colour, tip=tip, extra=f'stroke-width="2.2" stroke-dasharray="{dash}"')
