"""V19: access alone creates no demand for what is blocked, looking does, and little of it spreads.

    persistence       =  100 * use a year after pay ended / use on the last day of pay      of who was paid, in percent
    spread            =  use of friends of the paid, less what they had found by themselves, for one friend each

Students of Beijing were given free software for eighteen months, and some were paid for a while for reading foreign
news. Here it is offered on the first day of a run of `quiet-streets` in which the firewall stands. All values of
`offers` were fitted to this study, so agreement checks only that its form can give all three at once.

Source: cen-001, cen-002; tolerances of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.analysis.targets.sheets import SheetCourse, follow_sheet
from credopolis.analysis.targets.target import NO_NUMBER, Setting, TargetNumber, Validated
from credopolis.analysis.targets.variants import changed
from credopolis.engine.scenario import Scenario
from credopolis.mechanisms.offers import OFFERED, USE_FRIENDS, USE_OFFERED, USE_PAID

_FACTS: Final = ("cen-001", "cen-002")
_STANDS: Final = {f"regime.{name}.stands": True for name in ("posts", "firewall", "offers")}
AFTER_DAYS, YEAR = 548, 365


@dataclass(frozen=True)
class Uses:
    """Shares who use it: of who was offered access alone, after eighteen months; of the paid while paid and a year
    later; of their friends then, and what these find by themselves."""

    alone: float
    paid: float
    later: float
    friends: float
    found: float

    @property
    def persistence(self) -> float:
        """Use of the paid a year after pay ended, in percent of use while paid."""
        return 100.0 * self.later / self.paid if self.paid else float("nan")


def _at(followed: SheetCourse, k: int, place: int) -> float:
    sheet = followed.sheets[k]
    return float(np.average(sheet[:, place], weights=sheet[:, OFFERED]))


def lived(scenario: Scenario) -> Uses:
    """A run with offers from its first day."""
    other = changed(scenario, _STANDS)
    p, followed = other.regime.offers, follow_sheet(other, "offers")
    last_paid = max(k for k, day in enumerate(followed.days) if day <= p.pays_days)
    later = followed.nearest(p.pays_days + YEAR)
    return Uses(
        _at(followed, followed.nearest(AFTER_DAYS), USE_OFFERED), _at(followed, last_paid, USE_PAID),
        _at(followed, later, USE_PAID), _at(followed, later, USE_FRIENDS), p.own_access * p.base,
    )  # fmt: skip


_FITTED: Final = ("complies", "base", "own_access", "habit", "tells", "lapse")

TARGET: Final = Validated(
    "V19",
    Setting("quiet-streets, with offers against the firewall", "quiet-streets", 2, people=4_000, seeds=3, draws=12,
            live=lived, fixed=tuple(f"regime.offers.{name}" for name in _FITTED)),
    (
        TargetNumber("use with access alone", "percent", 5.0, 0.0, 10.0, True, _FACTS, lambda uses: 100.0 * uses.alone,
                     floor=0.0),
        TargetNumber("persistence a year after pay ended", "percent", NO_NUMBER, 50.0, 150.0, True, _FACTS,
                     lambda uses: uses.persistence, "reported is that it persists", 0.0),
        TargetNumber("spread to a friend for each who was paid", "", NO_NUMBER, 0.0, 0.2, True, _FACTS,
                     lambda uses: uses.friends - uses.found, "reported is that it is small"),
    ),
)  # fmt: skip
