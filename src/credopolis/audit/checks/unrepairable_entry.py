"""An entry that repair leaves out.

Anti-pattern
------------
Repair exists, and this act is excluded from it.

Better practice
---------------
If an act must be excluded, a law names it and its entry has a term.

Source
------
corp-014 (a right to repair unless the law forbids it); law-001 (Guobanfa [2020] No. 49, Part VI)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that are not repairable."""
    for name, act in subject.burdening():
        if not act.repairable:
            yield Remark(("acts", name, "repairable"), f"the entry of {words(name)} cannot be repaired")


CHECK: Final = Check("DP07", WARNING, find)
