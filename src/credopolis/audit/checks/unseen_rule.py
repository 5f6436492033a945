"""A rule that no channel can see.

Anti-pattern
------------
The act has a price and nobody can see it: its entries can only be hearsay, or made up to fill a quota.

Better practice
---------------
A rule names how an act comes to be known, or is left out.

Source
------
seed-028 (it is unclear how some acts would be proved)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts of which the file says that no channel sees them."""
    for name, act in subject.book.acts.items():
        if subject.book.states("acts", name, "seen_by") and not any(chance > 0 for chance in act.seen_by.values()):
            yield Remark(("acts", name, "seen_by"), f"no channel can see {words(name)}, and yet it is priced")


CHECK: Final = Check("EV01", WARNING, find)
