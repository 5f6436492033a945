"""Strain: minutes a week that compliance takes, by grade and by distance to a threshold; who cannot catch up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from credopolis.analysis.measures.strain import StrainLine
from credopolis.analysis.told.strain import HEADER, HEADING, strain_row
from credopolis.core.drawn import bars, part, round_marks
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, ORANGE

FILLS: Final = {"on points": BLUE, "on avoiding loss": ORANGE}


def strain_bars(lines: Sequence[StrainLine]) -> Figure:
    """Two bars a grade, then two a distance, all on one scale; at the end of a row who cannot catch up."""
    caption = (
        "Grown-ups as looked at on settling days. Upper bar: what they do for points beyond what they would do "
        "anyway; lower bar: care for what they then do not do. At the right, of those below the grade of the start the "
        "share who cannot catch up within the years that the regime says."
    )
    numbers = tuple((k.by, k.where, k.lives, k.hours_points, k.hours_care, k.behind, k.stuck) for k in lines)
    columns = ("by", "where", "lives", "hours on points", "hours on avoiding loss", "share below the start",
               "share of these that cannot catch up")  # fmt: skip
    return Figure(
        "strain", HEADING, caption, HEADER, tuple(strain_row(line) for line in lines), _drawn(lines), (columns, numbers)
    )


def _drawn(lines: Sequence[StrainLine]) -> dict[str, Any]:
    """What the bundle draws it from: minutes, of the longest bar."""
    minutes = [60.0 * hours for line in lines for hours in (line.hours_points, line.hours_care)]
    longest = max(*minutes, 1e-9)

    def row(line: StrainLine) -> dict[str, Any]:
        name, *_, stuck = strain_row(line)
        both = (60.0 * line.hours_points, 60.0 * line.hours_care)
        shown = [
            {"parts": [part(k, n / longest, f"{fill}: {n:.2f} minutes a week")], "text": f"{n:.2f}"}
            for k, (fill, n) in enumerate(zip(FILLS, both, strict=True))
        ]
        return {"name": name, "end": f"{stuck} stuck" if stuck else "", "bars": shown}

    marks = [(mark / longest, f"{mark:g}") for mark in round_marks(longest, 4)]
    return bars(FILLS, [row(line) for line in lines], marks, "minutes a week")
