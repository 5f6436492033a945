"""The twin's strain: what compliance takes of one life in 32, on settling days."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from credopolis.core.schema import TRAITS

from .twin_state import Life
from .twin_tables import start_grade

if TYPE_CHECKING:
    from .twin import Twin


class Strain:
    """Asks the twin's lives, and changes nothing."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        r, off = twin.s.regime, twin.s.off
        settles = (r.opinion.stands and "opinion" not in off) or (r.trust.stands and "trust" not in off)
        self.stands = r.strain.stands and "strain" not in off and r.fear.stands and "fear" not in off and settles

    def look(self, life: Life, day: int) -> None:
        """A grown-up life on a settling day."""
        if not self.stands or (life.born + day // 28) % 32 or life.grade is None:
            return
        twin, p = self.twin, self.twin.s.regime.strain
        gained = cared = most = 0.0
        for index, act in enumerate(twin.t.acts):
            born = act.conduct.birth_from and twin.births.begins
            by_event = born or twin.families.done(act.conduct.done_by_child) or twin.speech.is_spoken(index)
            if act.priced is None or by_event or not twin._eligible(act, life, day):
                continue
            driver = act.conduct.driver
            often = act.rates[life.traits[TRAITS.index(driver)] if driver != "none" else 0]
            often *= twin._common(act, life, day)
            if act.climate:
                often *= min(act.climate, twin.province.climate)
            if act.conduct.of_a_couple and life.partner:
                often /= 2
            response = self._response(index, life, day)
            if act.negative:
                cared += often * max(1 - response, 0) * p.hours_care
            elif act.priced.points > 0:
                gained += often * max(response - 1, 0) * p.hours_deed
                times = often * act.ceiling
                most += act.priced.points * (min(times, act.priced.cap_per_year) if act.priced.cap_per_year else times)
        self._count(life, day, gained, cared, most)

    def _response(self, index: int, life: Life, day: int) -> float:
        twin, act = self.twin, self.twin.t.acts[index]
        stake, response = twin._stake(index, life, day), 1.0
        if stake < 0:
            response = math.exp(-act.deterrence * twin._perceived(life, day, index) * -stake)
        elif stake > 0:
            response = math.exp(act.ambition * stake)
        if act.conduct.informs and not (stake < 0 and act.deterrence):
            response *= twin.fear.minds.willing(life, day, twin.grid, twin.province)
        return response

    def _count(self, life: Life, day: int, gained: float, cared: float, most: float) -> None:
        twin, p, bounds = self.twin, self.twin.s.regime.strain, self.twin.book.score
        assert life.grade is not None
        low, high = (bounds.min, bounds.max) if bounds else (0, 0)
        here, away = twin.ladder.band(life.score, life, day), 51
        for far in range(50, 0, -1) if life.grade != twin.ladder.ungraded else ():
            near = [score for score in (life.score + far, life.score - far) if low <= score <= high]
            if any(twin.ladder.band(score, life, day) != here for score in near):
                away = far
        band = sum(away >= edge for edge in (5, 10, 20, 50))
        seconds = (math.floor(hours / (365.25 / 7) * 3600 + 0.5) for hours in (gained, cared))
        count = twin.record.count
        count("strain_lives", life.grade, band)
        for name, more in zip(("for_points", "on_care"), seconds, strict=True):
            if more:
                twin.record.counts[f"strain_{name}"][life.grade, band] += more
        start = start_grade(twin.book, twin.t.grades)
        if life.grade < start:
            count("strain_behind", life.grade, band)
            goal = life.score
            while goal < high and twin.ladder.band(goal, life, day) < start:
                goal += 1
            missing = goal - life.score
            years = max(life.lock_until - day, 0) / 365.25
            years += 0 if not missing else missing / most if most > 0 else math.inf
            if years > p.catch_up_years:
                count("strain_stuck", life.grade, band)
