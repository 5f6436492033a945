"""An entry that counts for ever.

Anti-pattern
------------
The points of an entry are never given back: what was done at twenty still counts at seventy.

Better practice
---------------
Each entry states how long it counts, and is forgotten then.

Source
------
us-008 (15 USC 1681c: seven years), us-009; law-001 (Guobanfa [2020] No. 49, Part VI)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, counts_for, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts that take points and state no term; entries of a mean leave it as others come."""
    if subject.book.score is not None and subject.book.score.mean is not None:
        return
    clears = [name for name, grade in subject.book.grades.items() if grade.lock and grade.lock.sets_score is not None]
    unless = f", unless a lock of {' or '.join(clears)} ends and clears them" if clears else ""
    for name, act in subject.book.acts.items():
        if act.points < 0 and not counts_for(subject.book, name):
            yield Remark(("acts", name, "points"), f"the {-act.points} points of {words(name)} never expire{unless}")


CHECK: Final = Check("PT03", WARNING, find)
