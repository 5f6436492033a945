"""V16: people leave out more where they are more easily seen: on social media, then in calls and mail, then in writing.

Asked were writers some four months after surveillance was told of, who had chosen to answer. One parameter was fitted
to the first of the three numbers (`caution`); the others follow from how far each channel is taken to be watched, which
is assumed with wide ranges, and with these numbers known.

Source: ch-002 to ch-004; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.chilled import CHILLED, Chilled
from credopolis.analysis.targets.target import TargetNumber, Untold, Validated

_FACTS: Final = ("ch-002", "ch-003", "ch-004")
_LADDER: Final = ("social media", "telephone and mail", "writing")
_NO_PLANS: Final = "what people consider and do not do is not in the model"


def least_step(found: Chilled) -> float:
    """The smaller of the two steps down the ladder, in points."""
    social, calls, writing = (found.left_out[name] for name in _LADDER)
    return min(social - calls, calls - writing)


def _left(name: str, percent: float, fitted: bool, fact: str) -> TargetNumber:
    return TargetNumber(
        f"leave out something: {name}", "percent", percent, percent - 6.0, percent + 6.0, fitted, (fact,),
        lambda found: found.left_out[name], floor=0.0,
    )  # fmt: skip


TARGET: Final = Validated(
    "V16",
    CHILLED,
    (
        _left(_LADDER[0], 28.0, True, "ch-002"),
        _left(_LADDER[1], 24.0, False, "ch-003"),
        _left(_LADDER[2], 16.0, False, "ch-004"),
        TargetNumber("least step down the ladder", "points", 4.0, 0.0, 100.0, False, _FACTS, least_step,
                     "any step agrees"),
    ),
    (Untold("another 12, 9 and 11 in 100 considered leaving out something", _NO_PLANS, _FACTS),),
)  # fmt: skip
