"""V13: people say that they support the regime, a quarter of them more than do.

The gap is approval asked directly less approval that a list experiment finds, in which nobody can know an answer: the
share of grown-ups who are against and silent. Fitted was its level, by `pivot` and `dread`, together with V09; who
hides more checks. By wealth it follows from a parameter that was given this sign by the same source (`to_lose`).

Source: pf-001; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.spoken import MINDS, gap, more, sign
from credopolis.analysis.targets.target import TargetNumber, Validated

_FACTS: Final = ("pf-001",)
_MORE: Final = (
    ("the richest fifth than the poorest", "income 5", "income 1"),
    ("in cities than in the country", "urban", "rural"),
    ("women than men", "female", "male"),
    ("from 15 to 29 than from 60 to 74", "15-29", "60-74"),
)

TARGET: Final = Validated(
    "V13",
    MINDS,
    (
        TargetNumber("falsification gap", "points", 25.5, 20.5, 30.5, True, _FACTS, lambda c: gap(c, "all")),
        *(sign(f"gap, larger {words}", more(gap, one, other), _FACTS) for words, one, other in _MORE),
    ),
)
