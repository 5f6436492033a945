"""No repair: nothing that a person does takes an entry back early.

Anti-pattern
------------
Whoever has put right what was wrong waits as long as whoever has not.

Better practice
---------------
Putting the matter right, a training or a pledge takes the entry back.

Source
------
law-001 (Guobanfa [2020] No. 49, Part VI), corp-014 (a right to repair unless the law forbids it)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """A repair of zero, where something can be taken."""
    if any(subject.burdening()) and subject.safeguards.repair == 0:
        yield Remark(("due_process", "repair"), "no entry can be repaired")


CHECK: Final = Check("DP04", WARNING, find)
