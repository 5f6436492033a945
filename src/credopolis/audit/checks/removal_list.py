"""A list that removes people from civic life.

Anti-pattern
------------
Being listed takes a person out of civic life, work and family: detention by a list.

Better practice
---------------
Nobody loses liberty but by a court's judgment for a crime that the law defines.

Source
------
ICCPR, Article 9 (liberty); seed-061 (more than a million people detained)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words, years


def find(subject: Subject) -> Iterator[Remark]:
    """Lists that remove."""
    for name, listing in subject.book.lists.items():
        if listing.removal:
            term = years(listing.days) if listing.days else "no stated term"
            yield Remark(("lists", name, "removal"), f"being listed on {words(name)} is detention, for {term}")


CHECK: Final = Check("LI05", ERROR, find)
