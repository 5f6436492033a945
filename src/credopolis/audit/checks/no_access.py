"""No access: people cannot see their own file.

Anti-pattern
------------
What is recorded about a person is kept from that person.

Better practice
---------------
Everybody can read their whole file at any time, free of charge.

Source
------
law-006 (the dossier that its subject cannot read); 15 USC 1681g
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject


def find(subject: Subject) -> Iterator[Remark]:
    """An access of zero, where something can be taken."""
    if any(subject.burdening()) and subject.stated("access") == 0:
        yield Remark(("due_process", "access"), "nobody can see their own file")


CHECK: Final = Check("DP02", ERROR, find)
