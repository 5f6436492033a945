"""Theorems about acts that drop to a grade at once: how long the way back is, and which single rule shortens it.

The time runs from the entry to the first grade of good standing, the lowest above every grade with a lock (without
locks: the grade everybody starts in), and is the least over every state in which the act can strike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from credopolis.audit.proofs.effort import Effort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.model import Shortening, StraightDrop, Witness
from credopolis.audit.proofs.times import Ladder
from credopolis.core.units import format_duration
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.grade import BAND, Lock
from credopolis.rulebook.model import Rulebook


def standing_of(machine: Machine) -> int:
    """The lowest grade of good standing."""
    locked = [g for g, days in enumerate(machine.lock_days) if days]
    return max(locked) + 1 if locked else machine.band(machine.start)


def drops_of(
    book: Rulebook, ladder: Ladder, conduct: Mapping[str, ActConduct] | None = None
) -> dict[str, StraightDrop]:
    """By act that drops to a grade, its theorem; each within its part of the ladder's effort."""
    found: dict[str, StraightDrop] = {}
    drops = [k for k, move in enumerate(ladder.machine.moves) if move.falls_to >= 0]
    standing, names = standing_of(ladder.machine), ladder.machine.names
    for n, k in enumerate(drops):
        move = ladder.machine.moves[k]
        ladder.effort.say(f"the way back from {move.name}")
        with ladder.effort.share(1, len(drops) - n) as effort:
            with effort.share(1, 2) as part:
                days, witness, proved = ladder.within(part).back(k, standing)
            legs = _legs(witness) if witness is not None else ()
            shortens = tuple(_shortenings(book, move.name, days, legs, standing, effort, conduct)) if proved else ()
        found[move.name] = StraightDrop(
            move.name, names[move.falls_to], names[standing], days, legs, witness, shortens, proved
        )
    return found


def _legs(witness: Witness) -> tuple[tuple[str, int], ...]:
    """Grades along the way, and the days spent in each."""
    grades: list[tuple[int, str]] = []
    for step in witness.steps:
        if step.day == witness.begins and step.day < witness.ends:
            grades = [(step.day, step.grade)]
        elif step.day > witness.begins and (not grades or grades[-1][1] != step.grade):
            grades.append((step.day, step.grade))
    ends = [*grades, (witness.ends, "")]
    return tuple((grade, after - day) for (day, grade), (after, _) in pairwise(ends) if after > day)


def _shortenings(
    book: Rulebook, act: str, days: int | None, legs: tuple[tuple[str, int], ...], standing: int,
    effort: Effort, conduct: Mapping[str, ActConduct] | None,
) -> Iterator[Shortening]:  # fmt: skip
    """Changes of one rule that shorten the way, each tried by proving the changed rulebook; the shortest first."""
    found = []
    changes = list(_changes(book, act, [grade for grade, _ in legs]))
    for n, (path, change, changed) in enumerate(changes):
        machine = machine_of(changed, conduct)
        if machine is None:
            continue
        k = [move.name for move in machine.moves].index(act)
        with effort.share(1, len(changes) - n) as part:
            then, _, proved = Ladder.of(machine, part).back(k, standing)
        if proved and then is not None and (days is None or then < days):
            found.append(Shortening(path, change, then))
    yield from sorted(found, key=lambda s: (s.days is None, s.days, s.path))


def _changes(book: Rulebook, act: str, grades: list[str]) -> Iterator[tuple[tuple[str, ...], str, Rulebook]]:
    names = list(book.grades)
    for name in dict.fromkeys(grades):
        lock = book.grades[name].lock
        if lock is None:
            continue
        half = replace(lock, days=lock.days // 2, cycles=lock.cycles // 2)
        at = ("grades", name, "lock")
        if half.days and bool(half.cycles) == bool(lock.cycles):
            key, many = "cycles" if lock.cycles else "lasts", f"{half.cycles} cycle{'s' * (half.cycles != 1)}"
            told = many if lock.cycles else format_duration(half.days)
            yield (*at, key), f"{name} locks for {told}", _with(book, name, half)
        if lock.release != BAND:
            yield (*at, "release"), f"{name} releases to the band", _with(book, name, replace(lock, release=BAND))
        yield at, f"{name} has no lock", _with(book, name, None)
    higher = names.index(book.acts[act].falls_to) - 1
    if higher > 0:
        acts = {**book.acts, act: replace(book.acts[act], falls_to=names[higher])}
        yield ("acts", act, "falls_to"), f"{act} falls to {names[higher]}", replace(book, acts=acts)


def _with(book: Rulebook, grade: str, lock: Lock | None) -> Rulebook:
    return replace(book, grades={**book.grades, grade: replace(book.grades[grade], lock=lock)})
