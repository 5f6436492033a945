"""The machine in which points come back whenever they may: of it `bounds` makes a graph."""

from __future__ import annotations

from dataclasses import replace

from credopolis.audit.proofs.effort import OutOfEffort
from credopolis.audit.proofs.graph import step_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import COMES_BACK, END, GAIN, LAST_GAIN, LAST_RELEASE, Move

_MOST_PARTS = 300


def signs_of(machine: Machine) -> list[int]:
    """Signs of points that come back as entries end."""
    return sorted({1 if move.points > 0 else -1 for move in machine.moves if move.term})


def parts_of(machine: Machine) -> list[tuple[int, Move]]:
    """What entries may do beside the usual: move what the limit of a day leaves of their points, or what repeated ones
    move, and drop to a counter's grade; the act, and an act that always does so. Raises OutOfEffort."""
    found = list[tuple[int, Move]]()
    for k, move in enumerate(machine.moves):
        usual, *others = dict.fromkeys((move.points, *move.again))
        found += [(k, move._replace(points=points)) for points in others]
        for points in (usual, *others):
            found += [(k, move._replace(points=left)) for left in _left_of_a_day(machine, points)]
            if len(found) > _MOST_PARTS:
                raise OutOfEffort
    usual_ones = [*enumerate(machine.moves)]
    for k, move in [*usual_ones, *found] if machine.counters else []:
        if move.points < 0:
            drops = [grade for grade in machine.counted_grades if move.falls_to < 0 or grade < move.falls_to]
            found += [(k, move._replace(falls_to=grade)) for grade in drops]
    if len(found) > _MOST_PARTS:
        raise OutOfEffort
    return found


def _left_of_a_day(machine: Machine, points: int) -> list[int]:
    """What a day's limit may leave of an entry's points, all of them apart. Raises OutOfEffort."""
    sign, step = 1 if points > 0 else -1, step_of(machine)
    limit = machine.a_day(sign)
    if not limit or not points:
        return []
    if machine.at_once.only_largest and not machine.at_once.lost and not machine.at_once.gained:
        earlier = {sign * other for move in machine.moves for other in (move.points, *move.again) if sign * other > 0}
        return [sign * left for left in sorted({max(sign * points - made, 0) for made in earlier})]
    if abs(points) // step > _MOST_PARTS:
        raise OutOfEffort
    return [sign * left for left in range(0, abs(points), step) if left <= limit]


def of_newcomers(machine: Machine) -> list[Move]:
    """What happens to newcomers by itself, each in place of an act."""
    new, gains = machine.newcomers, machine.gains
    if not new.days:
        return []
    happens = [END] + [LAST_RELEASE] * machine.locks
    if gains is not None and machine.gained:
        happens += [GAIN] + [LAST_GAIN] * (new.days % gains.each == 0)
    points = gains.points if gains is not None else 0
    return [Move("", points * (what in (GAIN, LAST_GAIN)), -1, 0, -1, 0, happens=what) for what in happens]


def loosened(machine: Machine) -> Machine:
    """The machine in which points that expire may be taken back at any time: what the other can do it does no later.

    They are taken back a step of the lattice at a time, for an entry at the score's bounds moves less than its points;
    a larger step ends in the same grade and lock as many small ones. Where no act adds points, the score never lies
    over the start, or what a release sets or clean time gives, unless points come back twice; where none takes any,
    nothing sinks it below. A return to the start is as many such steps, and they come last. Raises OutOfEffort where
    the limit of a day may leave too many parts of entries.
    """
    step = step_of(machine)
    given, signs = machine.given, signs_of(machine)
    low = machine.low if any(move.points < 0 for move in machine.moves) else min(given)
    high = machine.high if machine.lifts or any(move.points > 0 for move in machine.moves) else max(given)
    back = [-1] if machine.returns or machine.gives is not None else []
    back += [1] if machine.returns and high > machine.start else []
    back_to = COMES_BACK if machine.newcomers.days and machine.fresh >= 0 else 0
    signs += [sign for sign in back if sign not in signs]
    return replace(
        machine,
        low=low,
        high=high,
        moves=(
            *machine.moves,
            *(move for _, move in parts_of(machine)),
            *of_newcomers(machine),
            *(Move("", -sign * step, -1, 0, -1, 0, happens=back_to) for sign in signs),
        ),
    )
