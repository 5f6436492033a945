"""A lock that a further entry begins anew.

Anti-pattern
------------
An act drops to a locked grade from that very grade too: each further entry, also a mistaken one, begins the whole lock
from its first day, so the lock has no longest length.

Better practice
---------------
A further entry during a lock adds a bounded time, and the file states the longest lock.

Source
------
assumption (a sanction whose end cannot be foretold is not in proportion; see law-001, Guobanfa [2020] No. 49, Part V)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, words, years


def find(subject: Subject) -> Iterator[Remark]:
    """Uncapped acts that drop to a locked grade."""
    for name, act in subject.book.acts.items():
        grade = subject.book.grades.get(act.falls_to)
        if grade is not None and grade.lock is not None and not act.capped:
            yield Remark(
                ("acts", name, "falls_to"),
                f"each further entry of {words(name)} begins the lock of {act.falls_to}, {years(grade.lock.days)}, "
                "anew: nothing says how long it may last in all",
                also=(("grades", act.falls_to, "lock"),),
            )


CHECK: Final = Check("LD07", NOTE, find)
