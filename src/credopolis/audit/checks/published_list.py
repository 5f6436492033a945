"""A list that is published.

Anti-pattern
------------
The names of those who are listed are shown to everybody: on screens, in papers, online. What is once shown is not taken
back when the listing ends.

Better practice
---------------
Only whoever decides on a gate that the list closes can look up one name.

Source
------
seed-052 (lists on screens and online); law-001 (Guobanfa [2020] No. 49, Part III: disclosure by law and need)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Blacklists that are public."""
    for name, listing in subject.blacklists():
        if listing.public:
            yield Remark(("lists", name, "public"), f"the names on the list {words(name)} are published")


CHECK: Final = Check("LI02", ERROR, find)
