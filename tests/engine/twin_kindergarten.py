"""The twin's kindergarten: who goes at three, and who is kept out or let in for its parents' standing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from credopolis.core import purposes
from credopolis.engine.scenario import Scenario

from .twin_lives import rows
from .twin_state import Life, Record, draw, key_of

if TYPE_CHECKING:
    from .twin_consequences import Bearing

GOES, STAYS = "goes to kindergarten", "stays at home until school"


class Kindergarten:
    """Of every child."""

    def __init__(self, scenario: Scenario, record: Record, *, grows: bool) -> None:
        self.s, self.record, self.p = scenario, record, scenario.regime.kindergarten
        self.stands = self.p.stands and grows and "kindergarten" not in scenario.off
        self.known = {int(row["year"]): float(row["enrolled"]) for row in rows("kindergarten")}

    def share(self, year: int) -> float:
        """Of the children who are three in a year."""
        if year in self.known:
            return self.known[year]
        before, after = [y for y in self.known if y < year], [y for y in self.known if y > year]
        if not before or not after:
            return self.known[min(after) if after else max(before)]
        low, high = max(before), min(after)
        return self.known[low] + (self.known[high] - self.known[low]) * (year - low) / (high - low)

    def needs(self, life: Life, day: int) -> int:
        """The place at school with which a life goes that is three on a day, in thousandths."""
        u = draw(key_of(self.s.seed, int(purposes.KINDERGARTEN), life.number, 0), 0) >> 48
        year = (self.s.start + timedelta(days=day)).year
        go = min(round(65_536 * self.p.level * self.share(year)), 65_536)
        return min(-(-(u + 1) * 1000 // go), 65_535)

    def begin(self, life: Life) -> None:
        """Who is three, four or five on day 0."""
        if self.stands and life.born <= 0 and 3 <= -life.born * 4 // 1461 < 6:
            life.kindergarten = GOES if self.needs(life, life.born + 1096) <= 1000 else STAYS

    def come(self, life: Life, day: int, bearing: Bearing, places: float) -> str:
        """A child is three -> which stage of life that is."""
        needed = self.needs(life, day)
        would, lost = needed <= 1000, max(round(1000 * (1 - self.p.head_start)), 1)
        goes = bearing.place_for(life) >= needed * places if bearing.educates else would
        if goes != would:
            better = [need if need == 65_535 else need * lost // 1000 for need in life.needs]
            worse = [need if need == 65_535 else min(-(-need * 1000 // lost), 65_535) for need in life.needs]
            life.needs = better if goes else worse
            self.record.count("schooling", self.record.cell(life, day), 2, int(goes))
            self.record.note(life, day, "let_in" if goes else "kept_out", day, "kindergarten")
        life.kindergarten = GOES if goes else STAYS
        return life.kindergarten
