"""A grade that nobody can reach.

Anti-pattern
------------
The file promises or threatens a grade that no sequence of entries leads to. What it opens is a promise that cannot be
kept; what it closes is an empty threat.

Better practice
---------------
Each grade can be reached by acts that the rulebook prices, or it is left out.

Source
------
assumption (a rule without effect misleads those who live under it); proved by search over the ladder
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """Grades that nobody can ever be in."""
    for grade in subject.proofs.unreachable:
        yield Remark(("grades", grade), f"no sequence of entries ever leads to {grade}")


CHECK: Final = Check("LD02", WARNING, find)
