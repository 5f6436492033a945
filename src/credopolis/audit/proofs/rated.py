"""Where the score is a mean of many entries, or entries end others: bounds from grades, and lives from grade to grade.

The mean lies between the points of the acts that are in it, so a grade whose band lies beyond them is never come to;
and whoever is where no act is open stays until a lock ends. Lives make the entry that brings the mean nearest to the
middle of the band that they aim at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from credopolis.audit.proofs.dated import Made
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.histories import Lived
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.rungs import Place, Rungs
from credopolis.audit.proofs.state import Move, State

_STEPS = 120
"""Entries and waits of a life of another machine on such a way, at the most."""
_AROUND = 3
"""Times the entries of a mean that a life makes on its way to a grade, at the most."""


class RungsOfMeans(Rungs):
    """A machine whose score is a mean, without its score."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        # Only whoever is dropped before there are enough entries comes back to the band of the start.
        back = any(move.falls_to >= 0 for move in machine.moves)
        points = [move.points for move in machine.moves if move.rates] + [0] * back or [0]
        low, high = machine.start + min(points), machine.start + max(points)
        tops = (*(low_ - 1 for low_ in machine.lowest[1:]), machine.high)
        self._means = [g for g in machine.bands if machine.lowest[g] <= high and tops[g] >= low]

    def _onward(self, place: Place) -> Iterator[tuple[Place, int]]:
        grade, held = place
        machine = self._machine
        open_ = [move for move in machine.moves if move.open_in(grade)]
        for move in open_:
            if 0 <= move.falls_to <= grade:
                yield self._locked(move.falls_to), 0
        for band in self._means if open_ else ():
            if band < grade:
                yield self._locked(band), 0
            elif band > grade and not held:
                yield (band, False), 0
        if held:
            rung, days = machine.release_to[grade], machine.lock_days[grade]
            for then in [rung] if rung >= 0 else self._means:
                yield self._locked(then) if rung >= 0 or then < grade else (then, False), days


Into = dict[int, tuple[State, list[Made]]]
"""By grade, a life that comes to it: where it stands then, and what it made."""


def lives_of_means(machine: Machine, lived: Lived, effort: Effort) -> Into:
    """`lives_around`, where the score is a mean or entries hang together."""
    return lives_around(machine, lived, effort) if machine.mean is not None or machine.holds else {}


def lives_around(machine: Machine, lived: Lived, effort: Effort) -> Into:
    """Live lives that come to every grade they can, and from each to every other -> one that comes to each."""
    often = machine.mean.last if machine.mean is not None else 0
    first = machine.first()
    into: Into = {first.grade: (first, [])}
    queue = [first.grade]
    try:
        for of in queue:
            for to in range(len(machine.names)):
                way = _towards(machine, *into[of], to, effort) if to != of else None
                if way is None:
                    continue
                made = way[1]
                effort.spend(len(made) * (2 + often // 16) * machine.a_post)
                lived.live([*made, (made[-1][0] if made else 0, -1)])
                if to not in into:
                    into[to] = way
                    queue.append(to)
    except OutOfEffort:
        pass
    return into


def lives_back(machine: Machine, lived: Lived, into: Into, act: int, wanted: Iterable[int], effort: Effort) -> None:
    """Live lives in which an entry of an act drops somebody from each grade, and which go on to some grades."""
    move = machine.moves[act]
    try:
        for state, made in into.values():
            if move.open_in(state.grade) and state.grade >= move.falls_to:
                day = made[-1][0] if made else 0
                effort.spend(machine.a_state)
                for to in wanted:
                    way = _towards(machine, machine.post(state, move), [*made, (day, act)], to, effort)
                    if way is not None:
                        effort.spend(len(way[1]) * 2 * machine.a_state)
                        lived.live([*way[1], (way[1][-1][0], -1)])
    except OutOfEffort:
        return


def _towards(
    machine: Machine, state: State, made: list[Made], to: int, effort: Effort
) -> tuple[State, list[Made]] | None:
    """A life that goes on to a grade, None if none was found. Raises OutOfEffort."""
    day, made = made[-1][0] if made else 0, [*made]
    times = _AROUND * (machine.mean.last if machine.mean is not None else len(machine.moves)) + 2
    for _ in range(times if machine.stepwise else _STEPS):
        effort.spend(len(machine.moves) * machine.a_post + len(state.rated) // 16)
        open_ = [(k, move) for k, move in enumerate(machine.moves) if move.open_in(state.grade)]
        drops = [k for k, move in open_ if move.falls_to == to <= state.grade]
        best = drops[0] if drops else _nearest(machine, state, open_, to)
        then = state if best is None else machine.post(state, machine.moves[best])
        if best is None or then == state:
            days = state.lock if machine.stepwise else machine.next_event(state)
            if not days:
                return None
            day, then = day + days, machine.wait(state, days)
            made.append((day, -1))
        else:
            made.append((day, best))
        state = then
        if state.grade == to:
            return state, made
    return None


def _nearest(machine: Machine, state: State, open_: list[tuple[int, Move]], to: int) -> int | None:
    """The act whose entry brings the mean nearest to the middle of a grade's band; None if it has none, or no act is
    open that would move it there."""
    mean, tops = machine.mean, (*(low - 1 for low in machine.lowest[1:]), machine.high)
    if machine.lowest[to] > tops[to]:
        return None
    if mean is None:
        return _nearest_score(machine, state, open_, Fraction(machine.lowest[to] + tops[to], 2))
    middle = Fraction(machine.lowest[to] + tops[to], 2) - machine.start
    acts = [(k, move.points) for k, move in open_ if move.rates]
    if not acts or (state.lock and to > state.grade):
        return None
    kept = state.rated[-(mean.last - 1) :] if mean.last > 1 else ()
    total, many = sum(kept), len(kept) + 1
    return min(acts, key=lambda act: (abs(Fraction(total + act[1], many) - middle), act[0]))[0]


def _nearest_score(machine: Machine, state: State, open_: list[tuple[int, Move]], middle: Fraction) -> int | None:
    """The act whose entry brings the score nearest to the middle of a band; None if none brings it nearer."""
    away = {k: abs(machine.post(state, move).score - middle) for k, move in open_ if move.falls_to < 0}
    best = min(away, key=lambda k: (away[k], k), default=None)
    return best if best is not None and away[best] < abs(state.score - middle) else None
