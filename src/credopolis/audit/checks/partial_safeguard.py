"""A safeguard that only some people have.

Anti-pattern
------------
Only a part of those concerned is told, may look, may contest or may repair. Who is left out is seldom a matter of
chance.

Better practice
---------------
Safeguards are for everybody.

Source
------
ICCPR, Article 26 (equality before the law); sn-026 (many residents did not know the scheme)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words

DIALS: Final = ("notice", "reasons", "access", "appeal", "human_review", "repair")


def find(subject: Subject) -> Iterator[Remark]:
    """Dials between none and full."""
    if not any(subject.burdening()):
        return
    for dial in DIALS:
        value = getattr(subject.safeguards, dial)
        if value is not None and 0 < value < 1:
            yield Remark(("due_process", dial), f"{words(dial)} for some only: {value:g} of 1")


CHECK: Final = Check("DP05", WARNING, find)
