"""A rule under which nobody can come.

Anti-pattern
------------
The act can only be done by somebody on a list, and no act that others can do leads onto that list. The rule looks like
a safeguard or a threat and is neither.

Better practice
---------------
A list that a rule presupposes is reached by an act that the file names.

Source
------
assumption (a rule without effect misleads those who live under it); proved over the acts and lists of the file
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.proofs.doable import undoable
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts that nobody can ever do."""
    for name, why in undoable(subject.book, subject.conduct).items():
        yield Remark(("acts", name, "conduct", "who", "on_list"), f"nobody can ever do {words(name)}: {why}")


CHECK: Final = Check("CR04", WARNING, find)
