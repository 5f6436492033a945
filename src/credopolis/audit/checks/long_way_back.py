"""A way back that takes more than seven years.

Anti-pattern
------------
One entry drops a life so far that, whatever it does, it is not back in good standing for longer than credit law lets
most adverse records count at all.

Better practice
---------------
The least time back after any one entry is stated in the rules, and is in proportion to what was done.

Source
------
us-008 (15 USC 1681c: seven years for most adverse items), taken as the yardstick; proved by search over the ladder
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words, years

LONGEST_DAYS: Final = 7 * 365


def find(subject: Subject) -> Iterator[Remark]:
    """Straight drops whose least way back is longer, or that have none."""
    for act, drop in subject.proofs.drops.items():
        if not drop.proved or (drop.days is not None and drop.days <= LONGEST_DAYS):
            continue
        legs = [f"{years(days)} in {grade}" for grade, days in drop.legs]
        cures = [
            f"{'.'.join(cure.path)}: {cure.change}: then {'never' if cure.days is None else years(cure.days)}"
            for cure in drop.shortens
        ]
        least = "there is no way back" if drop.days is None else f"at least {years(drop.days)} pass"
        yield Remark(
            ("acts", act, "falls_to"),
            f"after {words(act)}, {least} before {drop.standing} or better is reached, whatever the person does",
            witness=(*legs, *cures),
            also=tuple(("grades", grade) for grade, _ in drop.legs if grade in subject.book.grades),
        )


CHECK: Final = Check("LD04", WARNING, find)
