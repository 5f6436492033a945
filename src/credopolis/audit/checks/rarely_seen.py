"""A rule that sees few of those whom it strikes.

Anti-pattern
------------
Even with every channel at work, fewer than one in ten such acts is seen. Who is struck depends on who is watched.

Better practice
---------------
A rule that can only be applied to a few is not made, or those few are drawn by lot.

Source
------
seed-028; the yardstick of one in ten is an assumption, range 0.05 to 0.3
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, words

LEAST: Final = 0.1


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts seen with a chance between 0 and one in ten."""
    for name, act in subject.burdening():
        seen = round(1 - math.prod(1 - chance for chance in act.seen_by.values()), 9)
        if 0 < seen < LEAST:
            yield Remark(
                ("acts", name, "seen_by"),
                f"{100 * seen:.1f} % of {words(name)} is seen at best: who is struck depends on who is watched",
            )


CHECK: Final = Check("EV02", NOTE, find)
