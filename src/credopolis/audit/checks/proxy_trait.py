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
    for name, trait, path in traits(subject):
        if trait.proxy:
            yield Remark(
                path, f"{words(name)} hangs on {words(trait.condition)}, which may stand for {trait.trait}",
                witness=(f"{trait.condition}: {trait.trait}; {trait.source}",),
            )  # fmt: skip


CHECK: Final = Check("PE04", NOTE, find)
