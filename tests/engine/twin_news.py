"""The twin's news: what a piece of news does to the opinions of whom it reaches."""

from __future__ import annotations

import math
from datetime import date

from credopolis.core import purposes
from credopolis.engine.scenario import Scenario

from .twin_state import Life, Record, draw, key_of, low_uniform

ENDS = {"repression": -1.0, "order": 1.0}


class News:
    """Which news is told when, and whom it reaches."""

    def __init__(self, scenario: Scenario, record: Record) -> None:
        self.s, self.p, self.record = scenario, scenario.regime.news, record
        self.told = {"repression": self._day(self.p.repression_from), "order": self._day(self.p.order_from)}
        self.heard = {kind: self._settling(day) for kind, day in self.told.items() if day is not None}

    def _day(self, year: float) -> int | None:
        start = self.s.start
        days = (year - start.year) * 365.25 - (start - date(start.year, 1, 1)).days
        return round(days) if year and round(days) >= 0 else None

    def _settling(self, day: int | None) -> int:
        assert day is not None
        ticks = range(0, day + 28 + 2 * self.s.tick_days, self.s.tick_days)
        return next(begins for begins in ticks if begins >= day and begins % 28 < self.s.tick_days)

    def reaches(self, life: Life, kind: str, day: int) -> bool:
        """Whether the news has reached a life by a settling day."""
        heard = self.heard.get(kind)
        if heard is None or heard > day or heard - life.born < 5844:
            return False
        lot = low_uniform(draw(key_of(self.s.seed, int(purposes.NEWS), life.number, self.told[kind] or 0), 0))
        return lot < self.p.repression_reach if kind == "repression" else lot >= 1 - self.p.order_reach

    def informed(self, life: Life) -> float:
        """How informed a life is."""
        least = self.p.unschooled
        return (1.0 if life.has("internet_user") else self.p.offline) * (least + (1 - least) * life.schooling_now / 4)

    def hear(self, life: Life, day: int, opinion: float) -> float:
        """The opinion after the news of a settling day."""
        for kind, end in ENDS.items():
            if self.heard.get(kind) == day and self.reaches(life, kind, day):
                part = self.p.negative_share if kind == "repression" else 1 - self.p.negative_share
                new = math.exp(-self.p.reports * self.informed(life) * part)
                opinion += self.p.strength * new * (end - opinion)
                self.record.note(life, day, f"{kind}_news", day)
        return opinion

    def count(self, life: Life, day: int, private: int, expressed: int) -> None:
        """Opinions by the news that has reached a life, once there has been any."""
        if any(heard <= day for heard in self.heard.values()):
            reached = self.reaches(life, "repression", day) + 2 * self.reaches(life, "order", day)
            place = reached, int(self.informed(life) >= 0.5)
            for figure, amount in enumerate((1, private, expressed)):
                if amount:
                    self.record.counts["news"][(*place, figure)] += amount


__all__ = ["News"]
