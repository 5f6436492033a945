"""Checking what a rulebook says of newcomers: their start, what they gain, and their bands."""

from __future__ import annotations

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Reading
from credopolis.core.units import format_duration
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score import Newcomers, Score


def check_newcomers(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of the block, and of grades that only newcomers are to have; a score is there."""
    score, at = rulebook.score, ("score", "newcomers")
    new = score.newcomers if score is not None else None
    _check_only(rulebook, new, reading)
    if score is None or new is None:
        return
    if new.start is None and new.gains is None and not new.lowest and not new.begins_in:
        reading.refuse(at, "nothing is otherwise for newcomers", ..., "start, gains, from or begins_in",
                       "Write what is, or remove newcomers.")  # fmt: skip
    if new.start is not None and not score.min <= new.start <= score.max:
        reading.refuse((*at, "start"), "outside the score's bounds", new.start, f"{score.min} to {score.max}")
    if new.gains is not None and new.gains.each > new.days:
        reading.refuse((*at, "gains", "each"), "longer than one is a newcomer", format_duration(new.gains.each),
                       f"at most {format_duration(new.days)}")  # fmt: skip
    if new.lowest:
        _check_bands(rulebook, score, new, reading)


def _check_only(rulebook: Rulebook, new: Newcomers | None, reading: Reading) -> None:
    """A grade of newcomers alone has a band for them, and none of its own, one without a band none at all; some grade
    is for everybody."""
    for name, grade in rulebook.grades.items():
        at = ("grades", name, "only_newcomers")
        if grade.only_newcomers and (new is None or name not in new.lowest):
            reading.refuse(at, "newcomers have no band of this grade", name, remedy="Name it in score.newcomers.from.")
        elif grade.only_newcomers and (grade.lowest is not None or grade.highest is not None):
            reading.refuse(at, "this grade has a band for everybody", name, remedy="Remove from and to, or this key.")
        if grade.without_band and (grade.only_newcomers or grade.lowest is not None or grade.highest is not None):
            reading.refuse(("grades", name, "without_band"), "this grade has a band", name,
                           remedy="Remove from, to and only_newcomers, or this key.")  # fmt: skip
    if rulebook.grades and not any(grade.banded for grade in rulebook.grades.values()):
        reading.refuse(("grades",), "no score deserves any grade of whoever is no newcomer", ...,
                       remedy="Leave only_newcomers or without_band out of one.")  # fmt: skip


def _check_bands(rulebook: Rulebook, score: Score, new: Newcomers, reading: Reading) -> None:
    """Bands of newcomers stand highest first and reach from the lowest score to the highest."""
    at = ("score", "newcomers", "from")
    unknown = [name for name in new.lowest if name not in rulebook.grades]
    for name in unknown:
        hint = near_miss(name, list(rulebook.grades)) or "Declare it, or use a grade that is declared."
        reading.refuse((*at, name), "there is no grade of this name", name, ", ".join(rulebook.grades), hint)
    if unknown:
        return
    top, lowest, previous = score.max, score.max + 1, ""
    for name in rulebook.grades:
        if name not in new.lowest:
            continue
        if rulebook.grades[name].without_band:
            reading.refuse((*at, name), "this grade has no band", name, remedy="Remove it, or without_band there.")
        lowest = new.lowest[name]
        if lowest > top:
            over = f"the band of {previous} begins at {top + 1}" if previous else f"the highest score is {top}"
            reading.refuse((*at, name), f"bands overlap or are out of order: {over}", lowest, f"at most {top}",
                           "Let each grade begin below the one above it.")  # fmt: skip
            return
        top, previous = lowest - 1, name
    if lowest != score.min:
        kind = "leave a gap below" if lowest > score.min else "reach below the lowest score"
        reading.refuse((*at, previous), f"bands {kind}", lowest, f"the score's min, {score.min}",
                       "Let the lowest grade that newcomers have begin at the score's min.")  # fmt: skip
