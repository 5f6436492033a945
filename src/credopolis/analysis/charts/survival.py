"""How long spells in each lock last: steps with their bands, told apart by dashes and by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from credopolis.analysis.measures.standing import ALL, Below, TimeBelow
from credopolis.analysis.measures.survival import CAUSES, Curve, LockSurvival
from credopolis.analysis.told.standing import standing_columns, standing_sentences
from credopolis.analysis.words import DAYS_PER_YEAR, bucket, count
from credopolis.core.figure import Figure
from credopolis.core.svg import grade_colours

_ALL_COLOUR = "#555555"


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
    drawn = [Drawn(f"lock of {k.grade}", k.grade, k.curve) for k in locks]
    header = ("lock of", "spells", "still open", *CAUSES, "a quarter over", "half", "three quarters")
    rows = tuple(
        (
            k.grade, count(k.spells), count(k.still_open), *(count(n) for n in k.ended_by.values()),
            *(bucket(k.curve.quantile(q)) for q in (0.25, 0.5, 0.75)),
        )
        for k in locks
    )  # fmt: skip
    data = _data(drawn, grades, "years since the lock began")
    return Figure("survival", title, description, header, rows, data, _numbers(drawn))


def standing_curves(found: TimeBelow, grades: tuple[str, ...]) -> Figure:
    """Share of spells below good standing that still go on; grades lowest first."""
    title = "Time below good standing, beside what the rule alone would give"
    description = (
        f"Share of spells below {found.standing} that still go on, by time since the life fell and the grade that it "
        "fell to (Kaplan-Meier, with 95 % bands). An upright dashed line: where the locks of that grade alone would "
        "end. " + " ".join(standing_sentences(found))
    )
    drawn = [_drawn(b) for b in found.below]
    rows = standing_columns(found)
    header = (*(name for name, _ in rows[0]), "back within the run")
    cells = tuple((*(c for _, c in row), count(b.back)) for row, b in zip(rows, found.below, strict=True))
    data = _data(drawn, grades, "years since the life fell")
    return Figure("standing", title, description, header, cells, data, _numbers(drawn))


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
        going = [round(100 * share, 3) for share in one.curve.survival]
        low, high = (
            [round(100 * end, 3) if isfinite(end) else share for end, share in zip(band, going, strict=True)]
            for band in (one.curve.low, one.curve.high)
        )
        return {
            "name": one.name, "colour": colours.get(one.grade, _ALL_COLOUR),
            "at": [round(day / DAYS_PER_YEAR, 4) for day in one.curve.days],
            "going": going, "low": low, "high": high, "rule": round(one.rule_days / DAYS_PER_YEAR, 4),
        }  # fmt: skip

    return {"kind": "curves", "axis": axis, "curves": [curve(one) for one in drawn]}


def _numbers(drawn: Sequence[Drawn]) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Every step of every curve, with the ends of its band."""
    steps = (
        (one.name, day, *(round(share, 9) for share in shares))
        for one in drawn
        for day, *shares in zip(one.curve.days, one.curve.survival, one.curve.low, one.curve.high, strict=True)
    )
    return ("curve", "days", "share still going", "low", "high"), tuple(steps)
