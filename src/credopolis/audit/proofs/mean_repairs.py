"""How one entry is made good where the score is a mean: the best entries after it, until it has left the mean.

The entry is made by somebody whose other entries are all of the best act, just as many as the mean asks for: it takes
most from them. As long as it is in the mean, and all others are the best, the mean lies below what it was, for it is
rounded down; so as many entries of the best act are needed as are in the mean, and that many do it. Where they are not
open in the grade that the entry leads to, one waits until its lock ends.
"""

from __future__ import annotations

from dataclasses import replace

from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.model import Repair
from credopolis.audit.proofs.rated import RungsOfMeans
from credopolis.audit.proofs.repair_words import of_mean, words_of
from credopolis.audit.proofs.state import Move, State
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score import Mean


def of_means(book: Rulebook, machine: Machine, mean: Mean, effort: Effort) -> tuple[dict[str, Repair], list[str]]:
    """By act that lowers the mean or drops a grade, its repair if it is followed; and a sentence if not all are."""
    harms = [move for move in machine.moves if book.acts[move.name].points < 0 or move.falls_to >= 0]
    known = {move.name: _of_entry(book, machine, move, effort) for move in harms}
    found = {name: repair for name, repair in known.items() if repair is not None}
    return found, [of_mean(mean.last)] if len(found) < len(harms) else []


def _of_entry(book: Rulebook, machine: Machine, move: Move, effort: Effort) -> Repair | None:
    """The repair of an entry that lowers a mean; None where that is not followed: nothing is known to be best, or it is
    capped, or the grade that the entry leads to asks for more than entries and the end of its lock."""
    mean, gains = machine.mean, [other for other in machine.moves if other.rates and other.falls_to < 0]
    best = max(gains, key=lambda other: other.points, default=None)
    if mean is None or best is None or not move.rates or move.points >= best.points or machine.list_days:
        return None
    if book.acts[move.name].adds_to or any(grade.listing for grade in book.grades.values()):
        return None
    if best.cap or best.times or best.needs >= 0:
        return None
    first = machine.first()._replace(rated=(best.points,) * mean.at_least, score=machine.start + best.points)
    first = first._replace(grade=machine.band(first.score), lock=0)
    if not (move.open_in(first.grade) and best.open_in(first.grade)):
        return None
    try:
        entries, days, undone = _undo(machine, first, move, best, effort)
    except OutOfEffort:
        return None
    then = machine.post(first, move)
    least = RungsOfMeans(replace(machine, moves=(best,))).days_from([(then.grade, then.lock > 0)])
    bound = min((least[grade] for grade in least if grade >= first.grade), default=None)
    if not undone or entries != mean.last or days != bound:
        return None
    words = words_of(book, move.name, ((best.name, entries),), days, {})
    words = f"{words} So it is for somebody whose other entries are all of that; without any act it stays."
    return Repair(move.name, move.points, entries, days, days, None, ((best.name, entries),), {}, words, "", None,
                  from_score=first.score)  # fmt: skip


def _undo(machine: Machine, first: State, move: Move, best: Move, effort: Effort) -> tuple[int, int, bool]:
    """Best entries and days after an entry, until score and grade are what they were, and whether they ever are."""
    state, entries, days = machine.post(first, move), 0, 0
    while state.score < first.score or state.grade < first.grade:
        effort.spend(1 + len(state.rated) // 16)
        then = machine.post(state, best)
        if state.score < first.score and then != state:
            state, entries = then, entries + 1
        elif state.lock:
            days, state = days + state.lock, machine.wait(state, state.lock)
        else:
            return entries, days, False
    return entries, days, True
