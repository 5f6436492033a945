"""Essential services that a grade or list closes.

Anti-pattern
------------
Health care, housing, schooling or social benefits are closed to people because of their standing, or given later or
at a higher price.

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
    """Grades and lists that close essential services, or let them through only later or dearer."""
    for path, holder, holds in subject.holders():
        closed = [gate for gate in holds.restrictions if subject.book.gates[gate].area in ESSENTIAL]
        if closed:
            names = ", ".join(f"{words(gate)} ({subject.book.gates[gate].area})" for gate in closed)
            at = subject.rule_of(path, "restrictions")
            yield Remark(at, f"{holder} closes what people cannot do without: {names}")
        late = [gate for gate in subject.hindered(path) if subject.book.gates[gate].area in ESSENTIAL]
        if late:
            names = ", ".join(f"{words(gate)} ({subject.hindered(path)[gate]})" for gate in late)
            yield Remark(
                subject.held.rules[str(path[0]), str(path[1])][0],
                f"{holder} gives only later or dearer what people cannot do without: {names}",
            )


CHECK: Final = Check("SC03", WARNING, find)
