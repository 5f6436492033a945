"""Two grades that contradict one another: the lower opens what the higher keeps closed.

Anti-pattern
------------
A gate is closed in the higher grade and open in the lower one, so that the two rules rank the same people in opposite
orders.

Better practice
---------------
Whatever a grade opens, every higher grade opens too.

Source
------
law-003 (the opinions of March 2025 admit inconsistent rules)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Neighbouring grades, and the gates that the lower opens and the higher closes."""
    names = list(subject.book.grades)
    for higher, lower in pairwise(names):
        above, below = subject.held.grades[higher], subject.held.grades[lower]
        for key, gates in (
            ("benefits", [gate for gate in below.benefits if gate not in above.benefits]),
            ("restrictions", [gate for gate in above.restrictions if gate not in below.restrictions]),
        ):
            if gates:
                opened = ", ".join(words(gate) for gate in gates)
                holder, other = (lower, higher) if key == "benefits" else (higher, lower)
                yield Remark(
                    subject.rule_of(("grades", holder), key),
                    f"{opened}: open in {lower} and closed in {higher}, which is the higher",
                    also=(("grades", other),),
                )  # fmt: skip


CHECK: Final = Check("CR02", ERROR, find)
