"""V18: cameras lower crime modestly, and more where somebody watches than where nobody does.

    effect  =  100 * (crimes where cameras cover all public space / crimes where there are none - 1)      in percent
    active, passive: the same with operators who know 0.5 and 0.05 of those they see, the ends of the range of `by_eye`

Crimes are intentional crimes done, seen or not, under the popular account over four years, on the same lives and draws,
with nothing that builds on cameras. How much of what is recorded people hear (`records_weight`) was chosen so that
crimes answer to cameras by what studies report; so the level is fitted, and that watching adds to it checks.

Source: cam-001 to cam-003; tolerances of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credopolis.analysis.targets.target import Setting, TargetNumber, Untold, Validated
from credopolis.analysis.targets.variants import EVERYWHERE, NOWHERE, acts_of, changed
from credopolis.engine.scenario import Scenario

CRIME: Final = "intentional_crime"
_BY_EYE: Final = "regime.cameras.by_eye"


@dataclass(frozen=True)
class Crimes:
    """Crimes done without cameras, and with them everywhere: as operators know people, actively watched, and not."""

    nowhere: int
    everywhere: int
    active: int
    passive: int

    def effect(self, crimes: int) -> float:
        """By how many percent crimes are more than without cameras; NaN where there are none without."""
        return 100.0 * (crimes / self.nowhere - 1.0) if self.nowhere else float("nan")


def lived(scenario: Scenario) -> Crimes:
    """The four runs."""
    ways = (NOWHERE, EVERYWHERE, {**EVERYWHERE, _BY_EYE: 0.5}, {**EVERYWHERE, _BY_EYE: 0.05})
    return Crimes(*(acts_of(changed(scenario, way)).done[CRIME] for way in ways))


TARGET: Final = Validated(
    "V18",
    Setting("popular-account, with and without cameras", "popular-account", 4, people=250_000, seeds=8, draws=8,
            live=lived, fixed=("regime.perception.records_weight",)),
    (
        TargetNumber("crimes, with cameras everywhere", "percent", -13.0, -20.0, -5.0, True, ("cam-001",),
                     lambda crimes: crimes.effect(crimes.everywhere)),
        TargetNumber("fewer with active than with passive watching", "points", 1.0, 0.0, 100.0, False, ("cam-001",),
                     lambda crimes: crimes.effect(crimes.passive) - crimes.effect(crimes.active),
                     "anything above 0 agrees"),
    ),
    (Untold("the fall is largest in car parks, -37 % there and -12 % where people live",
            "the model has no kinds of place", ("cam-002", "cam-003")),),
)  # fmt: skip
