"""What follows from a rulebook alone for the machine of the proofs: its score, grades and acts, and no life's state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple, Self

from credopolis.audit.proofs.state import Lists, Move, State
from credopolis.rulebook.grade import Again
from credopolis.rulebook.score import AtOnce, Gains, GivesBack, Mean, Newcomers, Resets

_NEVER: Final = Resets()
_NO_LIMIT: Final = AtOnce()
_NOBODY: Final = Newcomers(0)
_LONG: Final = 2**40
Taken = tuple[tuple[int, int], ...]
"""Entries that took points, as in `State.taken`."""


class Threshold(NamedTuple):
    """A counter with a window of its own: points lost within so many days, and the grade that one then drops to."""

    lost: int
    days: int
    falls_to: int


Locks = tuple[tuple[int, ...], ...]
"""Of each grade whose lock is longer soon after earlier ones, the days for which each of them still makes it longer."""


@dataclass(frozen=True)
class Frame:
    """A rulebook's score, grades (lowest first) and acts.

    lowest : the lowest score of each grade's band. lock_days : 0 without a lock. release_to : grade, -1 for the band.
    list_days : of each list that an act needs, how long a listing lasts, 0 for no end. sets : the score that the
    release of each grade's lock sets, clearing what is on file, None where it sets none; empty if none does. resets :
    when the score returns to its start. at_once : the most points of one day. again : of each grade, how much longer
    its lock is soon after earlier ones; lock_days has the shortest. gives : what clean time gives back, `up_to` told.
    newcomers : what is otherwise for them, of 0 days if nothing; new_lowest : `lowest` of their bands, empty if alike.
    counters : those with windows of their own; remembered : entries that took points and are remembered for them.
    grade_lists : by grade, which of the lists that an act needs it puts on, -1 for none; empty if none does.
    mean : if the score is one of the last entries, else None. cycles, at_most, next_start : by grade, where only the
    end of a cycle sets it, the ends after which its lock ends, how high that releases, what its next cycle starts by;
    `lock_days` has then the fewest that a lock lasts. begins_in : the grade of newcomers at first, -1 for the band's.
    groups : sets of held acts that have points together, and the most that they have.
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
    counters: tuple[Threshold, ...] = ()
    remembered: int = 0
    mean: Mean | None = None
    cycles: tuple[int, ...] = ()
    at_most: tuple[int, ...] = ()
    next_start: tuple[int, ...] = ()
    begins_in: int = -1
    groups: tuple[tuple[tuple[tuple[frozenset[int], int], ...], int], ...] = ()

    @cached_property
    def holds(self) -> bool:
        """Whether it matters of some acts that an entry stands."""
        return any(move.held >= 0 for move in self.moves)

    @cached_property
    def a_post(self) -> int:
        """Steps of effort that an entry costs, by the things that have points together."""
        return 1 + sum(len(sets) for sets, _ in self.groups) // 10

    @cached_property
    def a_state(self) -> int:
        """Steps of effort that a successor of a state costs: what stands is looked through with each."""
        return 4 * self.a_post if self.holds else 1

    @cached_property
    def stepwise(self) -> bool:
        """Whether only `stepwise` follows it: the score is a mean, only the end of a cycle sets the grade, or it
        matters of some acts that an entry stands."""
        return self.mean is not None or self.resets.sets_grade or self.holds

    @cached_property
    def settled(self) -> Self:
        """The same without newcomers: the machine of somebody whose first time is over."""
        return self if not self.newcomers.days else replace(self, newcomers=_NOBODY, new_lowest=(), begins_in=-1)

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
        found = set[int]()
        for lowest in (self.lowest, self.new_lowest or self.lowest):
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
    def longest_counted(self) -> int:
        """Days for which an entry counts for some counter."""
        return max((counter.days for counter in self.counters), default=0)

    def taking(self, taken: Taken, moved: int, falls_to: int) -> tuple[Taken, int]:
        """What is remembered of an entry that moved the score by so many points, and the grade that it drops to: the
        lowest of those of counters and of its act's own, -1 for none."""
        if not self.counters or moved >= 0:
            return taken, falls_to
        longest = self.longest_counted
        taken = (*taken, (longest, -moved))[-self.remembered :]
        drops = [falls_to] if falls_to >= 0 else []
        for counter in self.counters:
            within = sum(points for left, points in taken if longest - left < counter.days)
            drops += [counter.falls_to] if within >= counter.lost else []
        return taken, min(drops, default=-1)

    @cached_property
    def uncounted(self) -> Self:
        """The same without counters, for entries of which is said what they drop to."""
        return replace(self, counters=())

    @cached_property
    def counted_grades(self) -> tuple[int, ...]:
        """Grades that counters drop to."""
        return tuple(sorted({counter.falls_to for counter in self.counters}))

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
        clocks = clocks or self.mean is not None or self.holds
        return clocks or bool(self.list_days or self.windows or self.repeats or self.repeated or self.counters)

    def band(self, score: int, new: bool = False) -> int:
        """The grade that a score deserves. new : of a newcomer."""
        lowest = self.new_lowest if new and self.new_lowest else self.lowest
        grade = len(lowest) - 1
        while grade > 0 and score < lowest[grade]:
            grade -= 1
        return grade
