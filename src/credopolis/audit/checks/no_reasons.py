"""Entries without reasons.

Anti-pattern
------------
The reasons of an entry are not given, so that it can hardly be contested.

Better practice
---------------
Each notice states the fact, the evidence, the rule and the effect.

Source
------
law-001 (Guobanfa [2020] No. 49, Part IV: facts and grounds are told); 15 USC 1681m
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """Reasons that are not given."""
    if any(subject.burdening()) and subject.stated("reasons") == 0:
        yield Remark(("due_process", "reasons"), "no reasons are given")


CHECK: Final = Check("DP08", WARNING, find)
