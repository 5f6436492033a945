"""Gains that are open to some kinds of person and not to others.

Anti-pattern
------------
What earns points can be done by parents, members or the employed, and not by a childless pensioner or a migrant worker:
the same conduct leaves them lower on the ladder.

Better practice
---------------
Whatever earns points can be done by everybody who can lose them.

Source
------
assumption (a factor of two between kinds of person, range 1.5 to 4); rates of conduct are assumptions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from credopolis.audit.check import Check, Remark
from credopolis.audit.finding import WARNING
from credopolis.audit.subject import Subject, who

FACTOR: Final = 2.0


def find(subject: Subject) -> Iterator[Remark]:
    """Whether one kind of person gains over twice what another does, in one remark."""
    if subject.book.score is not None and subject.book.score.mean is not None:
        return  # What one gains there is what one had lost.
    known = [(drift.gains_a_year, n, drift) for n, drift in enumerate(subject.proofs.drift.values())]
    gains = sorted((gained, n, drift) for gained, n, drift in known if gained is not None)
    if gains and gains[-1][0] > FACTOR * gains[0][0]:
        (fewest, _, least), (largest, _, most) = gains[0], gains[-1]
        yield Remark(
            ("acts",),
            f"{who(most)} gains {largest:.2f} points a year, {who(least)} {fewest:.2f}",
            witness=tuple(f"{drift.title}: {gained:.2f} points a year" for gained, _, drift in gains),
        )


CHECK: Final = Check("PT07", WARNING, find)
