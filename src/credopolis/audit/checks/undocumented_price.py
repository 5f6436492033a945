"""A documented rulebook with a price that is an assumption.

Anti-pattern
------------
The file says that it follows the documented record, and what an act costs or earns is an assumption or has no source.

Better practice
---------------
Each price cites where it is documented, or the file calls itself hypothetical.

Source
------
assumption (a reader must be able to tell what is documented; CONTRIBUTING of this project)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, effect_path, words

ASSUMPTION: Final = "assumption"


def find(subject: Subject) -> Iterator[Remark]:
    """Prices of a documented rulebook that rest on nothing but an assumption."""
    if subject.book.account != "documented":
        return
    for name, act in subject.book.acts.items():
        path = effect_path(name, act)
        cited = [source for source in subject.book.source_of(*path).source if source != ASSUMPTION]
        if not cited:
            yield Remark(path, f"what {words(name)} does is an assumption in a rulebook that calls itself documented")


CHECK: Final = Check("LB04", NOTE, find)
