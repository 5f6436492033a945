"""An entry that nobody decides on.

Anti-pattern
------------
What a file or a camera says is posted at once, without any person who looks at it first.

Better practice
---------------
A person with the power to say no decides before anything is taken from somebody.

Source
------
Regulation (EU) 2016/679, Article 22(1); law-005 (PIPL, Article 24)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that are posted without a decision."""
    for name, _ in subject.burdening():
        if subject.decides(name) == "none":
            yield Remark(("acts", name, "decision"), f"{words(name)} is posted without anybody's decision")


CHECK: Final = Check("EV04", WARNING, find)
