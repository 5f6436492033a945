"""One score over several areas of life.

Anti-pattern
------------
Entries from three areas of life or more are added up into one number, which is what makes a score a judgement of the
person rather than of a matter.

Better practice
---------------
Each area keeps its own record, read only where it concerns the decision.

Source
------
eu-001 (Regulation (EU) 2024/1689, Article 5(1)(c): evaluation of persons by social behaviour); three is an assumption,
range 2 to 4
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import OTHER, Subject, words

FEWEST_AREAS: Final = 3


def find(subject: Subject) -> Iterator[Remark]:
    """Whether the score adds up three areas or more."""
    moving = [act for act in subject.book.acts.values() if act.points or act.falls_to]
    areas = list(dict.fromkeys(act.area for act in moving if act.area != OTHER))
    if subject.of_persons and len(areas) >= FEWEST_AREAS:
        listed = ", ".join(words(area) for area in areas)
        yield Remark(("score",), f"one score adds up entries from {len(areas)} areas of life: {listed}")


CHECK: Final = Check("SC02", WARNING, find)
