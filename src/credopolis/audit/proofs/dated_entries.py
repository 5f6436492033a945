"""The days of a plan's entries: caps that let them count, and counters with windows of their own that drop."""

from __future__ import annotations

from credopolis.audit.proofs.days import DaysApart
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.ops import Op
from credopolis.core.units import DAYS_PER_YEAR


def falls_to(machine: Machine, op: Op) -> int:
    """The grade that an entry drops to, -1 for none."""
    return op.drops if op.drops >= 0 else machine.moves[op.act].falls_to


def within_cap(days: DaysApart, made: list[int], k: int, cap: int, years: list[int]) -> None:
    """No more entries in a year than count: those so many apart are a year apart, or a counted year began between."""
    if len(made) >= cap and not (years and made[-cap] < years[-1]):
        days.later(made[-cap], k, DAYS_PER_YEAR)
    made.append(k)


class EntriesTaken:
    """Entries of a plan that took points, as counters know them: (place in the plan, points)."""

    def __init__(self, machine: Machine, days: DaysApart) -> None:
        self._machine, self._days = machine, days
        self._taken: list[tuple[int, int]] = []

    def clear(self) -> None:
        """What was entered before counts no more."""
        self._taken.clear()

    def counts(self, k: int, op: Op) -> bool:
        """One more entry: a counter that drops with it does, for what it needs lies near enough, and lower ones do not;
        whether that can be."""
        self._taken = [*self._taken, (k, -op.moved)][-self._machine.remembered :]
        drops, found = falls_to(self._machine, op), op.drops < 0
        for counter in self._machine.counters:
            if 0 <= drops < counter.falls_to or (drops == counter.falls_to and found):
                continue
            oldest = self._oldest(counter.lost)
            if oldest is None:
                continue
            if drops == counter.falls_to:
                found = True
                self._days.later(k, oldest, 1 - counter.days)
            elif oldest == k:
                return False
            else:
                self._days.later(oldest, k, counter.days)
        return found

    def _oldest(self, lost: int) -> int | None:
        """The oldest entry among the latest ones that together took so many points; None if all took fewer."""
        for made, points in reversed(self._taken):
            lost -= points
            if lost <= 0:
                return made
        return None
