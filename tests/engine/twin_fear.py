"""The twin's fear: who is jolted when, and what it does to the sense of being caught."""

from __future__ import annotations

import math
from collections.abc import Callable

from credopolis.engine.scenario import Scenario

from .twin_fields import Province
from .twin_minds import Minds
from .twin_state import FRIGHT, Due, Life, Neighbourhood, Record

OWN, HOUSEHOLD, REFUSAL = range(3)


class Fear:
    """Fear of every life; `tick_end` is the first day of the tick to come."""

    def __init__(self, scenario: Scenario, record: Record) -> None:
        self.p, self.record, self.minds = scenario.regime.fear, record, Minds(scenario, record)
        self.stands = self.p.stands and "fear" not in scenario.off
        self.tick_end = 0
        self.was_there: Callable[[Life], bool] = lambda life: True

    def alarmed(self, chance: float, life: Life, day: int, grid: Neighbourhood, province: Province) -> float:
        """A chance of being caught as one who is afraid sees it."""
        if not self.stands:
            return chance
        return 1 - (1 - chance) * (1 - self.p.weight * self.minds.fear(life, day, grid, province))

    def strike(self, life: Life, day: int, grid: Neighbourhood, province: Province) -> None:
        """An entry against a life: it is jolted, and its household hears of it in the next tick."""
        if not self.stands:
            return
        self._jolt(life, day, grid, province, OWN, self.p.own_jolt)
        for other in life.household:
            if other is not life and self.was_there(other):
                self.record.schedule(other, Due(self.tick_end, FRIGHT, (), day))

    def hear(self, life: Life, due: Due, grid: Neighbourhood, province: Province) -> None:
        """A life hears of an entry in its household."""
        self._jolt(life, due.day, grid, province, HOUSEHOLD, self.p.household_jolt)
        self.record.note(life, due.day, "fright", due.day)

    def be_refused(self, life: Life, day: int, grid: Neighbourhood, province: Province, size: float) -> None:
        """A request of a life is refused."""
        if self.stands:
            self._jolt(life, day, grid, province, REFUSAL, size)
        self.minds.be_refused(life, day, grid, province)

    def _jolt(
        self, life: Life, day: int, grid: Neighbourhood, province: Province, whose: int, size: float
    ) -> None:  # fmt: skip
        self.minds.jolt(life, day, grid, province, size)
        province.jolts_now += 1
        self.record.count("jolts", self.record.cell(life, day), whose)


def shown(scenario: Scenario, province: Province, days: int, scored: int, told_of: float) -> None:
    """After a tick: what a province's jolts and those of whom the net tells, smoothed, show to everybody."""
    p = scenario.regime.fear
    if p.stands and "fear" not in scenario.off:
        keep = math.exp(-scenario.tick_days / (p.memory_years * 365.25))
        a_year = (province.jolts_now + told_of) / max(scored, 1) * 365.25 / days
        province.jolts = keep * province.jolts + (1 - keep) * a_year
        province.fear_shown = 1 - math.exp(-p.exposure_gain * province.jolts)
    province.jolts_now = 0
