"""One entry that takes a life down several rungs, whatever its record.

Anti-pattern
------------
A single entry, which may be mistaken, leads at once from any grade to one far below. Years of good conduct count for
nothing.

Better practice
---------------
What one entry can cost is bounded and known, and a drop of several rungs needs a court.

Source
------
law-001 (Guobanfa [2020] No. 49, Part V: sanctions in proportion)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words
from credopolis.rulebook.counters import by_itself
from credopolis.rulebook.grade import BAND, Grade

RUNGS: Final = 2
"""Rungs below the start from which a drop counts as several."""
BRIEF_DAYS: Final = 31
"""A lock of a grade beside the ladder that ends so soon, and then leaves what the score deserves, is no rung."""


def find(subject: Subject) -> Iterator[Remark]:
    """Acts that drop two rungs or more below the start, or the highest grade in which they count, and that somebody can
    come to do."""
    grades, start = subject.proofs.grades, subject.proofs.start_grade
    for name, act in subject.book.acts.items():
        falls_to = by_itself(subject.book, act)
        if not falls_to or start not in grades or falls_to in subject.proofs.unreachable:
            continue
        anywhere = not act.only or start in act.only
        above = start if anywhere else min(act.only, key=grades.index)
        passed = grades[grades.index(above) + 1 : grades.index(falls_to) + 1]
        rungs = sum(_is_rung(subject.book.grades[name]) or name == falls_to for name in passed)
        if rungs >= RUNGS and not _is_brief(subject.book.grades[falls_to]):
            yield Remark(
                ("acts", name, "falls_to" if act.falls_to else "points"),
                f"one entry of {words(name)} drops a life from {above}{', or any grade above,' * (not act.only)} to "
                f"{falls_to}: {rungs} rungs at once, whatever its record",
            )


def _is_rung(grade: Grade) -> bool:
    """Whether one stays in a grade: a score deserves it, or a lock holds there that is not brief."""
    return not grade.without_band or (grade.lock is not None and not _is_brief(grade))


def _is_brief(grade: Grade) -> bool:
    """Whether one is in a grade for a short time only, which no score deserves, and is then where the score leads."""
    lock = grade.lock
    return grade.without_band and lock is not None and lock.longest <= BRIEF_DAYS and lock.release == BAND


CHECK: Final = Check("LD08", WARNING, find)
