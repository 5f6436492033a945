"""A rule that rests on informants alone.

Anti-pattern
------------
The only channel that can see the act is other people's reports.

Better practice
---------------
A report opens an inquiry; an entry needs evidence of another kind.

Source
------
seed-027, spy-004 (no source tells how many reports are false)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words

INFORMANTS: Final = "informants"


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that only informants see."""
    for name, act in subject.burdening():
        if {channel for channel, chance in act.seen_by.items() if chance > 0} == {INFORMANTS}:
            yield Remark(("acts", name, "seen_by"), f"only informants see {words(name)}: one report is the whole proof")


CHECK: Final = Check("EV03", WARNING, find)
