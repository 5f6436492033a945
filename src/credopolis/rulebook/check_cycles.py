"""Checking what a rulebook says of grades that the end of a cycle sets, and of a score that is a mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from credopolis.core.faults import near_miss
from credopolis.core.shapes import Reading
from credopolis.core.units import format_duration
from credopolis.core.yamlfile import KeyPath
from credopolis.rulebook.gates import named_provinces
from credopolis.rulebook.grade import BAND, Lock
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score import Score

_SETS: Final = "Write score.resets: {every: 1y, sets_grade: true}, or remove it."


def check_cycles(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of what only the end of a cycle does; a score and grades are there."""
    score = rulebook.score
    if score is None:
        return
    resets = score.resets
    if resets is not None and resets.sets_grade and not resets.every:
        reading.refuse(("score", "resets", "sets_grade"), "no cycle ends", ..., "true beside every",
                       "Write resets: {every: 1y, sets_grade: true}, or remove it.")  # fmt: skip
        return
    if resets is not None and resets.sets_after and resets.every and resets.sets_after >= resets.every:
        reading.refuse(("score", "resets", "sets_grade_after"), "no shorter than a cycle",
                       format_duration(resets.sets_after), f"under {format_duration(resets.every)}")  # fmt: skip
    for path, said in _needs_cycles(rulebook):
        if said and not score.by_cycle:
            reading.refuse(path, "no end of a cycle sets the grade", ..., "with resets.sets_grade alone", _SETS)
    for path, said in _not_beside_cycles(rulebook, score):
        if said and score.by_cycle:
            reading.refuse(path, "only the end of a cycle sets the grade", ..., "without resets.sets_grade",
                           "Remove it, or sets_grade.")  # fmt: skip
    for name, grade in rulebook.grades.items():
        if grade.lock is not None:
            _check_lock(rulebook, grade.lock, ("grades", name, "lock"), reading)
    own = score.newcomers.begins_in if score.newcomers is not None else ""
    _check_grade(rulebook, own, ("score", "newcomers", "begins_in"), reading)
    for name, act in rulebook.acts.items():
        if act.head_start is not None and not act.head_start.points:
            reading.refuse(("acts", name, "head_start", "points"), "nothing is added", 0, "other points than 0")


def _needs_cycles(rulebook: Rulebook) -> Iterator[tuple[KeyPath, bool]]:
    """Keys that say something only where the end of a cycle sets the grade, and whether the file has them."""
    new = rulebook.score.newcomers if rulebook.score is not None else None
    resets = rulebook.score.resets if rulebook.score is not None else None
    yield ("score", "resets", "sets_grade_after"), resets is not None and resets.sets_after > 0
    yield ("score", "newcomers", "begins_in"), new is not None and bool(new.begins_in)
    for name, grade in rulebook.grades.items():
        yield ("grades", name, "next_start"), bool(grade.next_start)
        yield ("grades", name, "lock", "cycles"), grade.lock is not None and bool(grade.lock.cycles)
        yield ("grades", name, "lock", "at_most"), grade.lock is not None and bool(grade.lock.at_most)
    for name, act in rulebook.acts.items():
        yield ("acts", name, "head_start"), act.head_start is not None


def _not_beside_cycles(rulebook: Rulebook, score: Score) -> Iterator[tuple[KeyPath, bool]]:
    """Keys that would set the grade between two ends of cycles, and whether the file has them."""
    yield ("score", "gives_back"), score.gives_back is not None
    yield ("score", "newcomers", "gains"), score.newcomers is not None and score.newcomers.gains is not None
    for name, grade in rulebook.grades.items():
        lock = grade.lock
        yield ("grades", name, "lock", "lasts"), lock is not None and not lock.cycles and lock.days > 0
        yield ("grades", name, "lock", "again"), lock is not None and lock.again is not None
        yield ("grades", name, "lock", "sets_score"), lock is not None and lock.sets_score is not None


def _check_lock(rulebook: Rulebook, lock: Lock, path: KeyPath, reading: Reading) -> None:
    """A lock says how long it lasts, once; only one to the band says how high."""
    if not lock.days and not lock.cycles:
        reading.refuse((*path, "lasts"), "this key is missing", remedy="Add it.")
    if lock.days and lock.cycles:
        reading.refuse((*path, "cycles"), "this lock lasts some days already", lock.cycles, remedy="Remove lasts.")
    if lock.at_most and lock.release != BAND:
        reading.refuse((*path, "at_most"), "this lock releases to one grade", lock.at_most,
                       remedy="Write release: band, or remove it.")  # fmt: skip
    _check_grade(rulebook, lock.at_most, (*path, "at_most"), reading)


def _check_grade(rulebook: Rulebook, name: str, path: KeyPath, reading: Reading) -> None:
    """A grade that is named exists."""
    names = list(rulebook.grades)
    if name and name not in names:
        hint = near_miss(name, names) or "Declare it, or use a grade that is declared."
        reading.refuse(path, "there is no grade of this name", name, ", ".join(names), hint)


def check_mean(rulebook: Rulebook, reading: Reading) -> None:
    """Every fault of a score that is a mean; a score and grades are there."""
    score = rulebook.score
    if score is None or score.mean is None:
        return
    if score.mean.at_least > score.mean.last:
        reading.refuse(("score", "mean", "at_least"), "more entries than are in the mean", score.mean.at_least,
                       f"at most {score.mean.last}")  # fmt: skip
    for path, said in _not_beside_mean(rulebook, score):
        if said:
            reading.refuse(path, "the score is the mean of the last entries", ..., "without score.mean",
                           "Remove it, or score.mean.")  # fmt: skip
    for name, act in rulebook.acts.items():
        if reading.clean("acts", name) and not score.min <= score.start + act.points <= score.max:
            reading.refuse(("acts", name, "points"), "a mean of these alone lies outside the score's bounds",
                           act.points, f"{score.min - score.start} to {score.max - score.start}",
                           "Points are told from the start: the start and they are one entry's score.")  # fmt: skip


def _not_beside_mean(rulebook: Rulebook, score: Score) -> Iterator[tuple[KeyPath, bool]]:
    """Keys that move points of a sum, and whether the file has them."""
    for key in ("resets", "gives_back", "newcomers", "at_once"):
        yield ("score", key), getattr(score, key) is not None
    yield ("score", "counters"), bool(score.counters)
    for name, grade in rulebook.grades.items():
        yield ("grades", name, "lock", "sets_score"), grade.lock is not None and grade.lock.sets_score is not None
    for name, act in rulebook.acts.items():
        yield ("acts", name, "counts_for"), bool(act.expires_days)
        yield ("acts", name, "again"), act.again is not None
        yield ("acts", name, "discretion"), act.discretion is not None


def with_days(rulebook: Rulebook) -> Rulebook:
    """The same, with the days that locks of so many cycles last at the most."""
    every = rulebook.score.by_cycle if rulebook.score is not None else 0
    after = rulebook.score.resets.sets_after if rulebook.score is not None and rulebook.score.resets else 0
    grades = {
        name: replace(grade, lock=replace(grade.lock, days=every * grade.lock.cycles + after))
        if grade.lock is not None and grade.lock.cycles
        else grade
        for name, grade in rulebook.grades.items()
    }
    return replace(rulebook, grades=grades) if every else rulebook


def not_simulated(rulebook: Rulebook) -> str:
    """The key of a rulebook that no run can follow, "" if one can."""
    own = next((name for name, act in rulebook.acts.items() if act.repair_wait_days is not None), "")
    if own:
        return f"acts.{own}.repair_after, a wait of one act's own"
    return "entitlements of provinces outside a scenario" if named_provinces(rulebook) else ""
