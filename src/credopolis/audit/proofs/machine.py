"""The rulebook as a timed automaton over plain tuples, small enough to be searched.

It follows `rulebook.automaton` rule by rule for lives that are never removed: acts that add to a removal list are
left out, because whoever is removed has no grade. Of the other lists, which move no grade, only those are kept that
an act needs.

What runs in a state: the lock, the entries that will expire, and the year in which a cap counts. A rulebook whose
acts are neither capped nor expire has a state of (score, grade, lock) alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.audit.proofs.frame import Locks, Taken
from credopolis.audit.proofs.state import Holds, Move, State
from credopolis.audit.proofs.stepping import Stepping
from credopolis.core.units import DAYS_PER_YEAR


@dataclass(frozen=True)
class Machine(Stepping):
    """A rulebook's score, grades and acts, and how a life moves under them."""

    def first(self, year: int = 0) -> State:
        """The state everybody starts in, with so many days left of the cap year (0: all of them)."""
        if not self.newcomers.days:
            return self.standing(self.start, self.band(self.start), 0, year)
        own = self.begins_in if self.begins_in >= 0 else self.band(self.begins, True)
        first = self.standing(self.begins, own, 0, year)
        gain = self.gains.each if self.gains is not None else 0
        return first._replace(new=self.newcomers.days, gain=gain if gain <= self.newcomers.days else 0)

    def standing(self, score: int, grade: int, lock: int, year: int = 0) -> State:
        """A state of nobody new, with an empty file and nothing used of any cap."""
        year = (year or DAYS_PER_YEAR) if self.n_caps else 0
        return State(
            score, grade, lock, (), (0,) * self.n_caps, year, ((),) * len(self.windows), self.resets.every,
            locks=((),) * len(self.repeats), made=((),) * len(self.repeated),
            clean=self.gives.after if self.gives is not None and self.start < self.given_up_to else 0,
            heads=(0,) * sum(move.slot >= 0 for move in self.moves),
        )  # fmt: skip

    def post(self, state: State, move: Move) -> State:
        """The state after an entry; the same state if the entry counts for nothing."""
        (score, grade, lock, file, used, year, recent, reset, today, locks, clean, new, gain, made_of, taken, rated,
         heads, due, holds) = state  # fmt: skip
        counts = self._within_caps(move, used, recent) if move.open_in(grade) else None
        if counts is None:
            return state
        (used, recent), points = counts, move.points
        if move.repeat >= 0:
            known = made_of[move.repeat]
            points = move.points_after(len(known))
            last = tuple(sorted((*known, move.within)))[-len(move.again) :]
            made_of = (*made_of[: move.repeat], last, *made_of[move.repeat + 1 :])
        points, today = self.left_of(points, today)
        own: int | None = None
        if self.stepwise:
            points, rated, heads = self.rating(state, move, points)
            points, holds, own = self.holding(state, move, points)
        before, score = score, min(max(score + points, self.low), self.high)
        own = score - before if own is None else own
        if move.term and own and move.held < 0:
            file = tuple(sorted((*file, (move.term, own))))
        taken, falls_to = self.taking(taken, score - before, move.falls_to)
        if 0 <= falls_to <= grade:
            grade = falls_to
            lock, locks = self.begun(locks, grade)
            lock = self.lasting(grade, reset) if self.resets.sets_grade else lock
        else:
            grade, lock, locks = self.followed(score, grade, lock, points, locks, new > 0)
        gain = 0 if move.takes else gain
        if self.takes(move):
            reset = self.resets.after or reset
            clean = self.gives.after if self.gives is not None else 0
        return State(
            score, grade, lock, file, used, year, recent, reset, today, locks, clean, new, gain, made_of, taken, rated,
            heads, due, holds,
        )  # fmt: skip

    @staticmethod
    def _within_caps(
        move: Move, used: tuple[int, ...], recent: tuple[tuple[int, ...], ...]
    ) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]] | None:
        """What is used of caps and lies within windows with one more entry; None if it counts for nothing."""
        if move.times:
            if len(recent[move.window]) >= move.times:
                return None
            made = tuple(sorted((*recent[move.window], move.per)))
            recent = (*recent[: move.window], made, *recent[move.window + 1 :])
        if move.cap_slot >= 0:
            k = move.cap_slot
            if used[k] >= move.cap:
                return None
            used = (*used[:k], used[k] + 1, *used[k + 1 :])
        return used, recent

    def follow(self, score: int, grade: int, lock: int, points: int, new: bool = False) -> tuple[int, int]:
        """Grade and lock once the score has moved by so many points."""
        if self.resets.sets_grade:
            return grade, lock
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

    def _after_clean_days(self, clean: int, now: tuple[int, int, int], new: bool) -> tuple[int, int, int, int]:
        """Score, grade and lock with so many days left until clean time gives points back, and those days then."""
        score, grade, lock = now
        if clean:
            return score, grade, lock, clean
        moved, clean = self.give(score)
        grade, lock = self.follow(score + moved, grade, lock, moved, new) if moved else (grade, lock)
        return score + moved, grade, lock, clean

    def _expired(
        self, holds: Holds, days: int, now: tuple[int, int, int, Locks, tuple[tuple[int, int], ...]], new: bool
    ) -> tuple[int, int, int, Locks, tuple[tuple[int, int], ...], Holds]:
        """Score, grade, lock, the locks that are remembered, and what is on file and stands, once entries have expired.
        now : the first five, before."""
        score, grade, lock, locks, file = now
        ends, more, kept = [moved for left, moved in file if left == days], 0, holds
        if holds:
            kept = tuple((slot, left and left - days, moved) for slot, left, moved in holds if not 0 < left <= days)
            ends += [moved for _, left, moved in holds if left == days]
            more = self.together(kept) - self.together(holds)
        for moved in sorted(ends):
            before, score = score, min(max(score - moved, self.low), self.high)
            score, more, back = min(max(score + more, self.low), self.high), 0, -moved
            back = score - before if holds else back
            if moved or back:
                grade, lock, locks = self.followed(score, grade, lock, back, locks, new)
        return score, grade, lock, locks, tuple((left - days, moved) for left, moved in file if left > days), kept

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
        days += [left for _, left, _ in state.holds if left]
        days += [self.until_set(state)] if state.due >= 0 else []
        if any(state.today):
            days.append(1)
        days += [left for made in state.recent for left in made if left]
        days += [left for made in (*state.locks, *state.made) for left in made]
        days += self._uncounts(state.taken) if state.taken else []
        return min(days, default=0)

    def _uncounts(self, taken: Taken) -> list[int]:
        """Days until entries count no longer for counters."""
        out = [self.longest_counted - counter.days for counter in self.counters]
        return [left - days for left, _ in taken for days in out if left > days]

    def to_return(self, state: State) -> bool:
        """Whether something is there that the score's return to its start will clear."""
        always = self.resets.after or self.resets.sets_grade
        return state.reset > 0 and bool(always or state.score != self.start or state.file or state.taken)

    def takes(self, move: Move) -> bool:
        """Whether an entry of an act puts off the score's return to its start, or what clean time gives back."""
        clocks = self.resets.after > 0 or self.gives is not None
        return clocks and move.takes

    def wait(self, state: State, days: int) -> State:
        """The state after so many days, no more than until the next event."""
        (score, grade, lock, file, used, year, recent, reset, _, locks, clean, new, gain, made_of, taken, rated,
         heads, due, holds) = state  # fmt: skip
        heads = tuple(max(left - days, 0) for left in heads) if heads else heads
        taken = tuple((left - days, points) for left, points in taken if left > days) if taken else taken
        new, is_new = max(new - days, 0), new > days
        locks, made_of = _less(locks, days), _less(made_of, days)
        if lock:
            lock -= days
            if not lock and not self.resets.sets_grade:
                file, taken = ((), ()) if self.clears(grade) else (file, taken)
                score, grade, lock, locks = self.let_go(score, grade, locks, is_new)
        if due >= 0 and days == self.until_set(state):
            (grade, lock), due = self.set_grade(due, grade, state.lock > 0, reset - days, lock), -1
        if state.new:
            score, grade, lock, locks, gain = self._of_newcomer(state, days, (score, grade, lock, locks))
        if reset:
            reset = (reset - days - 1) % self.resets.every + 1 if self.resets.every else reset - days
            if reset == self.resets.every:
                begins = self.start
                if self.resets.sets_grade:
                    grade, lock, due, begins = self.of_cycle((score, grade, lock), state.lock > 0, heads, is_new)
                file, taken, moved, score = (), (), begins - score, begins
                if moved:
                    grade, lock, locks = self.followed(score, grade, lock, moved, locks, is_new)
        if clean:
            score, grade, lock, clean = self._after_clean_days(clean - days, (score, grade, lock), is_new)
        if holds or file:
            now = (score, grade, lock, locks, file)
            score, grade, lock, locks, file, holds = self._expired(holds, days, now, is_new)
        if self.n_caps:
            if days >= year:
                used = (0,) * self.n_caps
            year = (year - days - 1) % DAYS_PER_YEAR + 1
        if any(recent):
            recent = tuple(tuple(left and left - days for left in made if not 0 < left <= days) for made in recent)
        return State(
            score, grade, lock, file, used, year, recent, reset, (0, 0), locks, clean, new, gain, made_of, taken, rated,
            heads, due, holds,
        )  # fmt: skip

    def later(self, state: State, days: int) -> State:
        """The state after so many days, however many, event by event."""
        while days:
            event = self.next_event(state)
            step = min(event, days) if event else days
            state, days = self.wait(state, step), days - step
        return state

    def _of_newcomer(
        self, state: State, days: int, now: tuple[int, int, int, Locks]
    ) -> tuple[int, int, int, Locks, int]:
        """Score, grade, lock, the locks that are remembered and the days until clean time adds points again, once so
        many days of a newcomer's time have passed. now : the first four, once its lock has ended."""
        score, grade, lock, locks = now
        gain, left = state.gain, max(state.new - days, 0)
        if gain:
            gain -= days
            if not gain:
                moved, gain = self.added(score, left)
                score += moved
                grade, lock, locks = self.followed(score, grade, lock, moved, locks, left > 0)
        if not left:
            grade, lock, locks = self.new_no_more(score, grade, lock, locks)
        return score, grade, lock, locks, gain

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


def _less(kept: Locks, days: int) -> Locks:
    """What is remembered for some days, so many days later."""
    return tuple(tuple(left - days for left in made if left > days) for made in kept) if any(kept) else kept
