"""An opinion that is priced.

Anti-pattern
------------
The act that costs standing is moved by private dissent: saying what one thinks, petitioning, believing.

Better practice
---------------
Opinion, petition and belief are outside every rulebook.

Source
------
ICCPR, Articles 18, 19 and 21; ch-001 (what people stop reading when they feel watched)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, effect_path, words

DISSENT: Final = "dissent"


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts whose driver is dissent, more of it making the act likelier."""
    for name, act in subject.burdening():
        conduct = subject.conduct.get(name)
        if conduct is not None and conduct.driver == DISSENT and conduct.slope > 0:
            yield Remark(effect_path(name, act), f"{words(name)} is moved by private dissent: an opinion is priced")


CHECK: Final = Check("PE05", ERROR, find)
