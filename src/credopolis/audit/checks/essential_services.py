"""Essential services that a grade or list closes.

Anti-pattern
------------
Health care, housing, schooling or social benefits are closed to people because of their standing.

Better practice
---------------
What people cannot do without is never a sanction.

Source
------
International Covenant on Economic, Social and Cultural Rights, Articles 9, 11, 12 and 13
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words

ESSENTIAL: Final = ("health", "housing", "education", "benefits")


def find(subject: Subject) -> Iterator[Remark]:
    """Grades and lists that close essential services."""
    for path, holder, holds in subject.holders():
        closed = [gate for gate in holds.restrictions if subject.book.gates[gate].area in ESSENTIAL]
        if closed:
            names = ", ".join(f"{words(gate)} ({subject.book.gates[gate].area})" for gate in closed)
            yield Remark((*path, "restrictions"), f"{holder} closes what people cannot do without: {names}")


CHECK: Final = Check("SC03", WARNING, find)
