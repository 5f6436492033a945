"""A score that falls by itself: ordinary conduct loses more than it gains.

Anti-pattern
------------
At plausible rates of conduct the expected score of an ordinary person sinks year by year, because what costs points is
common and what earns them is rare or closed to that person. Entries that expire are left out.

Better practice
---------------
The rules are tried against ordinary conduct before anyone lives under them, and leave ordinary people where they are.

Source
------
rc-024 (in Rongcheng 7.9 adverse records were entered for each good one); rates of conduct are assumptions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, lasting, who

LEAST_POINTS: Final = 0.001
"""Share of the way from the start to the lower bound, a year, from which on a fall counts."""


def find(subject: Subject) -> Iterator[Remark]:
    """The kinds of person whose expected score falls, in one remark."""
    score = subject.book.score
    if score is None:
        return
    least = LEAST_POINTS * (score.start - score.min)
    moved = {kind: lasting(subject.book, drift) for kind, drift in subject.proofs.drift.items()}
    sinking = sorted((kind for kind in moved if moved[kind] < -least), key=lambda kind: moved[kind])
    if sinking:
        worst = subject.proofs.drift[sinking[0]]
        yield Remark(
            ("score", "start"),
            f"ordinary conduct loses points for good: {who(worst)} {moved[sinking[0]]:+.1f} points a year "
            f"({len(sinking)} of {len(moved)} kinds of person sink)",
            witness=tuple(
                f"{drift.title}: {drift.gains_a_year or 0:+.2f} and {-(drift.losses_a_year or 0):+.2f} points a year"
                for drift in (subject.proofs.drift[kind] for kind in sinking)
            ),
        )


CHECK: Final = Check("PT04", WARNING, find)
