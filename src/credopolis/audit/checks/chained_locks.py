"""A lock that leads into the next lock.

Anti-pattern
------------
At the end of a lock the person is released to a rung that has a lock of its own, whatever the score deserves by then.
The stated length of the lock is only a part of what it costs.

Better practice
---------------
A lock ends in the band that the score deserves, or the file states the whole length once.

Source
------
seed-022 (one rung at a time, hence five and two and two years)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, years


def find(subject: Subject) -> Iterator[Remark]:
    """Locks that release to a locked rung."""
    grades = subject.book.grades
    for name, grade in grades.items():
        rung = grades.get(grade.lock.release) if grade.lock is not None else None
        if grade.lock is None or rung is None or rung.lock is None:
            continue
        both = years(grade.lock.days + rung.lock.days)
        yield Remark(
            ("grades", name, "lock", "release"),
            f"the lock of {name} releases to {grade.lock.release}, which is locked too: {both} together at the least, "
            "whatever the score",
            also=(("grades", grade.lock.release, "lock"),),
        )


CHECK: Final = Check("LD06", WARNING, find)
