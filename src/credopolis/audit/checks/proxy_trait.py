"""A proxy of a protected trait among the conditions of a rule.

Anti-pattern
------------
The rule names something else, such as where people live or whether they work, that is carried by most people of one
group and by few of another.

Better practice
---------------
Rules name conduct that anybody may show; where a condition is needed, its effect by group is measured.

Source
------
assumption (the stated table of proxies); Charter of Fundamental Rights of the European Union, Article 21
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.relations import traits
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Conditions of acts on proxies."""
    for name, found in traits(subject).items():
        mine = [(trait, path) for trait, path in found if trait.proxy]
        if mine:
            told = ", ".join(f"{words(trait.condition)}, which may stand for {trait.trait}" for trait, _ in mine)
            witness = tuple(f"{trait.condition}: {trait.trait}; {trait.source}" for trait, _ in mine)
            yield Remark(mine[0][1], f"{words(name)} hangs on {told}", witness)


CHECK: Final = Check("PE04", NOTE, find)
