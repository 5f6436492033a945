"""V15: when surveillance is told of, people look up less at once, and it grows less from then on.

    at once  =  100 * (exp(line after - line before, on the day) - 1)     lines through the log of views, a year each
    slope    =  growth a year after, less growth a year before

The study counted views of articles on terrorism; here views of sensitive pages by people online are counted, and
surveillance is told of in the midst of a run of `quiet-streets`. How readily something is left out was fitted to
another study (V16), not to this one, and that behaviour does not go back is from a third (spk-042); how far reading is
taken to be watched is an assumption that was made with both studies known.

Source: ch-001; tolerances of the table of targets.
"""

from __future__ import annotations

from typing import Final

from credopolis.analysis.targets.chilled import CHILLED, Chilled
from credopolis.analysis.targets.target import NO_NUMBER, TargetNumber, Validated

TARGET: Final = Validated(
    "V15",
    CHILLED,
    (
        TargetNumber("views, at once", "percent", -25.0, -35.0, -10.0, False, ("ch-001",), Chilled.at_once),
        TargetNumber("growth a year, after less before", "points", NO_NUMBER, -100.0, 0.0, False, ("ch-001",),
                     Chilled.slope, "only the sign is reported: anything below 0 agrees"),
    ),
)  # fmt: skip
