"""Entries without reasons.

Anti-pattern
------------
Nothing says that the reasons of an entry are given, so that it can hardly be contested.

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
    """Reasons that are not given, or of which nothing is said."""
    reasons = subject.safeguards.reasons
    if any(subject.burdening()) and not reasons:
        told = "the file does not say whether reasons are given" if reasons is None else "no reasons are given"
        yield Remark(("due_process", "reasons"), told)


CHECK: Final = Check("DP08", WARNING, find)
