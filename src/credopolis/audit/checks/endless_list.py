"""A list without end.

Anti-pattern
------------
A listing has no term: it lasts until somebody takes it off.

Better practice
---------------
Each listing ends by itself after a stated term.

Source
------
law-001 (Guobanfa [2020] No. 49, Part IV: conditions of leaving); corp-010, jd-031 (terms of two to five years)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Blacklists without a term."""
    for name, listing in subject.blacklists():
        if not listing.days:
            yield Remark(("lists", name), f"the list {words(name)} has no term")


CHECK: Final = Check("LI01", ERROR, find)
