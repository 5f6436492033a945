"""Points that are lost faster than they can be gained.

Anti-pattern
------------
The largest loss that an ordinary person risks is many times the largest gain open to that person: one entry takes what
only many deeds give back.

Better practice
---------------
Gains and losses open to the same person are of the same order.

Source
------
rc-025, rc-026 (107 items that cost points to 20 that earn them); the yardstick of five is an assumption, range 3 to 10
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject

MOST: Final = 5.0


def find(subject: Subject) -> Iterator[Remark]:
    """The kinds of person whose largest loss is over five times their largest gain, in one remark."""
    score = subject.book.score
    if score is not None and score.mean is not None:
        return  # Points are told from the start there: none may be above it, and each entry pushes another out.
    if not any(act.points > 0 for act in subject.book.acts.values()):
        return  # Points are only taken here, and come back when they expire.
    uneven = [
        drift
        for drift in subject.proofs.drift.values()
        if any(points < 0 for points in drift.by_act.values())
        and (drift.lost_per_gained is None or drift.lost_per_gained > MOST)
    ]
    if uneven:
        told = tuple(
            f"{drift.title}: "
            + ("nothing to gain" if drift.lost_per_gained is None else f"{drift.lost_per_gained:.1f} to 1")
            for drift in uneven
        )
        yield Remark(
            ("score",),
            f"the largest loss is over {MOST:g} times the largest gain for {len(uneven)} of "
            f"{len(subject.proofs.drift)} kinds of person: {told[0][:1].lower()}{told[0][1:]}",
            witness=told,
        )


CHECK: Final = Check("PT06", WARNING, find)
