"""Good standing that half of ordinary people lose within ten years.

Anti-pattern
------------
With no more than ordinary conduct, half of those who begin in good standing are below it within ten years.

Better practice
---------------
A standing that everybody is given at the start is one that ordinary conduct keeps.

Source
------
assumption (range 5 to 20 years); occupancy by the semi-Markov solution of the ladder, rates of conduct are assumptions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject

YEARS: Final = 10.0


def find(subject: Subject) -> Iterator[Remark]:
    """The kinds of person of whom half have left within ten years, in one remark."""
    left = [d for d in subject.proofs.drift.values() if d.half_left_years is not None and d.half_left_years <= YEARS]
    if left:
        listed = tuple(f"{drift.title}: after {drift.half_left_years:.1f} years" for drift in left)
        yield Remark(
            ("grades", subject.proofs.start_grade),
            f"of people of ordinary conduct, half are below {subject.proofs.start_grade} within {YEARS:g} years "
            f"({len(left)} of {len(subject.proofs.drift)} kinds of person)",
            witness=listed,
        )


CHECK: Final = Check("PT05", WARNING, find)
