"""A repair that opens late.

Anti-pattern
------------
Whoever has put right what was wrong waits more than a year before asking for the entry to be taken back.

Better practice
---------------
Repair is open as soon as the matter is put right.

Source
------
corp-012, corp-013 (repair of serious dishonesty is open after one year at the latest), taken as the yardstick
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words, years

LONGEST_DAYS: Final = 365


def find(subject: Subject) -> Iterator[Remark]:
    """A wait for repair over the yardstick."""
    wait = subject.safeguards.repair_wait_days
    if wait > LONGEST_DAYS:
        yield Remark(("due_process", "repair_after"), f"repair is open only after {years(wait)}")
    for name, act in subject.burdening():
        own = act.repair_wait_days
        if act.repairable and own is not None and own > LONGEST_DAYS:
            message = f"an entry of {words(name)} can be repaired only after {years(own)}"
            yield Remark(("acts", name, "repair_after"), message)


CHECK: Final = Check("DP09", WARNING, find)
