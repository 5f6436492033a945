"""Double jeopardy: one fact that is priced twice.

Anti-pattern
------------
Two rules take something for the same fact of the world, so that one deed is entered twice.

Better practice
---------------
Each fact is priced by one rule; where two rules meet, the file says which of them applies.

Source
------
ICCPR, Article 14(7) (nobody is punished twice for one offence); law-001 (Guobanfa [2020] No. 49, Part V: no added
punishment)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, effect_path, words
from credopolis.rulebook.model import Act


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that price a fact which an earlier one prices, where some grade is open to both."""
    known: dict[str, list[str]] = {}
    for name, act in subject.burdening():
        fact = subject.book.fact_of(name)
        earlier = next((other for other in known.get(fact, []) if meet(act, subject.book.acts[other])), None)
        if earlier is not None:
            yield Remark(
                ("acts", name, "prices") if act.prices else effect_path(name, act),
                f"{words(name)} and {words(earlier)} both take something for one fact, {words(fact)}",
                also=(effect_path(earlier, subject.book.acts[earlier]),),
            )
        known.setdefault(fact, []).append(name)


def meet(one: Act, other: Act) -> bool:
    """Whether entries of both count in some grade."""
    return not (one.only and other.only) or bool(set(one.only) & set(other.only))


CHECK: Final = Check("PT09", ERROR, find)
