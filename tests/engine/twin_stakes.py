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


@dataclass
class Turn:
    """Where a life stands where the end of a cycle sets grades: `left` days until that; `band` of the score then."""

    grade: int
    left: int
    held: bool
    band: int


class Stakes:
    """What acts would change in the gates that stand open over the years to come."""

    def __init__(self, scenario: Scenario, tables: Tables, ladder: Ladder) -> None:
        self.t, self.ladder = tables, ladder
        self.known = dict[tuple[object, ...], float]()  # of paths on which no listing ends
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
        if grade == self.ladder.ungraded:
            change = self._worth(replace(now, lists=lists)) - self._worth(now)
            return change * self._promptness(act, wait_days) if change < 0 else change
        points = self.ladder.entries.foreseen(life, day, index)
        if self.ladder.by_cycle:
            change = self._by_cycle(life, index, day, points, lists)
            return change * self._promptness(act, wait_days) if change < 0 else change
        score = self.ladder.clip(life.score + points)
        then = replace(now, lists=lists, score=score, back=life.score)
        if priced.expires_days and score != life.score:
            then.expires, then.gained = priced.expires_days, score > life.score
        value = self._worth(now)
        if points > 0 and not priced.falls_to:
            change = self._gain(now, then, value, points)
        else:
            own = self.t.grades.index(priced.falls_to) if priced.falls_to else None
            self._fall(then, self.ladder.dropped_by(life, day, life.score - score, own), points)
            change = self._worth(then) - value
        return change * self._promptness(act, wait_days) if change < 0 else change

    def _by_cycle(self, life: Life, index: int, day: int, points: int, lists: dict[str, float]) -> float:
        """The same where only the end of a cycle sets the grade."""
        priced, ladder, terms = self.t.acts[index].priced, self.ladder, self.ladder.book.lists
        assert priced and life.grade is not None
        new, on = ladder.is_new(life, day), {n: d + (terms[n].days or math.inf) - day for n, d in life.listed.items()}
        now = Turn(life.grade, life.resets_on + ladder.sets_after - day, life.held, ladder.band_at(life.score, new))
        if life.sets_on > day and life.lock_until <= life.sets_on:
            then = ladder.set_to(life, life.due, life.sets_on)
            assert then is not None
            now.grade, now.held = then, False
        elif life.held:
            now.left = life.lock_until - day
        there, share, falls = replace(now), 1.0, self.t.grades.index(priced.falls_to) if priced.falls_to else None
        drops = falls is not None and falls <= life.grade
        if priced.expires_days and priced.expires_days < life.resets_on - day:
            points = 0
        score = ladder.clip(life.score + points)
        there.band = ladder.band_at(score, new)
        above = {k: low for k, low in ladder.starts(new).items() if k > there.band}
        if points > 0 and not drops and there.band == now.band and above:
            there.band, lowest = min(above), above[min(above)]
            share = min(1.0, points / (lowest - life.score))
        if drops:
            assert falls is not None
            lock = ladder.book.grades[self.t.grades[falls]].lock
            there.grade, there.held = falls, bool(ladder.lock_days(falls))
            cycles = lock.cycles if lock and there.held else 1
            there.left = ladder.end_of_cycle(life, day, cycles) + ladder.sets_after - day
        value, other = self._turns(now, on), lists == on
        change = share * (self._turns(there, lists) - value)
        return change if share == 1.0 or other else change + (1 - share) * (self._turns(now, lists) - value)

    def _turns(self, start: Turn, lists: dict[str, float], from_a_turn: bool = False) -> float:
        """Worth of the gates along a path on which grades are set cycle by cycle.

        from_a_turn : whether the grade was set just now; of the few such paths on lists that last each is kept.
        """
        at, left, value, t = replace(start), dict(lists), 0.0, 0.0
        every = self.ladder.by_cycle
        for_ever = (at.grade, at.left, at.held, at.band, frozenset(left))
        lasts = all(days == math.inf for days in left.values())
        if from_a_turn and lasts and for_ever in self.known:
            return self.known[for_ever]
        while self.rate * t < 40:
            removed = self._removed_by(left)
            now = 0.0 if removed else self.t.worth[self.t.grades[at.grade], frozenset(left)]
            span = min([at.left, *left.values()])
            value += now * (math.exp(-self.rate * t) - math.exp(-self.rate * (t + span)))
            t += span
            at.left -= int(span)
            left = {name: days - span for name, days in left.items()}
            if at.left == 0:
                self._set(at)
                if lasts and not from_a_turn:
                    return value + math.exp(-self.rate * t) * self._turns(at, left, True)
            if any(days == 0 for days in left.values()):
                left = {name: days for name, days in left.items() if days > 0}
                if removed and not self._removed_by(left):
                    at = Turn(at.band, (at.left - 1) % every + 1, False, at.band)
            if (left and not lasts and all(days == math.inf for days in left.values())) or (lists and not left):
                return value + math.exp(-self.rate * t) * self._turns(at, left)
        if from_a_turn and lasts:
            self.known[for_ever] = value
        return value

    def _set(self, at: Turn) -> None:
        book, before = self.ladder.book, at.grade
        lock = book.grades[self.t.grades[at.grade]].lock if at.held else None
        rung = lock is not None and lock.release != "band"
        if lock is not None and rung:
            at.grade = self.t.grades.index(lock.release)
        else:
            at.grade = min(at.band, self.t.grades.index(lock.at_most)) if lock and lock.at_most else at.band
        then = book.grades[self.t.grades[at.grade]]
        at.held = bool(self.ladder.lock_days(at.grade)) and (rung or at.grade < before)
        cycles = then.lock.cycles if then.lock and at.held else 0
        assert book.score
        at.left = self.ladder.by_cycle * max(cycles, 1)
        more = then.next_start if cycles <= 1 else 0
        at.band = self.ladder.band_at(self.ladder.clip(book.score.start + more), False)

    def _removed_by(self, lists: dict[str, float]) -> bool:
        return any(self.ladder.book.lists[name].removal for name in lists)

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

    def _worth(self, start: Path, from_an_end: bool = False) -> float:
        """Worth of the gates along a path, each day with its weight.

        from_an_end : whether something ended just now; of such paths on which only locks end each is kept.
        """
        path, value, t = replace(start, lists=dict(start.lists)), 0.0, 0.0
        key = (path.grade, path.lock, path.score, path.new, frozenset(path.lists))
        if from_an_end and key in self.known:
            return self.known[key]
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
                if from_an_end:
                    self.known[key] = value
                return value
            self._pass(path, span)
            if not from_an_end and all(left == math.inf for left in (path.expires, *path.lists.values())):
                return value + math.exp(-self.rate * t) * self._worth(path, True)

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
                if path.grade != self.ladder.ungraded:
                    path.grade = self.ladder.band_at(path.score, path.new)
                path.lock = 0
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
