"""A protected trait among the conditions of a rule.

Anti-pattern
------------
Only people of one sex, origin, opinion, age or family can come under the rule, by its own words or by what it prices.

Better practice
---------------
Rules name conduct that anybody may show.

Source
------
Charter of Fundamental Rights of the European Union, Article 21; the stated table of traits
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.relations import traits
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Conditions of acts on protected traits."""
    for name, found in traits(subject).items():
        mine = [(trait, path) for trait, path in found if not trait.proxy]
        if mine:
            told = ", ".join(f"{trait.trait} ({words(trait.condition)})" for trait, _ in mine)
            witness = tuple(f"{trait.condition}: {trait.trait}; {trait.source}" for trait, _ in mine)
            yield Remark(mine[0][1], f"whether {words(name)} can be entered depends on {told}", witness)


CHECK: Final = Check("PE03", WARNING, find)
