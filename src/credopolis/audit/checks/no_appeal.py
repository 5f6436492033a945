"""No appeal: an entry cannot be contested.

Anti-pattern
------------
There is nobody to whom a person can say that an entry is wrong.

Better practice
---------------
Each entry can be contested before somebody who did not make it, and is of no effect until that is decided.

Source
------
us-010 (15 USC 1681i); Universal Declaration of Human Rights, Article 8
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """An appeal of zero, where something can be taken."""
    if any(subject.burdening()) and subject.stated("appeal") == 0:
        yield Remark(("due_process", "appeal"), "no entry can be contested")


CHECK: Final = Check("DP03", ERROR, find)
