"""A list without a legal basis.

Anti-pattern
------------
People are put on a list, and the file names no law that sets it up.

Better practice
---------------
Each list names the law that sets it up, who may be put on it and for how long.

Source
------
law-001 (Guobanfa [2020] No. 49, Part IV: no list without laws, regulations or documents of the centre)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import ERROR
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Blacklists that name no law; an act that lists may name it for them."""
    for name, listing in subject.blacklists():
        acts = subject.acts_behind(("lists", name)).values()
        named = listing.legal_basis or (acts and all(act.legal_basis for act in acts))
        if not named:
            yield Remark(("lists", name), f"no law is named that sets up the list {words(name)}")


CHECK: Final = Check("LB02", ERROR, find)
