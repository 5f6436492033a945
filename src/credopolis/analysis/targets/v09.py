"""V09: people say that they approve, four in five, and some more than others.

Approval is what a survey finds that asks directly: who agrees, and who is silent. Fitted was its level, by `pivot` and
`dread`, together with V13; who approves more checks. In the model these differences come from what people have to lose
(`to_lose`, by income class) and nothing else: traits do not differ by age, schooling or membership in the society.

Source: srv-001, srv-002, srv-004; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.spoken import MINDS, approval, more, sign
from credopolis.analysis.targets.target import TargetNumber, Validated

_MORE: Final = (
    ("the richest fifth than the poorest", "income 5", "income 1", ("srv-002",)),
    ("who went to university than who went to primary school", "schooling tertiary", "schooling primary", ("srv-002",)),
    ("in cities than in the country", "urban", "rural", ("srv-002",)),
    ("from 60 to 74 than from 15 to 29", "60-74", "15-29", ("srv-002",)),
    ("outside the Party than in it", "others", "members", ("srv-004",)),
)

TARGET: Final = Validated(
    "V09",
    MINDS,
    (
        TargetNumber(
            "approval that a survey finds", "percent", 80.0, 73.0, 87.0, True, ("srv-001",),
            lambda courses: approval(courses, "all"),
        ),
        *(sign(f"approval, more {words}", more(approval, one, other), facts) for words, one, other, facts in _MORE),
    ),
)  # fmt: skip
