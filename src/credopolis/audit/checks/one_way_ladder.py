"""A ladder that only goes down.

Anti-pattern
------------
Two neighbouring grades are joined in one direction only: one may fall from the higher to the lower, and nothing leads
back up.

Better practice
---------------
What conduct takes away, conduct or time can give back.

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
    """Pairs of grades that only lead down."""
    for lower, higher in subject.proofs.one_way:
        yield Remark(
            ("grades", lower), f"one may fall from {higher} to {lower}, and nothing leads from {lower} up to {higher}",
            also=(("grades", higher),),
        )  # fmt: skip


CHECK: Final = Check("LD03", ERROR, find)
