"""A cliff: one point that closes many gates.

Anti-pattern
------------
Between two neighbouring scores much of what the rulebook can give or take changes at once. One point, and so one
mistake, decides on work, school and travel together.

Better practice
---------------
Consequences are spread over the score, and each hangs on the entries that concern it.

Source
------
assumption (range 3 to 8 gates; proportion, see law-001, Guobanfa [2020] No. 49, Part V)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words

FEWEST_GATES: Final = 4


def find(subject: Subject) -> Iterator[Remark]:
    """Grades with neighbouring bands between which four gates or more close."""
    names = [name for name, grade in subject.book.grades.items() if grade.banded]
    for higher, lower in pairwise(names):
        above, below = subject.held.grades[higher], subject.held.grades[lower]
        closed = [gate for gate in above.benefits if gate not in below.benefits]
        closed += [gate for gate in below.restrictions if gate not in above.restrictions]
        if len(closed) >= FEWEST_GATES and above.lowest is not None:
            yield Remark(
                ("grades", higher, "from"),
                f"one point, from {above.lowest:,} to {above.lowest - 1:,}, closes {len(closed)} gates at once: "
                f"{', '.join(words(gate) for gate in closed)}",
                also=(("grades", lower),),
            )


CHECK: Final = Check("LD10", WARNING, find)
