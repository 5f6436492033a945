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
from credopolis.rulebook.model import Act


def find(subject: Subject) -> Iterator[Remark]:
    """Uncapped acts that drop to a locked grade, and again from there."""
    for name, act in subject.book.acts.items():
        grade = subject.book.grades.get(act.falls_to)
        open_ = not act.only or act.falls_to in act.only
        if grade is not None and grade.lock is not None and open_ and not act.capped and not _leads_lower(subject, act):
            yield Remark(
                ("acts", name, "falls_to"),
                f"each further entry of {words(name)} begins the lock of {act.falls_to}, {years(grade.lock.days)}, "
                "anew: nothing says how long it may last in all",
                also=(("grades", act.falls_to, "lock"),),
            )


def _leads_lower(subject: Subject, act: Act) -> bool:
    """Whether a second entry, while the lock of the first one holds, drops to a lower grade, by a counter."""
    score, lock = subject.book.score, subject.book.grades[act.falls_to].lock
    grades = list(subject.book.grades)
    return score is not None and any(
        2 * -act.points >= counter.lost
        and counter.days >= (lock.longest if lock is not None else 0)
        and grades.index(counter.falls_to) > grades.index(act.falls_to)
        for counter in score.counters.values()
    )


CHECK: Final = Check("LD07", NOTE, find)
