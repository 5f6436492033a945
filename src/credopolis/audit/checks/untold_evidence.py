"""Rules of which the file does not say how they come about.

Anti-pattern
------------
The act has a price, and the file does not say who sees it or who decides on it.

Better practice
---------------
Each rule names the channels that see the act and what decides before it is posted, also if nothing does.

Source
------
assumption (silence is neither evidence nor the lack of it)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import NOTE
from credopolis.audit.subject import Subject, words


def find(subject: Subject) -> Iterator[Remark]:
    """Burdening acts without channels or without a decision, in one remark."""
    acts = [name for name, _ in subject.burdening()]
    unseen = [name for name in acts if not subject.book.states("acts", name, "seen_by")]
    undecided = [name for name in acts if subject.decides(name) is None]
    told = []
    for what, names in (("who sees", unseen), ("what decides on", undecided)):
        if names:
            told.append(f"{what} {', '.join(words(name) for name in names)}")
    both = list(dict.fromkeys([*unseen, *undecided]))
    if both:
        also = tuple(("acts", name) for name in both[1:])
        yield Remark(("acts", both[0]), f"the file does not say {'; nor '.join(told)}", also=also)


CHECK: Final = Check("EV07", NOTE, find)
