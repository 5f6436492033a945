"""Collateral punishment: an entry for somebody else's conduct.

Anti-pattern
------------
A person loses points, a grade or freedom for what a child, parent, spouse, colleague or friend did.

Better practice
---------------
Entries concern one's own conduct only.

Source
------
law-001 (Guobanfa [2020] No. 49, Part V: no added sanctions); Universal Declaration of Human Rights, Article 11 (guilt
is one's own)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that are about others."""
    for name, act in subject.burdening():
        if act.about != "self":
            judged = f"the {subject.book.subject}"
            whose = "other people" if act.about == "others" else f"{judged}'s {act.about}"
            yield Remark(("acts", name, "about"), f"{words(name)} is an entry about {whose}, and burdens {judged}")


CHECK: Final = Check("PE01", ERROR, find)
