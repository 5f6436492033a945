"""The machine of the proofs, made from a rulebook."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from credopolis.audit.proofs.doable import needs_list, undoable
from credopolis.audit.proofs.frame import Threshold
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.state import Move
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.counters import remembered
from credopolis.rulebook.grade import BAND, Lock
from credopolis.rulebook.model import Cap, HeadStart, Repeated, Rulebook
from credopolis.rulebook.score import AtOnce, Newcomers, Resets
from credopolis.rulebook.together import held_acts


def machine_of(book: Rulebook, conduct: Mapping[str, ActConduct] | None = None) -> Machine | None:
    """The machine of a rulebook, None if it has no score.

    Acts that move neither score nor grade are kept: an entry lets a grade rise that a lock's end left under its band.
    Acts that nobody can ever do are left out. conduct : by act, of those that the rulebook does not describe itself.
    """
    if book.score is None:
        return None
    names = tuple(reversed(book.grades))
    grades = [book.grades[name] for name in names]
    shut, need = undoable(book, conduct), needs_list(book, conduct)
    lists = [name for name in book.lists if name in {need[act] for act in need if act not in shut}]
    numbers = {name: k for k, name in enumerate(lists)}
    sets = tuple(None if grade.lock is None else grade.lock.sets_score for grade in grades)
    listing = tuple(numbers.get(grade.listing, -1) for grade in grades)
    new, held = book.score.newcomers, sorted(held_acts(book))
    moves = _moves(book, names, shut, need, numbers)
    return Machine(
        book.score.min,
        book.score.max,
        book.score.start,
        names,
        tuple(reversed(book.lowest_scores().values())),
        tuple(_fewest_days(book, g.lock) for g in grades),
        tuple(-1 if g.lock is None or g.lock.release == BAND else names.index(g.lock.release) for g in grades),
        moves,
        tuple(book.lists[name].days for name in lists),
        sets if any(score is not None for score in sets) else (),
        book.score.resets or Resets(),
        book.score.at_once or AtOnce(),
        tuple(None if grade.lock is None else grade.lock.again for grade in grades),
        gives=None if book.score.gives_back is None else replace(book.score.gives_back, up_to=book.score.given_up_to),
        newcomers=new or Newcomers(0),
        new_lowest=tuple(reversed(book.lowest_scores(True).values())) if new is not None and new.lowest else (),
        counters=tuple(Threshold(c.lost, c.days, names.index(c.falls_to)) for c in book.score.counters.values()),
        remembered=remembered(book),
        grade_lists=listing if any(k >= 0 for k in listing) else (),
        mean=book.score.mean,
        groups=tuple(
            (tuple((frozenset(held.index(act) for act in one.acts), one.points) for one in g.sets.values()), g.most)
            for g in book.score.together.values()
        ),
        **(_of_cycles(book, names) if book.score.by_cycle else {}),
    )


def _of_cycles(book: Rulebook, names: Sequence[str]) -> dict[str, Any]:
    """What is said of a machine whose grades only the end of a cycle sets. names : of grades, lowest first."""
    locks = [book.grades[name].lock for name in names]
    new = book.score.newcomers if book.score is not None else None
    return {
        "cycles": tuple(lock.cycles if lock is not None else 0 for lock in locks),
        "at_most": tuple(
            names.index(lock.at_most) if lock is not None and lock.at_most else len(names) - 1 for lock in locks
        ),
        "next_start": tuple(book.grades[name].next_start for name in names),
        "begins_in": names.index(new.begins_in) if new is not None and new.begins_in else -1,
    }


def _fewest_days(book: Rulebook, lock: Lock | None) -> int:
    """The fewest days that a lock lasts, 0 without one; one that ends with a cycle may begin on the day before."""
    if lock is None or not lock.cycles or book.score is None:
        return lock.days if lock is not None else 0
    after = book.score.resets.sets_after if book.score.resets is not None else 0
    return (lock.cycles - 1) * book.score.by_cycle + after + 1


def _moves(
    book: Rulebook, names: Sequence[str], shut: Container[str], need: Mapping[str, str], numbers: Mapping[str, int]
) -> tuple[Move, ...]:
    """Acts as the machine sees them. names : of grades, lowest first. numbers : of lists that an act needs."""
    moves: list[Move] = []
    held = sorted(held_acts(book))
    caps = windows = repeated = heads = 0
    for name, act in book.acts.items():
        if name in shut or (act.adds_to and book.lists[act.adds_to].removal):
            continue
        slot = -1
        if act.cap_per_year:
            slot, caps = caps, caps + 1
        cap, window = act.cap or Cap(0), windows if act.cap else -1
        windows += act.cap is not None
        again, head = act.again or Repeated(0, ()), act.head_start or HeadStart(0, 0)
        moves.append(Move(
            name, act.points, names.index(act.falls_to) if act.falls_to else -1, act.cap_per_year, slot,
            act.expires_days if act.points else 0, numbers.get(need.get(name, ""), -1),
            numbers.get(act.adds_to, -1), act.adds_after, numbers.get(act.removes_from, -1),
            cap.times, cap.days, window, tuple(sorted(names.index(grade) for grade in act.only)), 0,
            again.points, again.within, repeated if act.again is not None else -1, act.in_mean,
            head.points, head.cycles, heads if act.head_start is not None else -1,
            held.index(name) if name in held else -1, tuple(held.index(ended) for ended in act.ends),
        ))  # fmt: skip
        heads += act.head_start is not None
        repeated += act.again is not None
    return tuple(moves)
