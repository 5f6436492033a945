"""No notice: people do not learn of entries about them.

Anti-pattern
------------
Whoever is entered is not told.

Better practice
---------------
Everybody is told of every entry, before it takes effect, with its reasons and with what can be done about it.

Source
------
us-011 (15 USC 1681m); law-001 (Guobanfa [2020] No. 49, Part IV: told before listing)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """A notice of zero, where something can be taken."""
    if any(subject.burdening()) and subject.stated("notice") == 0:
        yield Remark(("due_process", "notice"), "nobody is told of an entry")


CHECK: Final = Check("DP01", ERROR, find)
