"""Least times where entries only take points, a day has a limit, and time without an entry clears them all.

The score begins at its highest; whoever is in a lower grade came there by an entry, and comes up again when the score
returns to its start, and in no other way. From below: on the day of entering a grade one stood above it, and that
day and each later one take no more than the limit. The lowest grade may have a lock, if in it nothing counts: the score
has returned before the lock ends. From above lives are lived, as in `daily`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from credopolis.audit.proofs.daily import Climb, Daily, WayIn, daily_of, remembers_more
from credopolis.audit.proofs.dated import Made
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.found import Pair, Times
from credopolis.audit.proofs.histories import Lived
from credopolis.audit.proofs.machine import Machine


class Cleared(Daily):
    """A machine that remembers its day and the last entry. Raises OutOfEffort."""

    def floor(self, of: int, to: int) -> int:
        """Days that no life undercuts between two grades, by the limit of a day and the score's return."""
        machine, first = self._machine, self._machine.band(self._machine.start)
        if to < of:
            above = machine.start if of == first else machine.lowest[of + 1]
            return self._falling(above, to)
        return self._cleared_after(of) + (self._falling(machine.start, to) if to != first else 0)

    def ways(self) -> Iterator[tuple[Pair, int, Sequence[Made]]]:
        """Days that lives take between grades, and their entries where they are few enough to tell."""
        first = self._machine.band(self._machine.start)
        for of, entering in sorted(self._entered.items()):
            for to in range(of):
                yield from self._falls(entering, self._from(entering), of, to)
            for to in range(of + 1, first + 1):
                days = self._cleared_after(of)
                yield from self._falls(entering, Climb(self._machine.start, (0, 0), days, [(days, -1)]), of, to)

    def _cleared_after(self, of: int) -> int:
        """Days from an entry that leads to a grade until one is where one began, if nothing is entered."""
        return max(self._machine.resets.after, self._machine.lock_days[of])

    def _falling(self, above: int, to: int) -> int:
        """Days that the limit asks of one who began the day with a score, or above it."""
        return max(-(-(above - self._tops[to]) // self._machine.a_day(-1)) - 1, 0)

    def _better(self, entering: WayIn, best: WayIn) -> bool:
        return best.act >= 0 and entering.before < best.before


def cleared_of(machine: Machine, effort: Effort) -> Cleared | None:
    """What is known of a machine of losses alone that clean time clears; None of others. Raises OutOfEffort."""
    clean, lowest = machine.resets.after, machine.lock_days[0]
    shut = not any(move.open_in(0) for move in machine.moves)
    fits = (
        not remembers_more(machine)
        and machine.at_once.lost > 0
        and not machine.at_once.only_largest
        and clean > 1
        and machine.start == machine.high
        and all(move.points < 0 for move in machine.moves)
        and not any(machine.lock_days[1:])
        and (not lowest or (shut and lowest >= clean and machine.release_to[0] < 0 and not machine.sets))
    )
    return Cleared(machine, effort) if fits else None


def times_by_days(machine: Machine, effort: Effort) -> Times | None:
    """Least times where only a day's limit, and clean time, is remembered; None elsewhere, or beyond the effort."""
    grades, lived = range(len(machine.names)), Lived(machine)
    times = Times(least={(of, of): 0 for of in grades})
    try:
        daily = daily_of(machine, effort) or cleared_of(machine, effort)
        if daily is None:
            return None
        for pair, days, made in daily.ways():
            times.least[pair] = days
            if made:
                lived.live(made)
    except OutOfEffort:
        return None
    times.reachable = times.enterable = daily.reachable
    for pair in ((of, to) for of in grades for to in grades if of != to):
        times.floors[pair] = daily.floor(*pair)
        least, way = times.least.setdefault(pair, None), lived.ways.get(pair)
        if least is None or least > times.floors[pair]:
            times.unproved.add(pair)
        elif way is not None and way.days == least and way.witness is not None:
            times.witnesses[pair] = way.witness
    return times
