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


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts that price a fact which an earlier one prices."""
    first: dict[str, str] = {}
    for name, act in subject.burdening():
        fact = subject.book.fact_of(name)
        if fact in first:
            earlier = first[fact]
            yield Remark(
                ("acts", name, "prices") if act.prices else effect_path(name, act),
                f"{words(name)} and {words(earlier)} both take something for one fact, {words(fact)}",
                also=(effect_path(earlier, subject.book.acts[earlier]),),
            )
        first.setdefault(fact, name)


CHECK: Final = Check("PT09", ERROR, find)
