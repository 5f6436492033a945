"""Least times where entries expire or are capped: a search through the timed states themselves.

States are settled in order of cost (Dijkstra 1959). An entry takes no days; waiting takes as many as one waits. Where
nothing but a lock runs, one waits until it ends (see `graph`). Where more clocks run, the day of an entry matters, and
one waits a day at a time, unless no entry would change anything: then none will before the next event. Two cases are
exact with waiting from event to event all the same:

- no locks, and nothing expires: the cap's year is the only clock, and an entry may as well be made on its first day,
  as in windows that roll, where no cap goes by years, every entry may as well be made when the window allows it;
- no locks, only acts of one sign, and a story shorter than the term of each of them: moved to the first day of their
  cap year, the same entries move the same points by the same day, and none has expired.

In both the best year is one that ends tomorrow: any story fits into it if its entries are made earlier.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import Move, State

WAIT = -1
Cost = tuple[int, int]
Op = tuple[int, int]
"""(index of the act, 0), or (WAIT, days)."""


@dataclass(frozen=True)
class Story:
    """From a source (its place in the sequence of sources) by operations to a state, at a cost."""

    source: int
    ops: tuple[Op, ...]
    state: State
    cost: Cost


class GaveUp(Exception):
    """The search took as many steps as it may; `found` are the stories that it had proved until then."""

    def __init__(self, found: dict[int, Story]) -> None:
        super().__init__("the search grew too large")
        self.found = found


@dataclass(frozen=True)
class Search:
    """What may be done in a search.

    moves : the acts that may be entered. by_day : wait a day at a time, not from event to event. entries_first : settle
    by (entries, days), not by (days, entries). longest_days : no story is longer.
    """

    machine: Machine
    moves: Sequence[Move]
    by_day: bool
    effort: Effort
    entries_first: bool = False
    longest_days: int | None = None

    def first(self, sources: Iterable[State], goal: Callable[[State], bool]) -> Story | None:
        """The cheapest story from any source to a state that the goal holds of, None if there is none.

        Raises
        ------
        GaveUp
            If more states would have to be settled than the effort allows.
        """
        found = self.stories(sources, lambda state: 0 if goal(state) else None, 1)
        return found.get(0)

    def stories(self, sources: Iterable[State], key: Callable[[State], int | None], keys: int) -> dict[int, Story]:
        """The cheapest story to each key, until so many keys are found; `key` sorts states into keys, None for none."""
        queue: list[tuple[Cost, int, State]] = []
        came: dict[State, tuple[State | None, Op, Cost, int]] = {}
        found: dict[int, Story] = {}
        try:
            for n, state in enumerate(sources):
                self.effort.spend(2)
                if state not in came:
                    came[state] = (None, (WAIT, 0), (0, 0), n)
                    heapq.heappush(queue, ((0, 0), n, state))
            self._settle(queue, came, key, keys, found)
        except OutOfEffort:
            raise GaveUp(found) from None
        return found

    def _settle(
        self,
        queue: list[tuple[Cost, int, State]],
        came: dict[State, tuple[State | None, Op, Cost, int]],
        key: Callable[[State], int | None],
        keys: int,
        found: dict[int, Story],
    ) -> None:
        """Settle states in order of cost. Raises OutOfEffort."""
        settled: set[State] = set()
        order = len(queue)
        while queue and len(found) < keys:
            cost, _, state = heapq.heappop(queue)
            if state in settled:
                continue
            settled.add(state)
            at = key(state)
            if at is not None and at not in found:
                found[at] = _told(came, state, cost)
            # What is on file and remembered is copied with each successor, and kept.
            kept = len(state.file) + 2 * (len(state.locks) + len(state.made) + len(state.recent) + len(state.taken))
            kept += 4 * len(state.holds)
            self.effort.spend(1 + (len(self.moves) + 1) * (self.machine.a_state + kept // 16))
            for op, then, price in self._onward(state):
                total = (cost[0] + price[0], cost[1] + price[1])
                known = came.get(then)
                if then in settled or (known is not None and known[2] <= total) or self._too_long(total):
                    continue
                came[then] = (state, op, total, came[state][3])
                order += 1
                heapq.heappush(queue, (total, order, then))

    def _too_long(self, cost: Cost) -> bool:
        return self.longest_days is not None and cost[1 if self.entries_first else 0] > self.longest_days

    def _onward(self, state: State) -> Iterable[tuple[Op, State, Cost]]:
        entry, day = ((1, 0), (0, 1)) if self.entries_first else ((0, 1), (1, 0))
        idle = True
        for k, move in enumerate(self.moves):
            then = self.machine.post(state, move)
            if then != state:
                idle = False
                yield (k, 0), then, entry
        days = self.machine.next_event(state)
        if days:
            days = 1 if self.by_day and not idle else days
            yield (WAIT, days), self.machine.wait(state, days), (day[0] * days, day[1] * days)


def _told(came: dict[State, tuple[State | None, Op, Cost, int]], state: State, cost: Cost) -> Story:
    ops: list[Op] = []
    at: State | None = state
    source = came[state][3]
    while at is not None:
        before, op, _, _ = came[at]
        if before is not None:
            ops.append(op)
        at = before
    return Story(source, tuple(reversed(ops)), state, cost)
