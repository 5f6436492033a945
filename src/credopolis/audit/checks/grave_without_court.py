"""A grave consequence without a court.

Anti-pattern
------------
An office, or nobody, decides on what drops a life to a grade at once or puts it on a blacklist.

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
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Drops and blacklistings that no court decides on."""
    for name, act in subject.book.acts.items():
        lists = bool(act.adds_to) and is_blacklist(subject.book.lists[act.adds_to])
        if act.decision != "court" and (act.falls_to or lists):
            what = f"drops to {act.falls_to}" if act.falls_to else f"puts on the list {words(act.adds_to)}"
            who = "an office decides" if act.decision == "office" else "nobody decides"
            yield Remark(("acts", name, "decision"), f"{words(name)} {what}, and {who} on it, no court")


CHECK: Final = Check("EV05", WARNING, find)
