"""A society that is told of surveillance in the midst of a run, as targets on chilling ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.targets.sheets import follow_sheet
from credopolis.analysis.targets.target import Setting
from credopolis.analysis.targets.variants import changed
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.chilling import CALLS, PERSON_DAYS, READING, SOCIAL, VIEWS, WRITING
from credopolis.mechanisms.programme import year_of

TOLD_DAY: Final = 548
ASKED_DAY: Final = TOLD_DAY + 130
"""When people were asked: in October, of what was told of in June."""
YEAR: Final = 365
CHANNELS: Final = {"social media": SOCIAL, "telephone and mail": CALLS, "writing": WRITING, "reading": READING}


@dataclass(frozen=True)
class Chilled:
    """Views of sensitive pages a person and day by interval, and who leaves out something on each channel, in percent.

    days : (n,), the middle of each interval, since it was told. views : (n,).
    """

    days: NDArray[np.float64]
    views: NDArray[np.float64]
    left_out: dict[str, float]

    def _lines(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Slope a year and level at once of the logarithm of views, in the year before and in the year after."""
        found = []
        for inside in ((self.days < 0) & (self.days > -YEAR), (self.days > 0) & (self.days < YEAR)):
            found.append(np.polyfit(self.days[inside] / YEAR, np.log(self.views[inside]), 1))
        return found[0], found[1]

    def at_once(self) -> float:
        """By how many percent views changed on the day."""
        before, after = self._lines()
        return 100.0 * float(np.exp(after[1] - before[1]) - 1.0)

    def slope(self) -> float:
        """By how many points a year they grow more from then on."""
        before, after = self._lines()
        return 100.0 * float(after[0] - before[0])


def lived(scenario: Scenario) -> Chilled:
    """A run in which surveillance is told of after a year and a half."""
    told = year_of(scenario.start) + TOLD_DAY / DAYS_PER_YEAR_OF_RATES
    settings = {"regime.posts.stands": True, "regime.chilling.stands": True, "regime.chilling.told_from": told}
    followed = follow_sheet(changed(scenario, settings), "chilling")
    ends = np.array(followed.days, float)
    flows = np.array([sheet.sum(axis=0) for sheet in followed.sheets])
    middle = (ends + np.concatenate([[0.0], ends[:-1]])) / 2 - TOLD_DAY
    whole = (ends < TOLD_DAY) | (np.concatenate([[0.0], ends[:-1]]) >= TOLD_DAY)  # not the one amid which it was told
    asked = followed.sheets[followed.nearest(ASKED_DAY)]
    left = {
        name: 100.0 * float(np.average(asked[:, place], weights=asked[:, PERSON_DAYS]))
        for name, place in CHANNELS.items()
    }
    return Chilled(middle[whole], (flows[:, VIEWS] / flows[:, PERSON_DAYS])[whole], left)


CHILLED: Final = Setting(
    "quiet-streets, told of surveillance", "quiet-streets", 3, people=4_000, seeds=5, draws=12, live=lived,
    fixed=("regime.chilling.caution",),
)  # fmt: skip
