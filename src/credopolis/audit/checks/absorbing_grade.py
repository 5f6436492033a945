"""A grade that nobody can leave.

Anti-pattern
------------
From this grade no sequence of lawful acts, and no waiting, leads to any other: whoever is in it stays in it for life.

Better practice
---------------
Every standing has a way out that the person can walk: entries expire, acts earn points, locks end.

Source
------
law-001 (Guobanfa [2020] No. 49, Part VI: repair); proved by search over the ladder
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """Grades that cannot be left, unless there is no other grade."""
    for grade in subject.proofs.absorbing if len(subject.proofs.grades) > 1 else ():
        yield Remark(("grades", grade), f"once in {grade}, no act and no waiting leads to any other grade")


CHECK: Final = Check("LD01", ERROR, find)
