"""The days of a plan: constraints between two days each, of which the least time follows exactly.

An entry ends its term after it was made, a lock its length after it began; what is to end later than the plan does so.
Entries are made on the day of a morning or later, and a morning comes after the entries of the day before. All these
bound the difference of two days, so the least time is the longest path between them (Bellman 1958), and so are the
days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Final

from credopolis.audit.proofs.dated_entries import EntriesTaken, falls_to, within_cap
from credopolis.audit.proofs.days import DaysApart
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.ops import CLOSE, EXPIRE, FADE, GAINED, GIVE, NEW_YEAR, POST, RELEASE, RESET, SETTLED, Op
from credopolis.audit.proofs.state import Move, State
from credopolis.core.units import DAYS_PER_YEAR

_BY_DAY: Final = (POST, CLOSE, FADE)
"""What does not happen in a morning."""
Made = tuple[int, int]
"""A day and the act entered on it, -1 for the last day."""


def dated(machine: Machine, ops: Sequence[Op]) -> list[Made] | None:
    """The days of a plan that takes the fewest between entering and its end, and its last day; None if it has none."""
    orders = ((True, ops), (True, _longest_first(machine, ops)), (False, ops))
    for apart, (strict, order) in product((False, True) if machine.repeats else (False,), orders):
        plan = _Followed(machine, order, apart)
        if plan.contradicts:
            continue
        if strict:
            plan.ends_nothing_else()
        days, begins, end = plan.days, plan.begins, plan.end
        taken = days.longest(begins, end)
        if taken is None:
            continue
        days.later(end, begins, -int(taken[end]))
        on = days.longest(0, end)
        if on is None:
            continue
        shift = -int(on[plan.years[0]]) % DAYS_PER_YEAR if plan.years and begins else 0
        made = [(int(on[k]) + shift, op.act) for k, op in enumerate(order, 1) if op.kind == POST]
        return [*made, (int(on[end]) + shift, -1)]
    return None


def _longest_first(machine: Machine, ops: Sequence[Op]) -> list[Op]:
    """The same entries before the time begins, those first that count longest: they may end together with others."""
    first = next((k for k, op in enumerate(ops) if op.enters or op.kind != POST), len(ops))
    made = sorted(ops[:first], key=lambda op: -(machine.moves[op.act].term or 10**9))
    return [*made, *ops[first:]]


class _Followed:
    """A plan followed from its first thing to its last, and the constraints on their days.

    contradicts : whether what it says to happen does not, in this order. apart : whether all locks that would make one
    another longer are so far apart that they do not; else only those with the first before the time begins, which costs
    nothing.
    """

    def __init__(self, machine: Machine, ops: Sequence[Op], apart: bool = False) -> None:
        self.machine, self.days, self.end = machine, DaysApart(), len(ops)
        self.begins = next((k for k, op in enumerate(ops, 1) if op.enters), 0)
        self.years: list[int] = []
        self._taken: list[int] = []
        self._by_grade: dict[int, int] = {}
        self._apart_less: list[tuple[int, int, int]] = []
        self._clean: list[int] = [0] if machine.first().clean else []
        self._turned = self._gains = 0
        self.contradicts = False
        self._state, self._lock, self._lasts, self._apart = machine.first(), 0, 0, apart
        self._begun: dict[int, list[tuple[int, int]]] = {}
        self._standing: dict[tuple[int, int], list[int]] = {}
        self._cleared: list[tuple[int, int, int]] = []
        self._made: dict[int, list[int]] = {}
        self._repeats: dict[int, list[int]] = {}
        self._counted = EntriesTaken(machine, self.days)
        before = NEW_YEAR
        for k, op in enumerate(ops, 1):
            morning = op.kind not in _BY_DAY
            self.days.later(k - 1, k, int(morning and (k == 1 or before in _BY_DAY)))
            self._follow(k, op)
            before = op.kind
        _lists(machine, ops, self.days, self._by_grade)

    def _follow(self, k: int, op: Op) -> None:
        """One more thing that happens, and the lock that it begins or ends."""
        machine = self.machine
        if op.kind not in _BY_DAY:
            self._state = self._state._replace(today=(0, 0))
        before = self._state
        if op.kind == POST:
            self._post(k, op)
        elif op.kind in (EXPIRE, FADE):
            left = self._standing.get((op.act, op.moved))
            if not left:  # in another order the entry moved other points, or a release cleared it
                self.contradicts = True
                return
            made = left.pop(0)
            (self.days.exactly if op.kind == EXPIRE else self.days.later)(made, k, machine.moves[op.act].term)
            self._state = _ended(machine, before, op.moved)
        elif op.kind == RELEASE:
            self._release(k, before)
        elif op.kind == RESET:
            self._reset(k, before)
        elif op.kind in (GAINED, SETTLED):
            self._new(k, op, before)
        elif op.kind == GIVE:
            self._give(k, before)
        elif op.kind == NEW_YEAR:
            if self.years or not self.begins:
                self.days.exactly(self.years[-1] if self.years else 0, k, DAYS_PER_YEAR)
            self.years.append(k)
        state = self._state
        changed = (op.kind == POST and 0 <= falls_to(machine, op) <= before.grade) or state.grade != before.grade
        if changed and machine.grade_lists and machine.grade_lists[state.grade] >= 0:
            self._by_grade[k] = machine.grade_lists[state.grade]
        if before.lock and op.kind != RELEASE and (changed or not state.lock):
            self.days.later(k, self._lock, 1 - self._lasts)
        if state.lock and (changed or not before.lock or op.kind == RELEASE):
            self._lock, self._lasts = k, self._length(k, state.grade)

    def _release(self, k: int, before: State) -> None:
        """A lock ends, which may set the score."""
        machine = self.machine
        self.days.exactly(self._lock, k, self._lasts)
        score, grade, held = machine.released(before.score, before.grade, before.new > 0)
        self._state = before._replace(score=score, grade=grade, lock=held)
        if machine.clears(before.grade):
            self._clear(k)

    def _clear(self, k: int) -> None:
        """What was entered before is cleared."""
        self._cleared += [(made, k, act) for (act, _), left in self._standing.items() for made in left]
        self._standing.clear()
        self._counted.clear()

    def _length(self, k: int, grade: int) -> int:
        """Days of a lock that begins: longer by those earlier ones of its grade that are not so far apart."""
        usual, again = self.machine.lock_days[grade], self.machine.again[grade] if self.machine.again else None
        if again is None:
            return usual
        earlier, near = self._begun.setdefault(grade, []), list[tuple[int, int]]()
        for made, lasted in earlier[-len(again.days) :]:
            if self._apart or made < self.begins:
                self.days.later(made, k, again.stands_for(lasted))
            else:
                near.append((made, lasted))
                self.days.later(k, made, 1 - again.stands_for(lasted))
        lasts = again.length(usual, len(near))
        earlier.append((k, lasts))
        return lasts

    def _reset(self, k: int, before: State) -> None:
        """The score returns to its start: at the end of a cycle, or so long after what last took something."""
        machine = self.machine
        if machine.resets.every:
            self._turned += 1
            self.days.exactly(0, k, self._turned * machine.resets.every)
        elif not self._taken:
            self.contradicts = True
            return
        else:
            self.days.exactly(self._taken[-1], k, machine.resets.after)
            self._taken.clear()
        self._clear(k)
        self._state = _ended(machine, before, before.score - machine.start)

    def _new(self, k: int, op: Op, before: State) -> None:
        """Clean time adds points to a newcomer's, or somebody is no newcomer any more, each on its day."""
        machine, gains = self.machine, self.machine.gains
        if not before.new or (op.kind == GAINED and not before.gain):
            self.contradicts = True
        elif op.kind == SETTLED:
            self.days.exactly(0, k, machine.newcomers.days)
            self.contradicts |= before.gain > 0
            grade, lock, _ = machine.new_no_more(before.score, before.grade, before.lock, before.locks)
            self._state = before._replace(new=0, gain=0, grade=grade, lock=lock)
            if machine.resets.every:  # cycles that have ended until then may have changed nothing
                self._turned = max(self._turned, machine.newcomers.days // machine.resets.every)
        elif gains is not None:
            self._gains += 1
            self.days.exactly(0, k, self._gains * gains.each)
            more = (self._gains + 1) * gains.each <= machine.newcomers.days
            self._state = _ended(machine, before, -gains.points)._replace(gain=int(more))

    def _not_yet(self, k: int) -> None:
        """Until then clean time adds no further points to a newcomer's."""
        if self.machine.gains is not None:
            self.days.later(k, 0, 1 - (self._gains + 1) * self.machine.gains.each)

    def _give(self, k: int, before: State) -> None:
        """Clean time gives points back, so long after what last took something or after it last gave some."""
        gives = self.machine.gives
        if gives is None or not self._clean:
            self.contradicts = True
            return
        self.days.exactly(self._clean[-1], k, gives.after)
        for made, then in pairwise(self._clean):
            self._no_gift(made, then)
        moved, more = self.machine.give(before.score)
        self._clean = [k] if more else []
        self._state = _ended(self.machine, before, -moved) if moved else before

    def _no_gift(self, made: int, then: int) -> None:
        """Between two things clean time gives nothing back."""
        if self.machine.gives is not None:
            self._apart_less.append((then, made, 1 - self.machine.gives.after))

    def _post(self, k: int, op: Op) -> None:
        move = self.machine.moves[op.act]
        machine = self.machine
        if self._state.gain and move.takes:
            self._not_yet(k)
        if machine.takes(move):
            self._taken.append(k)
            if machine.gives is not None:
                self._clean.append(k)
        fresh = self._state._replace(
            used=(0,) * machine.n_caps, recent=((),) * len(machine.windows), locks=((),) * len(machine.repeats)
        )
        if move.repeat >= 0:
            fresh = fresh._replace(made=self._repeated(k, op, move))
        if machine.counters and op.moved < 0:
            self.contradicts |= not self._counted.counts(k, op)
        self._state = machine.uncounted.post(fresh, move._replace(falls_to=falls_to(machine, op)))._replace(file=())
        if move.term and op.moved:
            self._standing.setdefault((op.act, op.moved), []).append(k)
        if move.times:
            made = self._made.setdefault(op.act, [])
            if move.per and len(made) >= move.times:
                self.days.later(made[-move.times], k, move.per)
            made.append(k)
        if move.cap:
            within_cap(self.days, self._made.setdefault(op.act, []), k, move.cap, self.years)

    def _repeated(self, k: int, op: Op, move: Move) -> tuple[tuple[int, ...], ...]:
        """Of the entries before, so many change the points of one: they are as near to it, others are as far away."""
        made = self._repeats.setdefault(op.act, [])
        last = made[-len(move.again) :]
        near = last[len(last) - op.earlier :]
        for other in near:
            self.days.later(k, other, 1 - move.within)
        if len(near) < len(last):
            self.days.later(last[len(last) - op.earlier - 1], k, move.within)
        made.append(k)
        known = ((),) * len(self.machine.repeated)
        return (*known[: move.repeat], (move.within,) * op.earlier, *known[move.repeat + 1 :])

    def ends_nothing_else(self) -> None:
        """What the plan does not mention ends after it, and what a release clears not before that."""
        for made, k, act in self._cleared:
            self.days.later(k, made, -self.machine.moves[act].term)
        for (act, _), left in self._standing.items():
            for k in left:
                self.days.later(self.end, k, 1 - self.machine.moves[act].term)
        if self._state.new:
            self.days.later(self.end, 0, 1 - self.machine.newcomers.days)
        if self._state.gain:
            self._not_yet(self.end)
        if self.machine.resets.after:
            for made, then in pairwise([*self._taken, self.end]):
                self.days.later(then, made, 1 - self.machine.resets.after)
        for made, then in pairwise([*self._clean, self.end]):
            self._no_gift(made, then)
        for first, then, days in self._apart_less:
            self.days.later(first, then, days)
        if self.machine.resets.every:
            self.days.later(self.end, 0, 1 - (self._turned + 1) * self.machine.resets.every)
        if self._state.lock:
            self.days.later(self.end, self._lock, 1 - self._lasts)


def _ended(machine: Machine, state: State, moved: int) -> State:
    score = min(max(state.score - moved, machine.low), machine.high)
    grade, lock = machine.follow(score, state.grade, state.lock, -moved, state.new > 0)
    return state._replace(score=score, grade=grade, lock=lock)


def _lists(machine: Machine, ops: Sequence[Op], days: DaysApart, by_grade: Mapping[int, int]) -> None:
    """Whoever must be on a list for an act is on it. by_grade : by place, the list of the grade that is entered."""
    listed: dict[int, int] = {}
    lists = machine.lists
    for k, op in enumerate(ops, 1):
        if op.kind == POST:
            move = machine.moves[op.act]
            if move.needs >= 0 and machine.list_days[move.needs]:
                days.later(k, listed.get(move.needs, 0), 1 - machine.list_days[move.needs])
            lists = lists.after(move)
            if move.adds_to >= 0 and lists.on[move.adds_to]:
                listed[move.adds_to] = k
        if k in by_grade:
            listed[by_grade[k]] = k
