"""No repair: nothing that a person does takes an entry back early.

Anti-pattern
------------
Whoever has put right what was wrong waits as long as whoever has not.

Better practice
---------------
Putting the matter right, a training or a pledge takes the entry back.

Source
------
law-001 (Guobanfa [2020] No. 49, Part VI), corp-014 (a right to repair unless the law forbids it)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, disputable, words


def find(subject: Subject) -> Iterator[Remark]:
    """A repair of zero, and acts that nothing else makes good."""
    score = subject.book.score
    if subject.stated("repair") != 0 or (score is not None and score.mean is not None):
        return  # Better entries make up for those of a mean.
    acts = [name for name, _ in subject.burdening()]
    repairs = subject.proofs.repairs
    left = [name for name in acts if name not in repairs or not repairs[name].acts]
    left = [name for name in left if not disputable(subject.book, name)]
    if left:
        some = "" if len(left) == len(acts) else f" of {', '.join(words(name) for name in left)}"
        yield Remark(("due_process", "repair"), f"no entry{some} can be repaired, and no act makes up for it")


CHECK: Final = Check("DP04", WARNING, find)
