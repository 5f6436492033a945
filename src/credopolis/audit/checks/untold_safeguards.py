"""Safeguards of which the file says nothing.

Anti-pattern
------------
The file takes something from people and does not say whether they are told, may look, may contest or may repair. What
is not written is not judged here, for better or worse.

Better practice
---------------
The file states each safeguard, also one that there is none of.

Source
------
assumption (silence is neither a safeguard nor the lack of one)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, words

DIALS: Final = ("notice", "reasons", "access", "appeal", "human_review", "repair")


def find(subject: Subject) -> Iterator[Remark]:
    """Dials that the file does not state, in one remark."""
    silent = [dial for dial in DIALS if subject.stated(dial) is None]
    if silent and any(subject.burdening()):
        yield Remark(("due_process",), f"the file does not say anything of {', '.join(words(dial) for dial in silent)}")


CHECK: Final = Check("DP10", NOTE, find)
