"""One entry that strikes twice: on the ladder and on a list.

Anti-pattern
------------
The same entry takes points or a grade and puts the person on a blacklist, and both close gates.

Better practice
---------------
An entry has one consequence; a second needs a decision of its own.

Source
------
law-001 (Guobanfa [2020] No. 49, Part V: no added punishment)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts that both cost standing and list."""
    for name, act in subject.book.acts.items():
        costs = "falls_to" if act.falls_to else "points" if act.points < 0 else ""
        if costs and act.adds_to and is_blacklist(subject.held.lists[act.adds_to]):
            yield Remark(
                ("acts", name, "adds_to"),
                f"one entry of {words(name)} costs standing and puts on the list {words(act.adds_to)} as well",
                also=(("acts", name, costs),),
            )


CHECK: Final = Check("PT10", WARNING, find)
