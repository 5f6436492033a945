"""The rulebook as a timed automaton over plain tuples, small enough to be searched.

It follows `rulebook.automaton` rule by rule for lives that are never removed: acts that add to a removal list are
left out, because whoever is removed has no grade. Of the other lists, which move no grade, only those are kept that
an act needs.

What runs in a state: the lock, the entries that will expire, and the year in which a cap counts. A rulebook whose
acts are neither capped nor expire has a state of (score, grade, lock) alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from credopolis.audit.proofs.state import Lists, Move, State
from credopolis.core.units import DAYS_PER_YEAR
from credopolis.rulebook.model import Again
from credopolis.rulebook.score import AtOnce, Gains, GivesBack, Newcomers, Resets

_NEVER: Final = Resets()
_NO_LIMIT: Final = AtOnce()
_NOBODY: Final = Newcomers(0)
_LONG: Final = 2**40
Locks = tuple[tuple[int, ...], ...]
"""Of each grade whose lock is longer soon after earlier ones, the days for which each of them still makes it longer."""


@dataclass(frozen=True)
class Machine:
    """A rulebook's score, grades (lowest first) and acts.

    lowest : the lowest score of each grade's band. lock_days : 0 without a lock. release_to : grade, -1 for the band.
    list_days : of each list that an act needs, how long a listing lasts, 0 for no end. sets : the score that the
    release of each grade's lock sets, clearing what is on file, None where it sets none; empty if none does. resets :
    when the score returns to its start. at_once : the most points of one day. again : of each grade, how much longer
    its lock is soon after earlier ones; lock_days has the shortest. gives : what clean time gives back, `up_to` told.
    newcomers : what is otherwise for them, of 0 days if nothing; new_lowest : `lowest` of their bands, empty if alike.
    grade_lists : by grade, which of the lists that an act needs it puts on, -1 for none; empty if none does.
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
    again: tuple[Again | None, ...] = ()
    gives: GivesBack | None = None
    grade_lists: tuple[int, ...] = ()
    newcomers: Newcomers = _NOBODY
    new_lowest: tuple[int, ...] = ()

    @cached_property
    def settled(self) -> Machine:
        """The same without newcomers: the machine of somebody whose first time is over."""
        return self if not self.newcomers.days else replace(self, newcomers=_NOBODY, new_lowest=())

    @cached_property
    def gains(self) -> Gains | None:
        """What clean time adds to a newcomer's points."""
        return self.newcomers.gains

    @cached_property
    def begins(self) -> int:
        """The score on the first scored day."""
        return self.start if self.newcomers.start is None else self.newcomers.start

    @cached_property
    def gained(self) -> tuple[int, ...]:
        """The scores to which clean time adds up in a newcomer's time."""
        if self.gains is None:
            return ()
        times = self.newcomers.days // self.gains.each
        return tuple(min(self.begins + k * self.gains.points, self.high) for k in range(1, times + 1))

    @cached_property
    def fresh(self) -> int:
        """Days that pass after newcomers' time, at the least, before anything entered ends or a clock of the score's
        does; below 0 if that may be within their time."""
        gives = self.gives.after if self.gives is not None else 0
        times = (*(move.term for move in self.moves), self.resets.after, self.resets.every, gives)
        return min((days for days in times if days), default=_LONG) - self.newcomers.days

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """Grades that some score deserves, of newcomers or of everybody."""
        if not self.new_lowest:
            return tuple(grade for grade, low in enumerate(self.lowest) if low <= self.high)
        found = set[int]()
        for lowest in (self.lowest, self.new_lowest):
            above = (*lowest[1:], self.high + 1)
            found |= {grade for grade, (low, next_) in enumerate(zip(lowest, above, strict=True)) if low < next_}
        return tuple(sorted(found))

    @cached_property
    def given(self) -> tuple[int, ...]:
        """Scores to which the score may come other than by entries and by what takes them back."""
        return (
            self.start,
            self.begins,
            *self.gained,
            *self.set_scores,
            *((self.given_up_to,) if self.gives is not None else ()),
        )

    @cached_property
    def lifts(self) -> bool:
        """Whether points may come back twice: by clean time, and as entries expire; or come in other ways."""
        return self.gains is not None or (self.gives is not None and self.expires)

    @cached_property
    def given_up_to(self) -> int:
        """The score up to which clean time gives points back."""
        return self.start if self.gives is None or self.gives.up_to is None else self.gives.up_to

    @cached_property
    def repeats(self) -> tuple[int, ...]:
        """Grades whose lock is longer soon after earlier ones."""
        return tuple(grade for grade, again in enumerate(self.again) if again is not None)

    def begun(self, locks: Locks, grade: int) -> tuple[int, Locks]:
        """Days of a lock of a grade that begins, and the locks that are remembered then."""
        if not self.again or (again := self.again[grade]) is None:
            return self.lock_days[grade], locks
        known = locks[k := self.repeats.index(grade)]
        days = again.length(self.lock_days[grade], len(known))
        made = tuple(sorted((*known, again.stands_for(days)))[-len(again.days) :])
        return days, (*locks[:k], made, *locks[k + 1 :])

    @cached_property
    def limited(self) -> bool:
        """Whether a day has a limit of points."""
        return self.at_once != _NO_LIMIT

    def a_day(self, sign: int) -> int:
        """The most points that entries of one day move up (1) or down (-1), 0 without a limit."""
        limit = self.at_once.gained if sign > 0 else self.at_once.lost
        if not self.at_once.only_largest:
            return limit
        largest = max((sign * points for move in self.moves for points in (move.points, *move.again)), default=0)
        return max(min(largest, limit or largest), 1)

    def left_of(self, points: int, today: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        """What the day's limit leaves of an entry's points, and what was lost and gained then."""
        if not self.limited:
            return points, today
        points, (lost, gained) = self.at_once.within(points, today)
        kept = self.at_once.only_largest
        return points, (lost if self.at_once.lost or kept else 0, gained if self.at_once.gained or kept else 0)

    @cached_property
    def returns(self) -> bool:
        """Whether the score ever returns to its start by itself."""
        return bool(self.resets.every or self.resets.after)

    @cached_property
    def lists(self) -> Lists:
        """On none of the lists."""
        return Lists((False,) * len(self.list_days))

    def after_entry(self, move: Move, before: State, then: State) -> Lists:
        """The lists after an entry that led from one state to another: its own, and that of the grade entered."""
        lists, k = self.lists, self.grade_lists[then.grade] if self.grade_lists else -1
        if k >= 0 and (then.grade != before.grade or move.falls_to == then.grade):
            lists = lists._replace(on=(*lists.on[:k], True, *lists.on[k + 1 :]))
        return lists.after(move)

    @cached_property
    def repeated(self) -> tuple[Move, ...]:
        """Acts with other points soon after earlier entries, in the order of what is remembered of them."""
        return tuple(move for move in self.moves if move.repeat >= 0)

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
        """Whether what was entered long ago matters besides score and grade: it may expire, have listed, stand in
        the way of other entries or of the score's return to its start, or make a lock longer; or what was entered
        before on the same day."""
        clocks = self.expires or self.returns or self.limited or self.gives is not None or self.newcomers.days > 0
        return clocks or bool(self.list_days or self.windows or self.repeats or self.repeated)

    def band(self, score: int, new: bool = False) -> int:
        """The grade that a score deserves. new : of a newcomer."""
        lowest = self.new_lowest if new and self.new_lowest else self.lowest
        grade = len(lowest) - 1
        while grade > 0 and score < lowest[grade]:
            grade -= 1
        return grade

    def first(self, year: int = 0) -> State:
        """The state everybody starts in, with so many days left of the cap year (0: all of them)."""
        if not self.newcomers.days:
            return self.standing(self.start, self.band(self.start), 0, year)
        first = self.standing(self.begins, self.band(self.begins, True), 0, year)
        gain = self.gains.each if self.gains is not None else 0
        return first._replace(new=self.newcomers.days, gain=gain if gain <= self.newcomers.days else 0)

    def standing(self, score: int, grade: int, lock: int, year: int = 0) -> State:
        """A state of nobody new, with an empty file and nothing used of any cap."""
        year = (year or DAYS_PER_YEAR) if self.n_caps else 0
        return State(
            score, grade, lock, (), (0,) * self.n_caps, year, ((),) * len(self.windows), self.resets.every,
            locks=((),) * len(self.repeats), made=((),) * len(self.repeated),
            clean=self.gives.after if self.gives is not None and self.start < self.given_up_to else 0,
        )  # fmt: skip

    def post(self, state: State, move: Move) -> State:
        """The state after an entry; the same state if the entry counts for nothing."""
        score, grade, lock, file, used, year, recent, reset, today, locks, clean, new, gain, made_of = state
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
        points = move.points
        if move.repeat >= 0:
            known = made_of[move.repeat]
            points = move.points_after(len(known))
            last = tuple(sorted((*known, move.within)))[-len(move.again) :]
            made_of = (*made_of[: move.repeat], last, *made_of[move.repeat + 1 :])
        points, today = self.left_of(points, today)
        before, score = score, min(max(score + points, self.low), self.high)
        if move.term and score != before:
            file = tuple(sorted((*file, (move.term, score - before))))
        if 0 <= move.falls_to <= grade:
            grade = move.falls_to
            lock, locks = self.begun(locks, grade)
        else:
            grade, lock, locks = self.followed(score, grade, lock, points, locks, new > 0)
        gain = 0 if move.takes else gain
        if self.takes(move):
            reset = self.resets.after or reset
            clean = self.gives.after if self.gives is not None else 0
        return State(score, grade, lock, file, used, year, recent, reset, today, locks, clean, new, gain, made_of)

    def follow(self, score: int, grade: int, lock: int, points: int, new: bool = False) -> tuple[int, int]:
        """Grade and lock once the score has moved by so many points."""
        band = self.band(score, new)
        if points < 0 and band < grade:
            return band, self.lock_days[band]
        if band > grade and not lock:
            return band, 0
        return grade, lock

    def followed(
        self, score: int, grade: int, lock: int, points: int, locks: Locks, new: bool = False
    ) -> tuple[int, int, Locks]:
        """`follow`, and the locks that are remembered then."""
        then, held = self.follow(score, grade, lock, points, new)
        if self.repeats and then < grade:
            held, locks = self.begun(locks, then)
        return then, held, locks

    def next_event(self, state: State) -> int:
        """Days until something happens by itself, 0 if nothing ever will."""
        days = [state.lock] if state.lock else []
        if state.file:
            days.append(state.file[0][0])
        if any(state.used):
            days.append(state.year)
        if self.to_return(state):
            days.append(state.reset)
        days += [left for left in (state.clean, state.new, state.gain) if left]
        if any(state.today):
            days.append(1)
        days += [left for made in state.recent for left in made if left]
        days += [left for made in (*state.locks, *state.made) for left in made]
        return min(days, default=0)

    def to_return(self, state: State) -> bool:
        """Whether something is there that the score's return to its start will clear."""
        return state.reset > 0 and bool(self.resets.after or state.score != self.start or state.file)

    def takes(self, move: Move) -> bool:
        """Whether an entry of an act puts off the score's return to its start, or what clean time gives back."""
        clocks = self.resets.after > 0 or self.gives is not None
        return clocks and move.takes

    def wait(self, state: State, days: int) -> State:
        """The state after so many days, no more than until the next event."""
        score, grade, lock, file, used, year, recent, reset, _, locks, clean, new, gain, made_of = state
        was_new, new = new > 0, max(new - days, 0)
        is_new = new > 0
        if any(made_of):
            made_of = tuple(tuple(left - days for left in made if left > days) for made in made_of)
        if any(locks):
            locks = tuple(tuple(left - days for left in made if left > days) for made in locks)
        if lock:
            lock -= days
            if not lock:
                file = () if self.clears(grade) else file
                score, grade, lock, locks = self.let_go(score, grade, locks, is_new)
        if gain:
            gain -= days
            if not gain:
                moved, gain = self.added(score, new)
                score += moved
                grade, lock, locks = self.followed(score, grade, lock, moved, locks, is_new)
        if was_new and not new:
            grade, lock, locks = self.new_no_more(score, grade, lock, locks)
        if reset:
            reset = (reset - days - 1) % self.resets.every + 1 if self.resets.every else reset - days
            if reset == self.resets.every:
                file, moved, score = (), self.start - score, self.start
                if moved:
                    grade, lock, locks = self.followed(score, grade, lock, moved, locks, is_new)
        if clean:
            clean -= days
            if not clean:
                moved, clean = self.give(score)
                score += moved
                grade, lock = self.follow(score, grade, lock, moved, is_new) if moved else (grade, lock)
        if file:
            due = sorted(moved for left, moved in file if left == days)
            file = tuple((left - days, moved) for left, moved in file if left > days)
            for moved in due:
                score = min(max(score - moved, self.low), self.high)
                grade, lock, locks = self.followed(score, grade, lock, -moved, locks, is_new)
        if self.n_caps:
            if days >= year:
                used = (0,) * self.n_caps
            year = (year - days - 1) % DAYS_PER_YEAR + 1
        if any(recent):
            recent = tuple(tuple(left and left - days for left in made if not 0 < left <= days) for made in recent)
        return State(
            score,
            grade,
            lock,
            file,
            used,
            year,
            recent,
            reset,
            locks=locks,
            clean=clean,
            new=new,
            gain=gain,
            made=made_of,
        )

    def added(self, score: int, left: int) -> tuple[int, int]:
        """Points that clean time adds to a newcomer's score, and the days until it does again, 0 if that is all. left :
        days that it is a newcomer still."""
        if self.gains is None:
            return 0, 0
        return min(self.gains.points, self.high - score), self.gains.each if self.gains.each <= left else 0

    def new_no_more(self, score: int, grade: int, lock: int, locks: Locks) -> tuple[int, int, Locks]:
        """Grade, lock and the locks that are remembered once somebody is no newcomer any more."""
        moved = self.band(score) - self.band(score, True)
        return self.followed(score, grade, lock, moved, locks) if moved else (grade, lock, locks)

    def give(self, score: int) -> tuple[int, int]:
        """Points that clean time gives back to a score, and the days until it gives more, 0 if that is all."""
        if self.gives is None:
            return 0, 0
        points = min(self.gives.points, max(self.given_up_to - score, 0))
        return points, self.gives.after if score + points < self.given_up_to else 0

    def let_go(self, score: int, grade: int, locks: Locks, new: bool = False) -> tuple[int, int, int, Locks]:
        """`released`, and the locks that are remembered then."""
        score, then, lock = self.released(score, grade, new)
        if self.repeats and (self.release_to[grade] >= 0 or then < grade):
            lock, locks = self.begun(locks, then)
        return score, then, lock, locks

    def released(self, score: int, grade: int, new: bool = False) -> tuple[int, int, int]:
        """Score, grade and lock after the end of a grade's lock."""
        rung, set_ = self.release_to[grade], self.sets[grade] if self.sets else None
        score = score if set_ is None else set_
        then = rung if rung >= 0 else self.band(score, new)
        return score, then, self.lock_days[then] if rung >= 0 or then < grade else 0
