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
    drifts = sorted(subject.proofs.drift.values(), key=lambda drift: drift.gains_a_year)
    if drifts and drifts[-1].gains_a_year > FACTOR * drifts[0].gains_a_year and drifts[-1].gains_a_year > 0:
        least, most = drifts[0], drifts[-1]
        yield Remark(
            ("acts",),
            f"{who(most)} gains {most.gains_a_year:.2f} points a year, {who(least)} {least.gains_a_year:.2f}",
            witness=tuple(f"{drift.title}: {drift.gains_a_year:.2f} points a year" for drift in drifts),
        )


CHECK: Final = Check("PT07", WARNING, find)
