"""A list that one cannot leave by doing what was asked.

Anti-pattern
------------
No act and no repair takes a person off the list: whoever pays or puts right what was wrong stays listed until the
term ends.

Better practice
---------------
Performance ends the listing at once.

Source
------
jd-013, jd-031 (early removal on performance); law-001 (Guobanfa [2020] No. 49, Part VI)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, disputable, repair_open, words, years


def find(subject: Subject) -> Iterator[Remark]:
    """Blacklists that no act takes one off."""
    for name, listing in subject.blacklists():
        term = subject.proofs.lists.get(name)
        if term is None or not term.acts_on or term.acts_off:
            continue
        book = subject.book
        if listing.removal or not all(repair_open(book, act) or disputable(book, act) for act in term.acts_on):
            until = f"for {years(listing.days)}" if listing.days else "without end"
            yield Remark(("lists", name), f"nothing that a person does ends a listing on {words(name)}: it is {until}")


CHECK: Final = Check("LI03", WARNING, find)
