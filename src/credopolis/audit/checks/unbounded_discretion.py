"""Discretion without useful bounds.

Anti-pattern
------------
An official may choose among points so far apart that the choice, not the act, decides what it costs.

Better practice
---------------
Narrow bounds, reasons for each choice, and published figures of how it is used.

Source
------
rc-015 (5 to 50 points at an officer's discretion); the factor of two is an assumption, range 1.5 to 5
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words

FACTOR: Final = 2


def find(subject: Subject) -> Iterator[Remark]:
    """Acts whose bounds lie further apart than a factor of two, or on both sides of zero, where no court chooses."""
    for name, act in subject.book.acts.items():
        if act.discretion is None or act.decision == "court":
            continue
        small, large = sorted(abs(points) for points in act.discretion)
        both_sides = act.discretion[0] < 0 < act.discretion[1]
        if both_sides or large > FACTOR * small:
            yield Remark(
                ("acts", name, "discretion"),
                f"an official may choose between {act.discretion[0]:+d} and {act.discretion[1]:+d} points for "
                f"{words(name)}",
            )


CHECK: Final = Check("LB03", ERROR, find)
