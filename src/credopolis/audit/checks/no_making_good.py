"""An act that nobody can make good.

Anti-pattern
------------
Once entered, the act leaves a mark that no lawful act, no waiting and no repair undoes.

Better practice
---------------
For each entry there is something that the person can do, or a term after which it counts no more.

Source
------
law-001 (Guobanfa [2020] No. 49, Part VI: repair); proved by search over sequences of acts
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, effect_path, repair_open, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts whose entry is never undone."""
    for act, repair in subject.proofs.repairs.items():
        if repair.never and not repair_open(subject.book, act):
            reason = repair.reason or "no act earns enough, and the entry never expires"
            yield Remark(
                effect_path(act, subject.book.acts[act]), f"nobody can make good one entry of {words(act)}: {reason}"
            )


CHECK: Final = Check("PT01", ERROR, find)
