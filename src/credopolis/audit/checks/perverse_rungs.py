"""A lower grade from which one is back sooner than from a higher one.

Anti-pattern
------------
Falling further is the shorter way back: the rules reward the graver entry.

Better practice
---------------
The least time back grows, rung by rung, with the depth of the fall.

Source
------
assumption (sanctions in order of gravity; see law-001, Guobanfa [2020] No. 49, Part V); proved by search over the
ladder
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, years


def find(subject: Subject) -> Iterator[Remark]:
    """Locked neighbours of which the lower leads back to good standing before the higher one's lock has ended."""
    proofs, grades = subject.proofs, subject.book.grades
    below = [name for name, grade in grades.items() if grade.lock is not None and name not in proofs.unreachable]
    for higher, lower in pairwise(below):
        lock, quick = grades[higher].lock, proofs.least_time_days.get((lower, proofs.standing_grade))
        if lock is not None and quick is not None and quick < lock.days:
            yield Remark(
                ("grades", lower, "lock"),
                f"from {lower} a life is back in {proofs.standing_grade} after {years(quick)}, while {higher} alone "
                f"locks it for {years(lock.days)}: falling further is the shorter way",
                also=(("grades", higher, "lock"),),
            )


CHECK: Final = Check("LD09", ERROR, find)
