"""Plans of a life that enters a grade and then another soon: in which order entries are made and end, without days.

A plan has two parts. What happens before the first grade is entered takes no time here: however long somebody prepares
it, it is on file then. After that the days are counted that the plan takes at the least: of locks, of another morning,
and of the terms of entries made since. `dated` finds the days of a plan, and a life is lived by it (`lives`).

Plans are followed from the start, those that lead on soonest by `bounds` first (A*, Hart, Nilsson and Raphael 1968).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import product
from typing import Final

from credopolis.audit.proofs.aims import BEFORE, NOTHING, OLD, SINCE, Aim, At
from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.graph import FAR
from credopolis.audit.proofs.ops import (
    CLOSE,
    EXPIRE,
    FREED,
    GAINED,
    GIVE,
    NEW_YEAR,
    NEXT_DAY,
    POST,
    RELEASE,
    RESET,
    SETTLED,
    SOME_YEAR,
    Op,
    Ops,
    filed,
    replaced,
    unfiled,
)
from credopolis.audit.proofs.places import PlacesOfPlans
from credopolis.audit.proofs.state import Move
from credopolis.core.units import DAYS_PER_YEAR

_A_SUCCESSOR: Final = 5
"""Steps that following a plan by one thing costs."""


class Planner(PlacesOfPlans):
    """Plans of one machine."""

    def plans(self, aim: Aim, effort: Effort, *, greedy: bool) -> Iterator[tuple[int, Ops]]:
        """Plans and the days that each takes at the least; the soonest first, or whatever is fewest steps away.

        Raises OutOfEffort.
        """
        recent: tuple[tuple[int, ...], ...] = ((),) * len(self.machine.windows)
        clean = OLD if self.machine.first().clean else NOTHING
        gained = 0 if self.machine.gained else NOTHING
        caps = (0,) * self.machine.n_caps
        first = At(False, -1, 0, (), caps, 0, self.machine.lists, recent, clean=clean, gained=gained,
                   made=(0,) * len(self.machine.repeated))  # fmt: skip
        starts = [first] if aim.before[0] != FAR else []
        if aim.goal.act is None and not aim.points and self._at[0][1] == aim.goal.of and aim.ways.days[0] != FAR:
            starts.append(first._replace(
                counting=True, years=BEFORE | SINCE, clean=0 if clean == OLD else clean, newly=True,
            ))  # fmt: skip
        came: dict[At, tuple[At | None, Ops]] = dict.fromkeys(starts, (None, ()))
        days = dict.fromkeys(starts, 0)
        queue = [(*self._rank(aim, at, 0, greedy), n, at) for n, at in enumerate(starts)]
        heapq.heapify(queue)
        order, done = len(queue), set[At]()
        while queue:
            *_, at = heapq.heappop(queue)
            if at in done:
                continue
            done.add(at)
            taken = days[at]
            if at.counting and self._at[at.node][1] in aim.goal.grades:
                effort.spend(20)
                yield taken, _told(came, at)
                continue
            for ops, then, cost in self._onward(aim, at, taken):
                effort.spend(_A_SUCCESSOR)
                then = self._listed(at, then) if self.machine.grade_lists else then
                total = taken + cost
                if then in done or days.get(then, FAR) <= total:
                    continue
                rank = self._rank(aim, then, total, greedy)
                if rank[0] == FAR:
                    continue
                days[then], came[then] = total, (at, ops)
                order += 1
                heapq.heappush(queue, (*rank, order, then))

    def _listed(self, at: At, then: At) -> At:
        """Where a plan stands, on the list of the grade that it has entered."""
        grade = self._at[then.node][1]
        k = self.machine.grade_lists[grade] if grade != self._at[at.node][1] else -1
        on = then.lists.on
        return then if k < 0 else then._replace(lists=then.lists._replace(on=(*on[:k], True, *on[k + 1 :])))

    def _rank(self, aim: Aim, at: At, days: int, greedy: bool) -> tuple[int, int]:
        """What is followed first: the least days, then the fewest steps to go."""
        half = at.node if at.last < 0 else self._bounds.n + at.node
        if not at.counting:
            steps = int(aim.before[half])
            return (FAR, FAR) if steps == FAR else (0 if greedy else aim.floor, steps + 1_000_000)
        more = int(aim.ways.days[half])
        if more == FAR:
            return FAR, FAR
        return (0 if greedy else max(days + more, aim.floor)), int(aim.ways.steps[half])

    def _onward(self, aim: Aim, at: At, taken: int) -> Iterator[tuple[Ops, At, int]]:
        """What may happen next, where it leads, and the days that it takes at the least."""
        grade, seen = self._at[at.node][1], at._replace(last=-1)
        changes = aim.goal.act is None and not aim.points and not at.counting
        if changes and at.last >= 0 and grade == aim.goal.of != at.last:
            yield (Op(CLOSE, enters=True),), seen._replace(counting=True), 0
        for k, move in enumerate(self.machine.moves):
            full = move.times and len(at.recent[move.window]) >= move.times
            if full or not move.open_in(grade):
                continue
            if (move.cap_slot < 0 or at.used[move.cap_slot] < move.cap) and at.lists.open_to(move):
                earlier = range(1 + (at.made[move.repeat] if move.repeat >= 0 else 0))
                for n, drops in product(earlier, (-1, *self._counted[k])):
                    yield from self._entry(aim, seen, taken, k, n, drops)
        yield from self._morning(at, seen, taken)

    def _counts(self, lost: int, moved: int, drops: int, falls_to: int) -> bool:
        """Whether a counter drops to the grade `drops` (-1: none does) with an entry that moved so many points, if days
        allow it. lost : with those before. falls_to : the grade that the entry then drops to, -1 for none."""
        counters = self.machine.counters
        alone = min((c.falls_to for c in counters if -moved >= c.lost), default=falls_to)
        if alone != falls_to and (falls_to < 0 or alone < falls_to):
            return False
        return drops < 0 or any(c.falls_to == drops and lost >= c.lost for c in counters)

    def _lost(self, at: At, moved: int) -> int:
        """Points that entries took, with one that moved the score by so many."""
        return min(at.lost - min(moved, 0), max((c.lost for c in self.machine.counters), default=0))

    def _entry(self, aim: Aim, at: At, taken: int, k: int, earlier: int, drops: int) -> Iterator[tuple[Ops, At, int]]:
        """An entry of an act, with which the time may begin; `earlier` ones of the act change its points, and a counter
        drops to the grade `drops` with it."""
        move, (score, grade, *_) = self.machine.moves[k], self._at[at.node]
        lists, slot = at.lists.after(move), move.cap_slot
        points, today = self.machine.left_of(move.points_after(earlier), at.today)
        if drops >= 0:
            move = move._replace(falls_to=drops)
        known = points == move.points and drops < 0
        node = int(self._after[k][at.node]) if known else self._of_part(at.node, move, points)
        moved = self._at[node][0] - score
        lost = self._lost(at, moved)
        if self.machine.counters and not self._counts(lost, moved, drops, move.falls_to):
            return
        if node == at.node and lists == at.lists and move.falls_to != grade:
            return
        used = at.used if slot < 0 else (*at.used[:slot], at.used[slot] + 1, *at.used[slot + 1 :])
        if aim.goal.act is None:
            enters = self._at[node][1] == aim.goal.of != grade
        else:
            enters = k == aim.goal.act and grade >= self.machine.moves[k].falls_to
        begins = (False, True) if enters and move.points == aim.points and not at.counting else (at.counting,)
        for counting in begins:
            file = at.standing
            if moved and move.term:
                file = filed(file, (k, moved, taken if counting else OLD))
            recent = at.recent
            if move.times:
                recent = replaced(recent, move.window, (*recent[move.window], taken if counting else OLD))
            last, clean = at.taken, at.clean
            if self.machine.takes(move):
                last = taken if counting else OLD
                clean = last if self.machine.gives is not None else NOTHING
            gained = NOTHING if move.takes else at.gained
            then = At(
                counting, -1, node, file, used, at.years, lists, recent, last, at.turned, clean, today, gained,
                at.newly, self._made(at, move), lost,
            )  # fmt: skip
            yield (Op(POST, k, moved, counting and not at.counting, earlier, drops),), then, 0

    @staticmethod
    def _made(at: At, move: Move) -> tuple[int, ...]:
        """Entries that may change the points of others, with one of an act more."""
        if move.repeat < 0:
            return at.made
        more = min(at.made[move.repeat] + 1, len(move.again))
        return (*at.made[: move.repeat], more, *at.made[move.repeat + 1 :])

    def _morning(self, at: At, seen: At, taken: int) -> Iterator[tuple[Ops, At, int]]:
        """Ends of a lock, of entries and of a cap year."""
        _, grade, locked, phase = self._at[at.node]
        dawn = seen._replace(last=at.last if at.last >= 0 else grade, today=(0, 0))
        price = 0 if not at.counting or locked or at.last >= 0 else 1
        if locked and self._released[at.node] >= 0:
            cost = self.machine.lock_days[grade] if at.counting else 0
            ops, faded = self._faded(dawn, taken + cost) if cost else ((), dawn)
            if self._at[faded.node][1:3] == (grade, True):
                file, lost = ((), 0) if self.machine.clears(grade) else (faded.standing, faded.lost)
                then = faded._replace(node=int(self._released[faded.node]), standing=file, lost=lost)
                yield (*ops, Op(RELEASE)), then, cost
        for entry, _ in at.standing:
            k, moved, day = entry
            cost = price if day == OLD else max(day + self.machine.moves[k].term - taken, price)
            rest = dawn._replace(standing=unfiled(at.standing, entry))
            ops, faded = self._faded(rest, taken + cost) if cost > price else ((), rest)
            then = faded._replace(node=self._taken_back(faded.node, moved))
            yield (*ops, Op(EXPIRE, k, moved)), then, cost
        if phase:
            yield from self._new(at, dawn, taken, price)
        yield from self._freed(at, dawn, taken, price)
        yield from self._reset(at, dawn, taken, price)
        yield from self._given(at, dawn, taken, price)
        if any(at.today):
            yield (Op(NEXT_DAY),), dawn, price
        if any(at.used):
            fresh = dawn._replace(used=(0,) * len(at.used))
            if at.counting:
                cost = DAYS_PER_YEAR if at.years & SINCE else price
                yield (Op(NEW_YEAR),), fresh._replace(years=at.years | SINCE), cost
            else:
                yield (Op(SOME_YEAR),), fresh, 0
                if not at.years:
                    yield (Op(NEW_YEAR),), fresh._replace(years=BEFORE), 0

    def _new(self, at: At, dawn: At, taken: int, price: int) -> Iterator[tuple[Ops, At, int]]:
        """A newcomer gains points of clean time, or is one no longer; before the time begins on any day."""
        machine, gains = self.machine, self.machine.gains
        if gains is not None and at.gained != NOTHING:
            cost = max((at.gained + 1) * gains.each - taken, price) if at.newly else price
            ops, faded = self._faded(dawn, taken + cost) if cost > price else ((), dawn)
            more = at.gained + 1 if at.gained + 1 < len(machine.gained) else NOTHING
            yield (
                (*ops, Op(GAINED)),
                faded._replace(node=self._taken_back(faded.node, -gains.points), gained=more),
                cost,
            )
            return
        cost = max(machine.newcomers.days - taken, price) if at.newly else price
        ops, faded = self._faded(dawn, taken + cost) if cost > price else ((), dawn)
        score, grade, locked, _ = self._at[faded.node]
        then, lock, _ = machine.new_no_more(score, grade, int(locked), ((),) * len(machine.repeats))
        node = self._places.get((score, then, lock > 0, 0))
        if node is not None:
            yield (*ops, Op(SETTLED)), faded._replace(node=node), cost

    def _freed(self, at: At, dawn: At, taken: int, price: int) -> Iterator[tuple[Ops, At, int]]:
        """The oldest entry in a full window leaves it; before the time begins all do."""
        for w, move in enumerate(self.machine.windows):
            made = at.recent[w]
            if len(made) < move.times or not move.per:
                continue
            if not at.counting:
                yield (Op(FREED),), dawn._replace(recent=replaced(at.recent, w, ())), 0
                continue
            cost = price if made[0] == OLD else max(made[0] + move.per - taken, price)
            ops, faded = self._faded(dawn, taken + cost) if cost > price else ((), dawn)
            yield (*ops, Op(FREED)), faded._replace(recent=replaced(at.recent, w, made[1:])), cost

    def _reset(self, at: At, dawn: At, taken: int, price: int) -> Iterator[tuple[Ops, At, int]]:
        """The score returns to its start; before the time begins on any day."""
        resets = self.machine.resets
        if not (resets.every or (resets.after and at.taken != NOTHING)):
            return
        cost = price
        if at.counting and resets.every:
            cost = resets.every if at.turned else price
        elif at.counting and at.taken != OLD:
            cost = max(at.taken + resets.after - taken, price)
        ops, faded = self._faded(dawn, taken + cost) if cost > price else ((), dawn)
        node = self._taken_back(faded.node, self._at[faded.node][0] - self.machine.start)
        if node != faded.node or faded.standing:
            then = faded._replace(node=node, standing=(), taken=NOTHING, turned=at.counting, lost=0)
            yield (*ops, Op(RESET)), then, cost

    def _given(self, at: At, dawn: At, taken: int, price: int) -> Iterator[tuple[Ops, At, int]]:
        """Clean time gives points back; before the time begins on any day."""
        gives = self.machine.gives
        if gives is None or at.clean == NOTHING:
            return
        cost = price
        if at.counting and at.clean != OLD:
            cost = max(at.clean + gives.after - taken, price)
        ops, faded = self._faded(dawn, taken + cost) if cost > price else ((), dawn)
        moved, more = self.machine.give(self._at[faded.node][0])
        clean = NOTHING if not more else taken + cost if at.counting else OLD
        node = self._taken_back(faded.node, -moved) if moved else faded.node
        yield (*ops, Op(GIVE)), faded._replace(node=node, clean=clean), cost


def _told(came: dict[At, tuple[At | None, Ops]], at: At) -> Ops:
    ops: list[Op] = []
    before: At | None = at
    while before is not None:
        before, how = came[before]
        ops += reversed(how)
    return tuple(reversed(ops))
