"""All mechanisms, and what follows from what they declare: the one place where the rest of the program asks."""

from __future__ import annotations

from typing import Final

from credopolis.core.axes import Tally
from credopolis.mechanisms import conduct, due_process, ladder, office, officers

TALLIES: Final[tuple[Tally, ...]] = (
    *ladder.TALLIES,
    *conduct.TALLIES,
    *office.TALLIES,
    *due_process.TALLIES,
    *officers.TALLIES,
)
