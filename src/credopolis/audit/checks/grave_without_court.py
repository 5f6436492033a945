"""A grave consequence without a court.

Anti-pattern
------------
An office, or nobody, decides on what drops a life to a grade at once or puts it on a list that closes something.

Better practice
---------------
Whatever weighs like a punishment is decided by a court.

Source
------
Universal Declaration of Human Rights, Article 10; law-001 (Guobanfa [2020] No. 49, Part IV: lists by formal procedure)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Drops, and listings that close or remove, of which the file says that no court decides on them."""
    for name, act in subject.book.acts.items():
        listing = subject.held.lists[act.adds_to] if act.adds_to else None
        lists = listing is not None and (bool(listing.restrictions) or listing.removal)
        decides = subject.decides(name)
        if decides not in (None, "court") and (act.falls_to or lists):
            what = f"drops to {act.falls_to}" if act.falls_to else f"puts on the list {words(act.adds_to)}"
            who = "an office decides" if decides == "office" else "nobody decides"
            yield Remark(("acts", name, "decision"), f"{words(name)} {what}, and {who} on it, no court")


CHECK: Final = Check("EV05", WARNING, find)
