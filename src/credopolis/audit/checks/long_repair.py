"""An act that takes more than three years to make good.

Anti-pattern
------------
With yearly caps and locks taken into account, even somebody who does everything that the rulebook asks needs years to
undo one entry.

Better practice
---------------
What one entry costs can be earned back within a year or so of ordinary effort.

Source
------
corp-013 (repair of serious dishonesty is open after one year, its publication ends after three), taken as the yardstick
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, disputable, effect_path, words, years

LONGEST_DAYS: Final = 3 * 365


def find(subject: Subject) -> Iterator[Remark]:
    """Acts whose soonest repair takes longer than the yardstick."""
    for act, repair in subject.proofs.repairs.items():
        days = repair.quickest_days
        mistake = disputable(subject.book, act)
        if repair.proved and days is not None and days > LONGEST_DAYS and not mistake:
            yield Remark(
                effect_path(act, subject.book.acts[act]),
                f"one entry of {words(act)} is made good by acts or waiting after {years(days)} at the soonest",
                witness=(repair.words,) if repair.words else (),
            )


CHECK: Final = Check("PT02", WARNING, find)
