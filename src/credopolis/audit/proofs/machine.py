"""The rulebook as a timed automaton over plain tuples, small enough to be searched.

It follows `rulebook.automaton` rule by rule for lives that are never removed: acts that add to a removal list are
left out, because whoever is removed has no grade. Of the other lists, which move no grade, only those are kept that
an act needs.

What runs in a state: the lock, the entries that will expire, and the year in which a cap counts. A rulebook whose
acts are neither capped nor expire has a state of (score, grade, lock) alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from credopolis.audit.proofs.doable import needs_list, undoable
from credopolis.audit.proofs.state import Lists, Move, State
from credopolis.core.units import DAYS_PER_YEAR
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import BAND, AtOnce, Cap, Resets, Rulebook

_NEVER: Final = Resets()
_NO_LIMIT: Final = AtOnce()


@dataclass(frozen=True)
class Machine:
    """A rulebook's score, grades (lowest first) and acts.

    lowest : the lowest score of each grade's band. lock_days : 0 without a lock. release_to : grade, -1 for the band.
    list_days : of each list that an act needs, how long a listing lasts, 0 for no end. sets : the score that the
    release of each grade's lock sets, clearing what is on file, None where it sets none; empty if none does. resets :
    when the score returns to its start. at_once : the most points of one day.
    """

    low: int
    high: int
    start: int
    names: tuple[str, ...]
    lowest: tuple[int, ...]
    lock_days: tuple[int, ...]
    release_to: tuple[int, ...]
    moves: tuple[Move, ...]
    list_days: tuple[int, ...] = ()
    sets: tuple[int | None, ...] = ()
    resets: Resets = _NEVER
    at_once: AtOnce = _NO_LIMIT

    @cached_property
    def limited(self) -> bool:
        """Whether a day has a limit of points."""
        return bool(self.at_once.lost or self.at_once.gained)

    def left_of(self, points: int, today: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        """What the day's limit leaves of an entry's points, and what was lost and gained then."""
        if not self.limited:
            return points, today
        points, (lost, gained) = self.at_once.within(points, today)
        return points, (lost if self.at_once.lost else 0, gained if self.at_once.gained else 0)

    @cached_property
    def returns(self) -> bool:
        """Whether the score ever returns to its start by itself."""
        return bool(self.resets.every or self.resets.after)

    @cached_property
    def lists(self) -> Lists:
        """On none of the lists."""
        return Lists((False,) * len(self.list_days))

    @cached_property
    def n_caps(self) -> int:
        """Acts with a cap."""
        return sum(move.cap > 0 for move in self.moves)

    @cached_property
    def windows(self) -> tuple[Move, ...]:
        """Acts with a cap whose window rolls, in the order of their windows."""
        return tuple(move for move in self.moves if move.times)

    @cached_property
    def expires(self) -> bool:
        """Whether any entry that moves the score expires."""
        return any(move.term for move in self.moves)

    @cached_property
    def locks(self) -> bool:
        """Whether any grade has a lock."""
        return any(self.lock_days)

    @cached_property
    def set_scores(self) -> tuple[int, ...]:
        """Scores that releases set."""
        return tuple(sorted({score for score in self.sets if score is not None}))

    def clears(self, grade: int) -> bool:
        """Whether the release of a grade's lock sets the score."""
        return bool(self.sets) and self.sets[grade] is not None

    @cached_property
    def plain(self) -> bool:
        """Whether a state is (score, grade, lock) alone: nothing expires or is capped, no act needs a list."""
        return not self.n_caps and not self.remembers

    @cached_property
    def remembers(self) -> bool:
        """Whether what was entered long ago matters besides score and grade: it may expire, have listed, or stand in
        the way of other entries, or of the score's return to its start, or what was entered before on the same day."""
        return self.expires or bool(self.list_days) or bool(self.windows) or self.returns or self.limited

    def band(self, score: int) -> int:
        """The grade that a score deserves."""
        grade = len(self.lowest) - 1
        while grade > 0 and score < self.lowest[grade]:
            grade -= 1
        return grade

    def first(self, year: int = 0) -> State:
        """The state everybody starts in, with so many days left of the cap year (0: all of them)."""
        return self.standing(self.start, self.band(self.start), 0, year)

    def standing(self, score: int, grade: int, lock: int, year: int = 0) -> State:
        """A state with an empty file and nothing used of any cap."""
        year = (year or DAYS_PER_YEAR) if self.n_caps else 0
        return State(
            score, grade, lock, (), (0,) * self.n_caps, year, ((),) * len(self.windows), self.resets.every
        )  # fmt: skip

    def post(self, state: State, move: Move) -> State:
        """The state after an entry; the same state if the entry counts for nothing."""
        score, grade, lock, file, used, year, recent, reset, today = state
        if not move.open_in(grade):
            return state
        if move.times:
            if len(recent[move.window]) >= move.times:
                return state
            made = tuple(sorted((*recent[move.window], move.per)))
            recent = (*recent[: move.window], made, *recent[move.window + 1 :])
        if move.cap_slot >= 0:
            k = move.cap_slot
            if used[k] >= move.cap:
                return state
            used = (*used[:k], used[k] + 1, *used[k + 1 :])
        points, today = self.left_of(move.points, today)
        before, score = score, min(max(score + points, self.low), self.high)
        if move.term and score != before:
            file = tuple(sorted((*file, (move.term, score - before))))
        if 0 <= move.falls_to <= grade:
            grade, lock = move.falls_to, self.lock_days[move.falls_to]
        else:
            grade, lock = self.follow(score, grade, lock, points)
        if self.takes(move):
            reset = self.resets.after
        return State(score, grade, lock, file, used, year, recent, reset, today)

    def follow(self, score: int, grade: int, lock: int, points: int) -> tuple[int, int]:
        """Grade and lock once the score has moved by so many points."""
        band = self.band(score)
        if points < 0 and band < grade:
            return band, self.lock_days[band]
        if band > grade and not lock:
            return band, 0
        return grade, lock

    def next_event(self, state: State) -> int:
        """Days until something happens by itself, 0 if nothing ever will."""
        days = [state.lock] if state.lock else []
        if state.file:
            days.append(state.file[0][0])
        if any(state.used):
            days.append(state.year)
        if self.to_return(state):
            days.append(state.reset)
        if any(state.today):
            days.append(1)
        days += [left for made in state.recent for left in made if left]
        return min(days, default=0)

    def to_return(self, state: State) -> bool:
        """Whether something is there that the score's return to its start will clear."""
        return state.reset > 0 and bool(self.resets.after or state.score != self.start or state.file)

    def takes(self, move: Move) -> bool:
        """Whether an entry of an act puts off the score's return to its start."""
        return self.resets.after > 0 and (move.points < 0 or move.falls_to >= 0)

    def wait(self, state: State, days: int) -> State:
        """The state after so many days, no more than until the next event."""
        score, grade, lock, file, used, year, recent, reset, _ = state
        if lock:
            lock -= days
            if not lock:
                file = () if self.clears(grade) else file
                score, grade, lock = self.released(score, grade)
        if reset:
            reset = (reset - days - 1) % self.resets.every + 1 if self.resets.every else reset - days
            if reset == self.resets.every:
                file, moved, score = (), self.start - score, self.start
                grade, lock = self.follow(score, grade, lock, moved) if moved else (grade, lock)
        if file:
            due = sorted(moved for left, moved in file if left == days)
            file = tuple((left - days, moved) for left, moved in file if left > days)
            for moved in due:
                score = min(max(score - moved, self.low), self.high)
                grade, lock = self.follow(score, grade, lock, -moved)
        if self.n_caps:
            if days >= year:
                used = (0,) * self.n_caps
            year = (year - days - 1) % DAYS_PER_YEAR + 1
        if any(recent):
            recent = tuple(tuple(left and left - days for left in made if not 0 < left <= days) for made in recent)
        return State(score, grade, lock, file, used, year, recent, reset)

    def released(self, score: int, grade: int) -> tuple[int, int, int]:
        """Score, grade and lock after the end of a grade's lock."""
        rung, set_ = self.release_to[grade], self.sets[grade] if self.sets else None
        score = score if set_ is None else set_
        then = rung if rung >= 0 else self.band(score)
        return score, then, self.lock_days[then] if rung >= 0 or then < grade else 0


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
    moves: list[Move] = []
    caps = windows = 0
    for name, act in book.acts.items():
        if name in shut or (act.adds_to and book.lists[act.adds_to].removal):
            continue
        slot = -1
        if act.cap_per_year:
            slot, caps = caps, caps + 1
        cap, window = act.cap or Cap(0), windows if act.cap else -1
        windows += act.cap is not None
        moves.append(Move(
            name, act.points, names.index(act.falls_to) if act.falls_to else -1, act.cap_per_year, slot,
            act.expires_days if act.points else 0, numbers.get(need.get(name, ""), -1),
            numbers.get(act.adds_to, -1), act.adds_after, numbers.get(act.removes_from, -1),
            cap.times, cap.days, window, tuple(sorted(names.index(grade) for grade in act.only)),
        ))  # fmt: skip
    return Machine(
        book.score.min,
        book.score.max,
        book.score.start,
        names,
        tuple(book.score.min if g.lowest is None else g.lowest for g in grades),
        tuple(g.lock.days if g.lock else 0 for g in grades),
        tuple(-1 if g.lock is None or g.lock.release == BAND else names.index(g.lock.release) for g in grades),
        tuple(moves),
        tuple(book.lists[name].days for name in lists),
        sets if any(score is not None for score in sets) else (),
        book.score.resets or Resets(),
        book.score.at_once or AtOnce(),
    )
