"""Elasticities in words, the same in the terminal and in the documentation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.library.elasticities import CAMERAS, REPORTED

if TYPE_CHECKING:
    from credopolis.analysis.studies.elasticities import ActElasticity, Elasticities

COLUMNS: Final = ("act", "lever", "answer", "by chance", "over assumptions", "same sign", "beside studies")


def size_in_words(found: Elasticities) -> str:
    """What was run, and how to read it."""
    draws = f", and {found.draws - found.refused} draws of all assumptions at once" if found.draws else ""
    return (
        f"{found.scenario}: {found.people:,} synthetic lives over {words.years(found.days)}, {len(found.seeds)} seeds "
        f"from {found.seeds[0]}{draws}. Percent of acts for a percent of certainty, severity or delay; for cameras, "
        "percent of acts from nowhere to everywhere in public."
    )


def row_of(one: ActElasticity) -> tuple[str, ...]:
    """An answer as a row of `COLUMNS`."""
    unit = " %" if one.lever == CAMERAS else ""
    if not math.isfinite(one.chance.value):
        return words.title(one.act), one.lever, "-", "-", "-", "-", one.verdict
    value, chance = words.within(one.chance, unit), " to ".join(words.ends(one.chance.low, one.chance.high)) + unit
    ranged, sign = "-", "-"
    if math.isfinite(one.low):
        ranged, sign = words.spread(one.low, one.high) + unit, words.percent(one.same_sign)
    return words.title(one.act), one.lever, value, chance, ranged, sign, one.verdict


def reported_in_words() -> list[str]:
    """What studies report, a line a lever."""
    lines = []
    for lever, one in REPORTED.items():
        unit = " %" if lever == CAMERAS else ""
        lines.append(f"{lever}: {one.low:g} to {one.high:g}{unit}; {one.in_words()}")
    return lines
