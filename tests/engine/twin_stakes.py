"""The twin's stakes: where a life that does nothing more would stand, from end to end, and what that is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from credopolis.engine.scenario import Scenario

from .twin_standing import Ladder
from .twin_state import Life
from .twin_tables import Tables, TwinAct


@dataclass
class Path:
    """Where a life stands on its way; `lists` has the days left on each, `expires` those of the entry that led here."""

    grade: int
    lock: int
    score: int
    lists: dict[str, float]
    expires: float = math.inf
    back: int = 0  # the score once the entry has expired
    gained: bool = False
    new: bool = False  # whether the bands are a newcomer's


class Stakes:
    """What acts would change in the gates that stand open over the years to come."""

    def __init__(self, scenario: Scenario, tables: Tables, ladder: Ladder) -> None:
        self.t, self.ladder = tables, ladder
        self.rate = -math.log(scenario.regime.stakes.discount_factor) / 365.25

    def at_stake(self, life: Life, act: TwinAct, index: int, day: int, wait_days: float) -> float:
        """The value of the path after an entry of an act, less that of the path without it."""
        priced, grade = act.priced, life.grade
        assert priced is not None and grade is not None
        book = self.ladder.book
        terms = {name: book.lists[name].days or math.inf for name in self.t.lists}
        now = Path(grade, max(0, life.lock_until - day), life.score,
                   {name: on + terms[name] - day for name, on in life.listed.items()},
                   new=self.ladder.is_new(life, day))  # fmt: skip
        lists = dict(now.lists)
        if priced.adds_to and life.posted[index] + 1 >= priced.adds_after:
            lists[priced.adds_to] = terms[priced.adds_to]
        lists.pop(priced.removes_from, None)
        score = self.ladder.clip(life.score + priced.points)
        then = replace(now, lists=lists, score=score, back=life.score)
        if priced.expires_days and score != life.score:
            then.expires, then.gained = priced.expires_days, score > life.score
        value = self._worth(now)
        if priced.points > 0 and not priced.falls_to:
            change = self._gain(now, then, value, priced.points)
        else:
            own = self.t.grades.index(priced.falls_to) if priced.falls_to else None
            self._fall(then, self.ladder.dropped_by(life, day, life.score - score, own), priced.points)
            change = self._worth(then) - value
        return change * self._promptness(act, wait_days) if change < 0 else change

    def _fall(self, path: Path, to: int | None, points: int) -> None:
        band = self.ladder.band_at(path.score, path.new)
        if to is not None and to <= path.grade:
            path.grade, path.lock = to, self.ladder.lock_days(to)
        elif points < 0 and band < path.grade:
            path.grade, path.lock = band, self.ladder.lock_days(band)

    def _gain(self, now: Path, then: Path, value: float, points: int) -> float:
        """Up to the band that is reached, or in part to the next one."""
        before, band = self.ladder.band_at(now.score, now.new), self.ladder.band_at(then.score, then.new)
        free = now.lock == 0
        if band > before or (free and band > now.grade) or band + 1 == len(self.t.grades):
            if free:
                then.grade = max(then.grade, band)
            return self._worth(then) - value
        above = {k: low for k, low in self.ladder.starts(now.new).items() if k > band}
        if not above:
            return self._worth(then) - value
        reached = min(above)
        lowest = above[reached]
        share = min(1.0, points / (lowest - now.score))
        there = replace(then, score=lowest)
        if free:
            there.grade = max(there.grade, reached)
        here = self._worth(replace(now, lists=then.lists)) if then.lists != now.lists else value
        return share * (self._worth(there) - value) + (1 - share) * (here - value)

    def _promptness(self, act: TwinAct, wait_days: float) -> float:
        seen = sum(act.sensitivity.values())
        mean = sum(act.sensitivity[c] * act.delay[c] for c in act.sensitivity) / seen if seen else 0.0
        wait = wait_days if act.queues and wait_days >= 1 else 0.0
        return math.exp(-self.rate * (mean + wait))

    def _worth(self, start: Path) -> float:
        """Worth of the gates along a path, each day with its weight."""
        path, value, t = replace(start, lists=dict(start.lists)), 0.0, 0.0
        while True:
            removed = any(self.ladder.book.lists[name].removal for name in path.lists)
            if removed:
                path.lock = 0
            now = 0.0 if removed else self.t.worth[self.t.grades[path.grade], frozenset(path.lists)]
            ends = [path.lock or math.inf, path.expires, *path.lists.values()]
            span = min(ends)
            value += now * (math.exp(-self.rate * t) - (0.0 if span == math.inf else math.exp(-self.rate * (t + span))))
            t += span
            if span == math.inf or self.rate * t > 40:
                return value
            self._pass(path, span)

    def _pass(self, path: Path, span: float) -> None:
        """Go on to an end: of a lock, then of lists, then of the entry."""
        locked = path.lock > 0
        path.lock, path.expires = max(0, int(path.lock - span)), path.expires - span
        path.lists = {name: left - span for name, left in path.lists.items()}
        if locked and path.lock == 0:
            self._release(path)
        if any(left == 0 for left in path.lists.values()):
            removed = self._removed(path)
            path.lists = {name: left for name, left in path.lists.items() if left > 0}
            if removed and not self._removed(path):
                path.grade, path.lock = self.ladder.band_at(path.score, path.new), 0
        if path.expires == 0:
            path.expires, path.score = math.inf, path.back
            band = self.ladder.band_at(path.score, path.new)
            if path.gained and band < path.grade:
                path.grade, path.lock = band, self.ladder.lock_days(band)
            elif not path.lock:
                path.grade = max(path.grade, band)

    def _removed(self, path: Path) -> bool:
        return any(self.ladder.book.lists[name].removal for name in path.lists)

    def _release(self, path: Path) -> None:
        lock = self.ladder.book.grades[self.t.grades[path.grade]].lock
        assert lock is not None
        if lock.sets_score is not None:
            path.score, path.expires, path.new = self.ladder.clip(lock.sets_score), math.inf, False
        if lock.release != "band":
            path.grade = self.t.grades.index(lock.release)
            path.lock = self.ladder.lock_days(path.grade)
            return
        band = self.ladder.band_at(path.score, path.new)
        path.lock = self.ladder.lock_days(band) if band < path.grade else 0
        path.grade = band
