"""V11: news of repression lowers support, talk of order does not, and news tells most to who knows least.

    effect  =  100 * (mean support of whom it reached / mean support of whom no news reached - 1)     support as stated

Students in an experiment were told of repressive use of social credit, of order, or of nothing, and then asked. Here a
year of `quiet-streets` is lived, then news of repression reaches a third of all grown-ups and talk of order another,
and what they state is asked on that settling day. Fitted was the fall, by one strength that both kinds of news have
(`regime.news.strength`); that talk of order does nothing, and who is moved most, check. They follow from what people
have read before: of the reports of state media 2.8 in 100 are negative (srv-011), and that who is online and went to
school has read more is an assumption, made with the study known. The students stated 7.5 of 10 where nothing was told;
grown-ups of all kinds state less here.

Source: srv-009, srv-010, srv-011; tolerances of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.targets.sheets import follow_sheet
from credopolis.analysis.targets.target import NO_NUMBER, Setting, TargetNumber, Validated
from credopolis.analysis.targets.variants import changed
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.news import ARMS, FIGURES, INFORMED
from credopolis.mechanisms.programme import year_of

TOLD_DAY: Final = 360
ARM: Final = 1.0 / 3.0
_LIVES, _STATED = FIGURES.index("lives"), FIGURES.index("expressed")


@dataclass(frozen=True)
class Surveyed:
    """Sums of what was asked: (len(ARMS), len(INFORMED), len(FIGURES))."""

    sums: NDArray[np.float64]

    def effect(self, news: str, informed: str = "") -> float:
        """By how many percent those state less or more whom some news reached. informed : of whom alone."""
        sums = self.sums[:, INFORMED.index(informed)] if informed else self.sums.sum(axis=1)
        told, untold = (float(sums[place, _STATED] / sums[place, _LIVES]) for place in (ARMS.index(news), 0))
        return 100.0 * (told / untold - 1.0)

    def gradient(self) -> float:
        """By how many points more news of repression lowers what the less informed state."""
        return self.effect("repression", "more") - self.effect("repression", "less")


def lived(scenario: Scenario) -> Surveyed:
    """A run in which a third is told of repression after a year, and another third of order."""
    told = year_of(scenario.start) + TOLD_DAY / DAYS_PER_YEAR_OF_RATES
    settings = {"regime.news.stands": True} | {
        f"regime.news.{kind}_{what}": value
        for kind in ("repression", "order")
        for what, value in (("from", told), ("reach", ARM))
    }
    followed = follow_sheet(changed(scenario, settings), "news")
    return Surveyed(next(sums for sheet in followed.sheets if (sums := sheet.sum(axis=0).astype(float)).any()))


TARGET: Final = Validated(
    "V11",
    Setting("quiet-streets, told of repression or of order", "quiet-streets", 1.1, people=40_000, live=lived,
            fixed=("regime.news.strength", "regime.opinion.conviction")),
    (
        TargetNumber("support, told of repression", "percent", -12.0, -17.0, -7.0, True, ("srv-009",),
                     lambda asked: asked.effect("repression")),
        TargetNumber("support, told of order", "percent", 0.0, -3.0, 3.0, False, ("srv-010",),
                     lambda asked: asked.effect("order")),
        TargetNumber("fall, larger in the less than in the more informed", "points", NO_NUMBER, 0.0, 100.0, False,
                     ("srv-009",), Surveyed.gradient, "anything above 0 agrees"),
    ),
)  # fmt: skip
