"""A rule that contradicts itself: one entry gives and takes at once.

Anti-pattern
------------
One entry earns points and puts on a blacklist, or costs points and puts on a list that opens gates.

Better practice
---------------
All effects of an entry point in one direction.

Source
------
law-003 (the opinions of March 2025 admit inconsistent rules)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, effect_path, words


def find(subject: Subject) -> Iterator[Remark]:
    """Acts that reward and burden at once."""
    for name, act in subject.book.acts.items():
        relief = bool(act.removes_from) and (act.points < 0 or bool(act.falls_to))
        if (subject.rewards(act) and subject.burdens(act)) or relief:
            second = "adds_to" if act.adds_to else "removes_from"
            yield Remark(
                ("acts", name, second),
                f"one entry of {words(name)} gives and takes at once",
                also=(effect_path(name, act),),
            )


CHECK: Final = Check("CR03", ERROR, find)
