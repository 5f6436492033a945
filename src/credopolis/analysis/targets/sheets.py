"""What institutions did in a run, interval by interval: a sheet of provinces followed in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.scenario import Scenario
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

if TYPE_CHECKING:
    from credopolis.engine.records import Period, Tick


@dataclass
class SheetCourse:
    """A sheet as its intervals ended. days : (n,). sheets : of each interval, provinces first."""

    name: str
    days: list[int] = field(default_factory=list)
    sheets: list[NDArray[Any]] = field(default_factory=list)

    def on_tick(self, tick: Tick) -> None:
        """Nothing is counted by the tick."""

    def on_period(self, period: Period) -> None:
        """Take one interval."""
        if period.end_day > period.start_day:
            self.days.append(period.end_day)
            self.sheets.append(period.arrays[self.name].copy())

    def nearest(self, day: float) -> int:
        """The interval that ended nearest to a day."""
        return int(np.argmin(np.abs(np.array(self.days) - day)))


def follow_sheet(scenario: Scenario, name: str) -> SheetCourse:
    """Live a scenario in memory, and keep a sheet of provinces."""
    followed = SheetCourse(name)
    with Session.begin(scenario, RunSettings(threads=1, fields=False)) as session:
        session.watch(followed)
        session.advance()
    return followed
