"""One life on the ladder, in plain Python: the readable reference that the engine's kernels are held against.

Rules, in the order in which they are tried when an entry is posted:

1. The score moves by the entry's points, or what the day's limit leaves of them, and stays within its bounds.
2. An act that falls to a grade F, by somebody at F or above: the grade becomes F and F's lock begins (anew).
3. Points below zero and a band under the grade: the grade falls to the band and that grade's lock begins.
4. A band above the grade and no lock: the grade rises to the band. No lock begins on a rise.
5. The life is put on the act's list if this is at least the `adds_after`-th entry of the act that counted, and taken
   off the list that the act removes from. Being listed again starts the term anew. Before that, a grade that lists
   does so with whoever enters it in rules 2 to 4, or otherwise, and with whoever's lock in it begins anew.

A lock that lasts n days holds on the day it begins and on the n - 1 days after; it is released on day n, before
that day's entries. Released to the band: the grade becomes the band (after a release to a rung it may lie lower:
then it falls, and that grade's lock begins). Released to a named rung: the grade becomes that rung, and its lock
begins. With `again` a lock is longer soon after earlier ones. A grade never rises inside a lock. An entry that expires
takes back what it moved, then rules 3 and 4 apply; of several on one day the largest loss comes first, the largest
gain last.

A release by the lock's end may set the score first. What was entered until then is cleared: it neither expires nor
moves points if it is repaired or corrected, but a repair or a correction ends a listing as ever.

A score may return to its start: at the end of a cycle that begins on the first scored day, or so many days after the
last entry that counted and took points or dropped a grade. What was entered before is cleared as by a release, and if
the score moved, rules 3 and 4 apply. Clean time may give points back besides, each so many days after such an entry, up
to a score; nothing is cleared, and rule 4 applies. Both happen after locks and listings have ended and before entries
expire, the return first.

A newcomer stands by other bands, for a time from the first scored day on. Points of clean time come as a newcomer at
the ends of fixed spans, until an entry takes points or drops a grade; rules 3 and 4 apply. When the time is over and
the score deserves another grade than it did, rules 3 and 4 apply, as if the score had moved. Both happen after locks
and listings have ended and before the score returns to its start; on that day a lock's release goes by the bands of
everybody.

Where only the end of a cycle sets the grade, rules 3 and 4 rest. On that day, before the score returns, or so many days
later by the score of that day: a lock that does not end holds; one that ends releases to its rung, or to the band of
the score, but no higher than it says; of who is in no lock the grade becomes the band, and if that lies lower its lock
begins. The next cycle starts so many points
otherwise as the grade says which was set so, and as head starts say: points that an entry adds to the start of the
cycle that runs, at once, and to those after it, once however often it is entered. A newcomer may begin in a grade of
its own and is there until the first cycle has ended.

A score may be the mean of the points of the last entries beside its start, rounded down; with fewer entries than it
asks it is the start. An entry that is repaired or corrected leaves the mean, and none that had left comes back. Rules 3
and 4 go by how the score really moved.

An act may end entries of others that stand, which then take back what they moved, before its own points move the score;
and sets of acts may have points as long as an entry of each stands, of one name at most so many, which move last. An
entry stands until it expires, is ended, repaired or corrected. Rules 3 and 4 go by how the score moved in all.

On a removal list a life has no grade and no lock, and a lock that ran ends. Its score still moves, by an entry of an
older case or one that expires; rules 2 to 4 rest. When the listing ends the life gets the band of its score, without
a lock.

An act may have other points soon after earlier entries of its own that counted and were not corrected.

With counters, an entry that really takes points drops to a counter's grade as in rule 2, if with it the points that
entries took within the counter's window reach its number; of several grades, the act's own too, the lowest holds.
Entries that were repaired, corrected or cleared are left out; whether one has expired does not matter.

An entry counts only where its act is open: in one of the grades of `only`, if it names any, and within its cap. What
does not count does nothing, and takes no place under a cap.

An entry that is repaired takes back what it moved as one that expires does, and the listing ends that an entry of
its act made on its day. One that is corrected on appeal does so too; besides, if it began a lock and the lock running
now began on its day, the lock ends as if released to the band, and the entry no longer counts towards `adds_after`. Of
several entries of one day it does not matter which listed, or began the lock. What has expired moves nothing again.
"""

from __future__ import annotations

from dataclasses import dataclass

from credopolis.core.errors import BadValue
from credopolis.rulebook.grade import BAND
from credopolis.rulebook.ledger import CORRECTED, EXPIRED, REPAIRED, Entry
from credopolis.rulebook.model import Act
from credopolis.rulebook.place import NO_GRADE, OnTheLadder


@dataclass
class Standing(OnTheLadder):
    """Where one life stands under a rulebook, and what days and entries do to it."""

    def advance(self, day: int) -> None:
        """Let time pass until `day`: locks end, listings end, entries expire, each on its day and in this order.

        Raises
        ------
        BadValue
            If the day lies in the past.
        """
        if day < self.day:
            raise BadValue("the day", day, f"{self.day} or later", "Days only pass forwards.")
        while (coming := self.next_day()) is not None and coming <= day:
            self.day = max(coming, self.day)
            self._end_of_day_things()
        self.day = day

    def post(self, act: str, day: int, points: int | None = None) -> Entry:
        """Post an entry for an act on a day, and return it; `points` are those that an official chose, if any.

        Raises
        ------
        BadValue
            If the rulebook does not price the act, leaves no such choice of points, or the day lies in the past.
        """
        if act not in self.rulebook.acts:
            raise BadValue("the act", act, ", ".join(self.rulebook.acts))
        priced = self.rulebook.acts[act]
        fewest, most = priced.discretion or (priced.points, priced.points)
        points = priced.points if points is None else points
        if not fewest <= points <= most:
            raise BadValue(f"the points of {act}", points, f"{fewest} to {most}")
        self.advance(day)
        closed = priced.only and self.grade not in priced.only
        if closed or not self.ledger.counts(act, day, priced):
            return Entry(act, day, counts=False)
        points = points if priced.again is None else self.ledger.repeated(act, day, priced)
        takes = points < 0 or bool(priced.falls_to)
        points = self.clocks.left_of(self.rulebook.score, day, points)
        if priced.head_start is not None:
            until = self.clocks.end_of_cycle(self._by_cycle, day, priced.head_start.cycles)
            points += self.ledger.head_start(act, day, priced, until)
        before = self.score
        for ended in self.ledger.end(priced.ends):
            self._move(-ended.moved)
        entry = self.ledger.add(act, day, 0, priced.expires_days)
        points = points if self._mean is None else self._rated(entry, priced)
        entry.moved = self._move(points)
        self._move_together()
        points = self.score - before if self.ledger.held else points
        self.clocks.entered(self.rulebook.score, day, takes)
        falls = self.ledger.count(self.rulebook.score, day, entry.moved, self._remembered)
        falls_to = min([*falls, *([priced.falls_to] * bool(priced.falls_to))], key=self._rank, default="")
        if not self.removed:
            if falls_to and self._rank(self.grade) >= self._rank(falls_to):
                self._enter(falls_to, act, lock=True, by=entry)
            else:
                self._follow_score(points, act, entry)
        self._list(priced, entry)
        return entry

    def repair(self, entry: Entry, day: int) -> None:
        """Repair an entry on a day: it takes back what it moved, and a listing of its day ends.

        Raises
        ------
        BadValue
            If the act's entries cannot be repaired, the wait is not over, or the entry is struck already.
        """
        opens = self.calendar.after(entry.day, self.rulebook.repair_wait_of(entry.act))
        if not self.rulebook.acts[entry.act].repairable:
            raise BadValue("the entry to repair", entry.act, "an entry of an act that is repairable")
        if day < opens:
            raise BadValue("the day of the repair", day, f"{opens} or later")
        self._strike(entry, day, REPAIRED)

    def correct(self, entry: Entry, day: int) -> None:
        """Strike an entry on appeal; besides what a repair does, the lock that it began ends.

        Raises
        ------
        BadValue
            If the entry is struck already, never counted, or the day lies in the past.
        """
        self._strike(entry, day, CORRECTED)
        self.ledger.uncount(entry)
        if self.locked and entry.locked and self.ledger.locked_on == entry.day:
            held = self.rulebook.grades[self.grade]
            self.ledger.unlock(self.grade, held.lock, entry.day, self.lock_until - entry.day)
            if held.listing in self.listed_until and self.ledger.listed_on[held.listing] == entry.day:
                self._leave(held.listing)
            self._release_to(self.band(), "an entry was corrected", relock=False)

    def _strike(self, entry: Entry, day: int, why: str) -> None:
        if not entry.counts or entry.struck not in ("", EXPIRED) or (entry.struck and why == REPAIRED):
            raise BadValue("the entry", entry.struck or "beyond the cap", "an entry that counts")
        self.advance(day)
        moved = 0 if entry.struck or entry.day < self.ledger.cleared_on else entry.moved
        entry.struck = why
        self.ledger.untake(entry)
        moved = moved if self._mean is None else -self._rated()
        self._take_back(moved, f"an entry was {why}", follows=bool(moved) or why == CORRECTED)
        name = self.rulebook.acts[entry.act].adds_to
        if name in self.listed_until and self.ledger.listed_on[name] == entry.day:
            self._leave(name)

    def _rated(self, entry: Entry | None = None, priced: Act | None = None) -> int:
        """How far the score is from the mean of the last entries, with one more of them."""
        score, mean = self.rulebook.score, self._mean
        if score is None or mean is None:
            return 0
        if entry is not None and priced is not None and priced.in_mean:
            self.ledger.rated = [*self.ledger.rated, entry][-mean.last :]
        return mean.of(score.start, [self.rulebook.acts[e.act].points for e in self.ledger.rated]) - self.score

    def _take_back(self, moved: int, cause: str, follows: bool) -> None:
        before = self.score
        self._move(-moved)
        if self.ledger.held:
            self.ledger.holds = [entry for entry in self.ledger.holds if not entry.struck]
            self._move_together()
            moved, follows = before - self.score, follows or self.score != before
        if follows and not self.removed and self.rulebook.score is not None:
            self._follow_score(-moved, cause, None)

    def _newcomers(self) -> None:
        """A newcomer gains points of clean time, and is one no longer."""
        moved = self._move(self.clocks.gain(self.rulebook.score, self.day))
        if moved and not self.removed:
            self._follow_score(moved, "clean time as a newcomer added points", None)
        if self.clocks.newcomer_until == self.day:
            self.clocks.newcomer_until = 0
            was, now = self._rank(self._band_of(True)), self._rank(self._band_of(False))
            if was != now and not self.removed:
                self._follow_score(now - was, "no newcomer any more", None)

    def _reset(self) -> None:
        self.clocks.resets_on, more = 0, 0
        if self._by_cycle:
            self.clocks.resets_on = self.calendar.after(self.day, self._by_cycle)
            more = self._end_cycle() + self.ledger.head_starts(self.rulebook.acts, self.day)
        self.ledger.clear(self.day)
        moved = self._move(self.rulebook.score.start + more - self.score) if self.rulebook.score is not None else 0
        if moved and not self.removed:
            self._follow_score(moved, "the score returned to its start", None)

    def _give_back(self) -> None:
        moved = self._move(self.clocks.give(self.rulebook.score, self.score))
        if moved and not self.removed:
            self._follow_score(moved, "clean time gave points back", None)

    def _list(self, act: Act, entry: Entry) -> None:
        if act.adds_to and self.ledger.posted[entry.act] >= act.adds_after:
            if self.rulebook.lists[act.adds_to].removal:
                self.take_away(act.adds_to, self.day, entry.act)
            else:
                self._put_on(act.adds_to)
        if act.removes_from in self.listed_until:
            self._leave(act.removes_from)

    def take_away(self, name: str, day: int, cause: str) -> None:
        """Put on a list that removes from civic life, by an entry or by none."""
        self.advance(day)
        self._put_on(name)
        self._change(NO_GRADE, cause)
        self.lock_until = 0

    def next_day(self) -> int | None:
        """The next day on which something ends by itself."""
        days = [entry.until for entry in self.ledger.expiring]
        days += [day for day in self.listed_until.values() if day >= 0]
        days += [day for day in (self.lock_until, *self.clocks.days, self.clocks.sets_on) if day]
        return min(days, default=None)

    def _end_of_day_things(self) -> None:
        if self.lock_until and self.lock_until <= self.day and not self._by_cycle:
            lock = self.rulebook.grades[self.grade].lock
            to_band = lock is None or lock.release == BAND
            if lock is not None and lock.sets_score is not None:
                self.score = lock.sets_score
                self.ledger.clear(self.day)
                self.clocks.entered(self.rulebook.score, self.day, False, morning=True)
            self._release_to(self.band() if lock is None or to_band else lock.release, "the lock ended", not to_band)
        if 0 < self.clocks.sets_on <= self.day:
            self.clocks.sets_on = 0
            self._set_grade(self.clocks.due)
        for name in [name for name, end in self.listed_until.items() if 0 <= end <= self.day]:
            self._leave(name)
        if self.day in (self.clocks.gains_on, self.clocks.newcomer_until):
            self._newcomers()
        if 0 < self.clocks.resets_on <= self.day:
            self._reset()
        if 0 < self.clocks.gives_on <= self.day:
            self._give_back()
        for entry in self.ledger.expire(self.day):
            self._take_back(entry.moved, "an entry expired", follows=entry.moved != 0)
