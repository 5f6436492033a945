"""A lock that lasts more than three years.

Anti-pattern
------------
For years nothing that a person does can raise the grade. Those who have nothing left to lose are not moved by what they
might still lose, and those who mend their ways are treated like those who do not.

Better practice
---------------
Locks are short or absent, and good conduct shortens them.

Source
------
corp-013 (serious dishonesty of companies is published for one to three years), taken as the yardstick
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, years

LONGEST_DAYS: Final = 3 * 365


def find(subject: Subject) -> Iterator[Remark]:
    """Locks over the yardstick."""
    for name, grade in subject.book.grades.items():
        if grade.lock is None or grade.lock.longest <= LONGEST_DAYS:
            continue
        most = "up to " if grade.lock.cycles else ""
        message = f"for {most}{years(grade.lock.longest)} nothing that a person does leads out of {name}"
        if grade.lock.days > LONGEST_DAYS:
            yield Remark(("grades", name, "lock", "cycles" if grade.lock.cycles else "lasts"), message)
        else:
            yield Remark(("grades", name, "lock", "again", "lasts"), f"soon after earlier ones, {message}")


CHECK: Final = Check("LD05", WARNING, find)
