"""Where one life stands on the ladder, and how it moves from grade to grade and from list to list; see `automaton`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from credopolis.rulebook.calendar import PLAIN, Calendar
from credopolis.rulebook.clocks import Clocks
from credopolis.rulebook.counters import remembered
from credopolis.rulebook.grade import BAND
from credopolis.rulebook.ledger import Change, Entry, Ledger
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.together import held_acts, points_together

NO_GRADE: Final = "none"


@dataclass
class OnTheLadder:
    """Where one life stands under a rulebook; days count from the day it is first scored.

    scored_for : days for which it was scored already on the first of these days, with nothing entered; it is a newcomer
    for what is left of that time. first : the first scored day, from which cycles of the score run. grade : `none` for
    a life that is removed, or without a score. lock_until : day on which the lock ends; not locked from that day on.
    together : points that things have together. calendar : how terms are counted. listed_until : by list, day on which
    the listing ends, -1 for no end.
    """

    rulebook: Rulebook
    day: int = 0
    scored_for: int = 0
    first: int = 0
    score: int = 0
    grade: str = NO_GRADE
    lock_until: int = 0
    clocks: Clocks = field(default_factory=Clocks)
    together: int = 0
    listed_until: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    calendar: Calendar = PLAIN

    def __post_init__(self) -> None:
        self.clocks = Clocks.of(self.rulebook.score, self.day, self.scored_for, self.first, self.calendar)
        self.ledger.calendar = self.calendar
        self._remembered = remembered(self.rulebook)
        self.ledger.held = held_acts(self.rulebook)
        self._mean = self.rulebook.score.mean if self.rulebook.score is not None else None
        self._grades = tuple(reversed(self.rulebook.grades))
        self._by_cycle = self.rulebook.score.by_cycle if self.rulebook.score is not None else 0
        resets = self.rulebook.score.resets if self.rulebook.score is not None else None
        self._after = resets.sets_after if resets is not None else 0
        self._bands = [self.rulebook.lowest_scores(newcomer) for newcomer in (False, True)]
        if self.rulebook.score is not None:
            self.score = self.rulebook.score.after(self.scored_for)
            new = self.rulebook.score.newcomers
            own = new.begins_in if new is not None and self.scored_for < min(self._by_cycle, new.days) else ""
            self.grade = own or self.band()
            if self.score != self.rulebook.score.start:
                self.clocks.entered(self.rulebook.score, self.day, takes=False)

    @property
    def locked(self) -> bool:
        """Whether a lock holds today."""
        return self.day < self.lock_until

    @property
    def newcomer(self) -> bool:
        """Whether the rules for newcomers hold today."""
        return self.day < self.clocks.newcomer_until

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists one is on today, in the rulebook's order."""
        return tuple(name for name in self.rulebook.lists if name in self.listed_until)

    @property
    def removed(self) -> bool:
        """Whether one is removed from civic life today."""
        return any(self.rulebook.lists[name].removal for name in self.listed_until)

    def band(self) -> str:
        """The grade that the score deserves."""
        return self._band_of(self.newcomer)

    def _band_of(self, newcomer: bool) -> str:
        bands = self._bands[newcomer]
        return next((name for name, lowest in bands.items() if self.score >= lowest), next(reversed(bands), NO_GRADE))

    def _move(self, points: int) -> int:
        """Move the score and return by how much it moved."""
        bounds = self.rulebook.score
        if bounds is None:
            return 0
        before = self.score
        self.score = min(max(before + points, bounds.min), bounds.max)
        return self.score - before

    def _move_together(self) -> None:
        """Let what stands now have its points together, and what no longer does lose them."""
        if self.rulebook.score is not None and self.ledger.held:
            points = points_together(self.rulebook.score.together, {entry.act for entry in self.ledger.holds})
            self._move(points - self.together)
            self.together = points

    def _put_on(self, name: str) -> None:
        """Begin a listing, or its term anew."""
        if name:
            days = self.rulebook.lists[name].days
            self.listed_until[name] = self.calendar.after(self.day, days) if days else -1
            self.ledger.listed_on[name] = self.day

    def _leave(self, name: str) -> None:
        """End a listing; who is no longer removed gets the band of the score."""
        was_removed = self.removed
        del self.listed_until[name]
        if was_removed and not self.removed:
            self._change(self.band(), "the removal ended")

    def _follow_score(self, points: int, cause: str, by: Entry | None) -> None:
        if self._by_cycle:
            return
        band = self.band()
        if points < 0 and self._rank(band) < self._rank(self.grade):
            self._enter(band, cause, lock=True, by=by)
        elif self._rank(band) > self._rank(self.grade) and not self.locked:
            self._enter(band, cause, lock=False)

    def _rank(self, grade: str) -> int:
        return self._grades.index(grade) if grade in self._grades else 0

    def _change(self, grade: str, cause: str) -> None:
        if grade != self.grade:
            self.changes.append(Change(self.day, self.grade, grade, cause))
        self.grade = grade

    def _enter(self, grade: str, cause: str, *, lock: bool, by: Entry | None = None) -> None:
        held = self.rulebook.grades[grade].lock if lock else None
        if grade != self.grade or held:
            self._put_on(self.rulebook.grades[grade].listing)
        self._change(grade, cause)
        self.lock_until = self.calendar.after(self.day, self.ledger.lock(grade, held, self.day)) if held else 0
        if held and held.cycles:
            end = self.clocks.end_of_cycle(self._by_cycle, self.day, held.cycles)
            self.lock_until = self.calendar.after(end, self._after)
        self.ledger.locked_on = self.day
        if held and by is not None:
            by.locked = True

    def _end_cycle(self) -> int:
        """The end of a cycle sets the grade, today or later; the points by which the next one starts for it."""
        after = self._after
        band, on = self.band(), self.calendar.after(self.day, after)
        then = self._set_to(band, on)
        if after:
            self.clocks.sets_on, self.clocks.due = on, band
        else:
            self._set_grade(band)
        return self.rulebook.grades[then].next_start if then else 0

    def _set_to(self, band: str, day: int) -> str:
        """The grade that is set on a day by a score of a band, "" if a lock or a removal holds on."""
        if self.removed or self.lock_until > day:
            return ""
        lock = self.rulebook.grades[self.grade].lock if self.lock_until else None
        if lock is None or lock.release != BAND:
            return band if lock is None else lock.release
        return min(band, lock.at_most or band, key=self._rank)

    def _set_grade(self, band: str) -> None:
        """Set the grade today, or release to it."""
        then, held = self._set_to(band, self.day), self.lock_until > 0
        lock = self.rulebook.grades[self.grade].lock if then and held else None
        if lock is not None:
            self._release_to(then, "the lock ended", relock=lock.release != BAND)
        elif then and then != self.grade:
            self._enter(then, "a cycle ended", lock=self._rank(then) < self._rank(self.grade))

    def _release_to(self, target: str, cause: str, relock: bool) -> None:
        falls = self._rank(target) < self._rank(self.grade)
        self._enter(target, cause, lock=falls or relock)
