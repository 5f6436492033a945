"""Two rules that contradict one another: one fact is rewarded here and punished there.

Anti-pattern
------------
The same fact of the world gives something by one rule and takes something by another. Whoever lives under them cannot
know which holds, and whoever applies them can choose.

Better practice
---------------
Each fact is priced once, or the exception is written into the rule.

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
    """Pairs of acts that price one fact in opposite directions; the later one is where it is found."""
    acts = list(subject.book.acts.items())
    for k, (name, act) in enumerate(acts):
        for earlier, other in acts[:k]:
            opposed = (subject.burdens(act) and subject.rewards(other)) or (
                subject.rewards(act) and subject.burdens(other)
            )
            if opposed and subject.book.fact_of(name) == subject.book.fact_of(earlier):
                gives, takes = (name, earlier) if subject.burdens(other) else (earlier, name)
                yield Remark(
                    effect_path(name, act),
                    f"{words(gives)} rewards and {words(takes)} punishes one fact, {words(subject.book.fact_of(name))}",
                    also=(effect_path(earlier, other),),
                )


CHECK: Final = Check("CR01", ERROR, find)
