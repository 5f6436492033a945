"""An incentive to inform on others.

Anti-pattern
------------
A report on somebody else earns points or a place on a list. Reports then answer to what the reporter gains, and the
false ones strike innocents.

Better practice
---------------
Whoever reports a harm gains nothing by it.

Source
------
seed-006, seed-027, spy-004 (no source tells how many rewarded reports are false)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, effect_path, words


def find(subject: Subject) -> Iterator[Remark]:
    """Rewarding acts that are about others, or reports by their conduct."""
    for name, act in subject.rewarding():
        conduct = subject.conduct.get(name)
        if act.about == "others" or (conduct is not None and conduct.informs):
            gain = f"earns {act.points} points" if act.points > 0 else f"opens the list {act.adds_to}"
            yield Remark(effect_path(name, act), f"{words(name)} {gain}: a reward for informing on others")


CHECK: Final = Check("PE02", ERROR, find)
