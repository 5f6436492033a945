"""The twin's ladder and lists: how points, grades, locks, listings and removal move one life, and what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credopolis.core import purposes
from credopolis.engine.scenario import Scenario
from credopolis.rulebook.counters import remembered
from credopolis.rulebook.gates import NO_GRADE
from credopolis.rulebook.grade import Again, Lock

from .twin_entries import Entries
from .twin_services import Services
from .twin_state import (
    CAME_OF_AGE,
    CORRECTION,
    GIVEN,
    LIST_END,
    LOCK_END,
    NEWCOMER,
    REPAIR,
    RESET,
    SPELL_ENDS,
    Due,
    Life,
    Record,
    draw,
    key_of,
    uniform,
)
from .twin_tables import Tables, start_grade

RELEASE, FALL, RELOCK, CORRECTED, REMOVED, DIED = range(len(SPELL_ENDS))

if TYPE_CHECKING:
    from .twin_consequences import Bearing


class Ladder:
    """Where lives stand; every change is counted in the record."""

    def __init__(self, scenario: Scenario, tables: Tables, record: Record) -> None:
        self.t, self.record, self.book, self.seed = tables, record, tables.rulebook, scenario.seed
        several = tables.grades[-1] == NO_GRADE and len(tables.grades) > 1
        self.ungraded = len(tables.grades) - 1 if several else -1
        self.services = Services(scenario, tables, record)
        self.bearing: Bearing  # of the same lives
        self.starts_of = {new: self._starts(new) for new in (False, True)}
        self.remembered = remembered(self.book)
        self.entries = Entries(self)
        resets = self.book.score.resets if self.book.score else None
        self.by_cycle = resets.every if resets and resets.sets_grade else 0
        self.sets_after = resets.sets_after if resets else 0

    def removed(self, life: Life) -> bool:
        """Whether a list removes the life from civic life."""
        return any(self.book.lists[name].removal for name in life.listed)

    def agrees(self, life: Life) -> bool:
        """Whether a life agrees to be scored, or is not asked; without a score nobody is."""
        if self.ungraded < 0:
            return True
        mark = uniform(draw(key_of(self.seed, int(purposes.CONSENT), life.number, 0), 0))
        return self.book.score is not None and mark < self.book.consent

    def unscored(self, life: Life) -> bool:
        """Whether points do not move a life that is of age."""
        return life.grade == self.ungraded if life.grade is not None else not self.agrees(life)

    def start(self) -> int:
        """The score with which everybody starts, 0 without one."""
        return self.book.score.start if self.book.score else 0

    def clip(self, score: int) -> int:
        """A score within its bounds."""
        bounds = self.book.score
        return min(max(score, bounds.min), bounds.max) if bounds else 0

    def is_new(self, life: Life, day: int) -> bool:
        """Whether the life stands by newcomers' bands."""
        new = self.book.score.newcomers if self.book.score else None
        return bool(new and new.lowest) and day < life.new_until

    def starts(self, new: bool) -> dict[int, int]:
        """The lowest score of each grade that has a band, of newcomers or of everybody."""
        return self.starts_of[new]

    def _starts(self, new: bool) -> dict[int, int]:
        score = self.book.score
        if score is None:
            return {len(self.t.grades) - 1: 0}
        if new and score.newcomers:
            return {self.t.grades.index(name): lowest for name, lowest in score.newcomers.lowest.items()}
        usual = {
            name: grade for name, grade in self.book.grades.items() if not (grade.only_newcomers or grade.without_band)
        }
        return {self.t.grades.index(name): score.min if grade.lowest is None else grade.lowest
                for name, grade in usual.items()}  # fmt: skip

    def band_at(self, score: int, new: bool) -> int:
        """The grade that a score deserves, of newcomers or of everybody."""
        return max(grade for grade, lowest in self.starts(new).items() if score >= lowest)

    def band(self, score: int, life: Life, day: int) -> int:
        """The grade that a score deserves of a life."""
        return self.band_at(score, self.is_new(life, day))

    def lock_days(self, grade: int) -> int:
        """Days of a grade's lock, 0 without one."""
        name = self.t.grades[grade]
        lock = self.book.grades[name].lock if name in self.book.grades else None
        return lock.days if lock else 0

    def move(self, life: Life, day: int, points: int, falls_to: int | None, follow: bool = True) -> tuple[int, bool]:
        """Points, a straight drop, and the grade that follows -> points really moved, whether a lock began."""
        before = life.score
        life.score = self.clip(before + points)
        moved = life.score - before
        return moved, follow and self.follow(life, day, points, falls_to)

    def follow(self, life: Life, day: int, points: int, falls_to: int | None = None) -> bool:
        """The grade that follows a score that moved, or a straight drop -> whether a lock began."""
        if life.grade is None or life.grade == self.ungraded:
            return False
        deserved, locked, grade = self.band(life.score, life, day), day < life.lock_until, life.grade
        if falls_to is not None and grade >= falls_to:
            self._close(life, day, FALL if falls_to < grade else RELOCK)
            self.enter(life, day, falls_to, lock=True)
            if falls_to < self.t.standing_grade:
                life.fell_on = day
            return self.lock_days(falls_to) > 0
        if self.by_cycle:
            return False
        if points < 0 and deserved < grade:
            self._close(life, day, FALL)
            self.enter(life, day, deserved, lock=True)
            return self.lock_days(deserved) > 0
        if deserved > grade and not locked:
            self.enter(life, day, deserved, lock=False)
        return False

    def _close(self, life: Life, day: int, how: int) -> None:
        """Count a lock that ends today, if one runs."""
        assert life.grade is not None
        if day < life.lock_until or how == RELEASE:
            self.record.count("spells", life.grade, (day - life.locked_on) // 30, how)

    def enter(self, life: Life, day: int, grade: int, *, lock: bool) -> None:
        """Move to a grade, perhaps its own again; a grade that lists does so with whoever comes or is locked anew."""
        assert life.grade is not None
        if grade != life.grade or (lock and self.lock_days(grade)):
            name = self.t.grades[grade]
            self.put_on(life, day, self.book.grades[name].listing if name in self.book.grades else "", follows=False)
        if grade != life.grade:
            self.record.count("flows", self.record.cell(life, day), life.grade, grade)
            life.grade, life.since, life.lock_until = grade, day, day
            if life.fell_on >= 0 and grade >= self.t.standing_grade:
                self.record.count("recoveries", day - life.fell_on)
                life.fell_on = -1
        life.held = False
        if lock and self.lock_days(grade):
            life.lock_until, life.locked_on, life.held = day + self._lasting(life, day, grade), day, True
            self.record.schedule(life, Due(life.lock_until, LOCK_END, since=day))
        self.services.wait(life, day)
        self.bearing.follow(life, day)

    def again(self, grade: int) -> Again | None:
        """How much longer a grade's lock is soon after earlier ones."""
        name = self.t.grades[grade]
        lock = self.book.grades[name].lock if name in self.book.grades else None
        return lock.again if lock else None

    def _lasting(self, life: Life, day: int, grade: int) -> int:
        """How long a lock that begins holds, by how many earlier ones have not been forgotten."""
        lock = self.book.grades[self.t.grades[grade]].lock
        assert lock is not None
        if lock.cycles:
            return self.end_of_cycle(life, day, lock.cycles) + self.sets_after - day
        if lock.again is None:
            return lock.days
        known = [until for until in life.locks.get(grade, []) if until > day]
        lengths = [lock.days, *lock.again.days]
        lasts = lengths[min(len(known), len(lock.again.days))]
        known.append(day + lock.again.within + (lasts if lock.again.after_its_end else 0))
        life.locks[grade] = sorted(known)[-len(lock.again.days) :]
        return lasts

    def _forget(self, life: Life, grade: int) -> None:
        """A lock that a struck entry began makes no other longer."""
        again = self.book.grades[self.t.grades[grade]].lock.again
        if again is not None:
            lasts = life.lock_until - life.locked_on
            until = life.locked_on + again.within + (lasts if again.after_its_end else 0)
            if until in life.locks.get(grade, []):
                life.locks[grade].remove(until)

    def release(self, life: Life, due: Due) -> None:
        """A lock ends, unless another has taken its place; two that end on one day are one."""
        day, grade = due.day, life.grade
        if due.about:
            return self._grade_holds(life, day)
        life.agenda = [other for other in life.agenda if (other.day, other.kind, other.about) != (day, LOCK_END, ())]
        if self.by_cycle:
            return
        if grade in (None, self.ungraded) or life.lock_until != day:
            return
        assert grade is not None
        if not (lock := self.book.grades[self.t.grades[grade]].lock):
            return
        self._close(life, day, RELEASE)
        self._set_on_release(life, day, lock)
        if lock.release != "band":
            self.enter(life, day, self.t.grades.index(lock.release), lock=True)
        else:
            deserved = self.band(life.score, life, day)
            if deserved != grade:
                self.enter(life, day, deserved, lock=deserved < grade)
        self.record.note(life, day, "lock_end", day)

    def _set_on_release(self, life: Life, day: int, lock: Lock) -> None:
        if lock.sets_score is not None:
            life.score, life.cleared_on = lock.sets_score, day
            if self.book.score and self.book.score.resets and self.book.score.resets.every:
                self.await_reset(life, day, False, morning=True)

    def left_of(self, life: Life, day: int, points: int) -> int:
        """What the limit of a day leaves of an entry's points."""
        limits = self.book.score.at_once if self.book.score else None
        if limits is None:
            return points
        lost, gained = life.moved[1:] if life.moved[0] == day else (0, 0)
        if limits.only_largest:
            largest = max(lost, -points), max(gained, points)
            points = lost - largest[0] if points < 0 else largest[1] - gained
        if points < 0:
            points = max(points, lost - limits.lost) if limits.lost else points
        else:
            points = min(points, limits.gained - gained) if limits.gained else points
        life.moved = (day, lost + max(-points, 0), gained + max(points, 0))
        return points

    def counts(self) -> tuple[object, int]:
        """The counters, and how many entries are remembered for them."""
        return self.book.score and list(self.book.score.counters.values()), self.remembered

    def remember(self, life: Life, day: int, lost: int) -> None:
        """Keep an entry that took points, for the counters."""
        life.taken = self._made(life, day, lost)

    def _made(self, life: Life, day: int, lost: int) -> list[tuple[int, int]]:
        made = [(on, points) for on, points in life.taken if on >= life.cleared_on] + [(day, lost)]
        return made[max(len(made) - self.remembered, 0) :]

    def dropped_by(self, life: Life, day: int, lost: int, falls_to: int | None) -> int | None:
        """The grade that an entry drops to which takes so many points; `falls_to` is that of its act."""
        counters = self.book.score.counters.values() if self.book.score and lost > 0 else ()
        made = self._made(life, day, lost)
        found = [] if falls_to is None else [falls_to]
        for counter in counters:
            if sum(points for on, points in made if day - on < counter.days) >= counter.lost:
                found.append(self.t.grades.index(counter.falls_to))
        return min(found, default=None)

    def end_of_cycle(self, life: Life, day: int, cycles: int = 1) -> int:
        """When the cycle ends that runs on a day, or one of those after it."""
        assert self.book.score and self.book.score.resets
        every, first = self.book.score.resets.every, max(life.born + self.book.scored_from_days, 0)
        return first + ((day - first) // every + cycles) * every

    def _grade_holds(self, life: Life, day: int) -> None:
        """From today on the grade holds that a cycle has set."""
        if life.sets_on == day:
            life.sets_on = 0
            if self.by_cycle:
                self._set(life, day, life.due)

    def set_to(self, life: Life, band: int, on: int) -> int | None:
        """The grade that a score of a band sets on a day, None while a lock or a removal holds."""
        if life.grade is None or life.lock_until > on:
            return None
        lock = self.book.grades[self.t.grades[life.grade]].lock
        if not life.held or lock is None:
            return band
        if lock.release != "band":
            return self.t.grades.index(lock.release)
        return min(band, self.t.grades.index(lock.at_most)) if lock.at_most else band

    def _set(self, life: Life, day: int, band: int) -> None:
        grade, then, held = life.grade, self.set_to(life, band, day), life.held
        if grade is None or then is None:
            return
        lock = self.book.grades[self.t.grades[grade]].lock
        again = held and lock is not None and lock.release != "band"
        if held:
            self._close(life, day, RELEASE)
            life.held = False
        if then != grade or again:
            self.enter(life, day, then, lock=then < grade or again)
        if held or then != grade:
            self.record.note(life, day, "lock_end" if held else "set", day)

    def _end_cycle(self, life: Life, day: int) -> int:
        """The end of a cycle sets the grade -> points by which the next one starts otherwise."""
        life.resets_on = day + self.by_cycle
        self.record.schedule(life, Due(life.resets_on, LIST_END, (RESET,), since=day))
        band = self.band(life.score, life, day)
        then = self.set_to(life, band, day + self.sets_after)
        if self.sets_after:
            life.sets_on, life.due = day + self.sets_after, band
            self.record.schedule(life, Due(life.sets_on, LOCK_END, (1,), since=day))
        else:
            self._set(life, day, band)
        more = self.book.grades[self.t.grades[then]].next_start if then is not None else 0
        return more + self.entries.head_starts(life, day)

    def await_reset(self, life: Life, day: int, takes: bool, morning: bool = False) -> None:
        """Something was entered, or a release set the score: on which day does the score return to its start?"""
        resets = self.book.score.resets if self.book.score else None
        if resets and resets.every and (not life.resets_on or life.resets_on < day):
            life.resets_on = self.end_of_cycle(life, day - morning)
        elif resets and resets.after and takes:
            life.resets_on = day + resets.after
        else:
            return
        self.record.schedule(life, Due(life.resets_on, LIST_END, (RESET,), since=day))

    def clean_from(self, life: Life, day: int) -> None:
        """From a day on nothing took points: when does that give some back?"""
        gives = self.book.score.gives_back if self.book.score else None
        if gives:
            life.gives_on = day + gives.after
            self.record.schedule(life, Due(life.gives_on, LIST_END, (GIVEN,), since=day))

    def scored_from(self, life: Life, day: int) -> None:
        """Clean time counts from the first scored day where it leads above the start; so do cycles that set grades."""
        if life.grade == self.ungraded:
            return
        if self.by_cycle:
            self.await_reset(life, day, False)
        if self.book.score and self.book.score.given_up_to > self.book.score.start:
            self.clean_from(life, day)

    def _give(self, life: Life, day: int) -> None:
        gives = self.book.score.gives_back if self.book.score else None
        if life.gives_on != day or not gives or not self.book.score:
            return
        life.gives_on, wanted = 0, self.book.score.given_up_to
        moved = min(gives.points, wanted - life.score) if life.score < wanted else 0
        self.move(life, day, moved, None, follow=moved > 0)
        if life.score < wanted:
            self.clean_from(life, day)
        if self.book.score.resets and self.book.score.resets.every:
            self.await_reset(life, day, False)
        if moved:
            self.record.note(life, day, "given", day, points=moved)

    def first_scored(self, life: Life, day: int, joins: bool = False) -> int:
        """Who enters civic life today is a newcomer for what is left of that time -> grade.

        joins : it was of age before, and had no grade.
        """
        if not self.agrees(life):
            return self.ungraded
        new = self.book.score.newcomers if self.book.score else None
        since = day if joins else life.born + self.book.scored_from_days
        if not new or day >= since + new.days:
            return start_grade(self.book, self.t.grades)
        assert self.book.score
        life.new_until, gains = since + new.days, new.gains
        life.score = self.book.score.start if new.start is None else new.start
        if gains:
            spans = (day - since) // gains.each
            life.score = self.clip(life.score + gains.points * spans)
            life.gains_on = since + (spans + 1) * gains.each
        self._await_newcomer(life, day)
        if self.book.score.resets and self.book.score.resets.every and life.score != self.book.score.start:
            self.await_reset(life, day, False)
        if new.begins_in and day - since < min(self.by_cycle, new.days):
            return self.t.grades.index(new.begins_in)
        return self.band(life.score, life, day)

    def _await_newcomer(self, life: Life, day: int) -> None:
        life.gains_on = life.gains_on if life.gains_on <= life.new_until else 0
        for due in {life.gains_on, life.new_until} - {0}:
            self.record.schedule(life, Due(due, LIST_END, (NEWCOMER,), since=day))

    def _newcomer(self, life: Life, day: int) -> None:
        """What clean time adds today, and the end of a newcomer's time."""
        new = self.book.score.newcomers if self.book.score else None
        if new and new.gains and life.gains_on == day:
            life.gains_on = day + new.gains.each
            self._await_newcomer(life, day)
            if self.book.score.resets and self.book.score.resets.every:
                self.await_reset(life, day, False, morning=True)
            moved = self.clip(life.score + new.gains.points) - life.score
            self.move(life, day, moved, None, follow=moved != 0)
            if moved:
                self.record.note(life, day, "gained", day, points=moved)
        if new and life.new_until == day:
            life.new_until = 0
            if new.lowest:
                self.move_by(life, day, self.band_at(life.score, False) - self.band_at(life.score, True))
            self.record.note(life, day, "newcomer", day)

    def move_by(self, life: Life, day: int, rungs: int) -> None:
        """Follow the score, which stays, as if it had moved up or down: its band lies so many rungs higher."""
        if life.grade is None or not rungs or self.by_cycle:
            return
        deserved = self.band(life.score, life, day)
        if rungs < 0 and deserved < life.grade:
            self._close(life, day, FALL)
            self.enter(life, day, deserved, lock=True)
        elif deserved > life.grade and day >= life.lock_until:
            self.enter(life, day, deserved, lock=False)

    def _reset(self, life: Life, day: int) -> None:
        """The score returns to its start, unless a later entry has put that off."""
        if life.resets_on != day or not self.book.score:
            return
        life.resets_on = 0
        start = self.book.score.start + (self._end_cycle(life, day) if self.by_cycle else 0)
        life.cleared_on = day
        moved = self.clip(start) - life.score
        self.move(life, day, moved, None, follow=moved != 0)
        self.record.note(life, day, "reset", day, points=moved)

    def read_again(self, life: Life, day: int, before: Ladder) -> None:
        """Where a life stands once these rules take the place of those before."""
        old, new = before.book.score, self.book.score
        if not old or not new or old.resets != new.resets:
            life.resets_on = 0
        if not old or not new or old.gives_back != new.gives_back or old.given_up_to != new.given_up_to:
            life.gives_on = 0
        if not old or not new or old.newcomers != new.newcomers:
            life.new_until, life.gains_on, was_new = 0, 0, day < life.new_until
        else:
            was_new = day < life.new_until
        if life.grade is None:
            if not self.removed(life) and old and new and life.score == old.start:
                life.score = new.start
            life.score = self.clip(life.score)
            if self.of_entries() != before.of_entries():
                self.entries.read_again(life)
            if self.by_cycle and self.removed(life):
                self._cycle_again(life, day)
            return
        if self.ungraded >= 0 and (life.grade == self.ungraded or not self.agrees(life)):
            return self._consent_again(life, day)
        if self.t.grades[life.grade] not in self.book.grades and self.book.grades:
            if day < life.lock_until:
                self._close(life, day, RELEASE)
            life.score = self.clip(life.score)
            return self.enter(life, day, self.band(life.score, life, day), lock=False)
        was_new = was_new and bool(old and old.newcomers and old.newcomers.lowest)
        follows = before.band_at(life.score, was_new) == life.grade and day >= life.lock_until and not self.by_cycle
        life.score = self.clip(life.score)
        if self.of_entries() != before.of_entries():
            self.entries.read_again(life)
        other = before.lengths(life.grade) != self.lengths(life.grade)
        moved = self.bands() != before.bands() or self.of_entries() != before.of_entries()
        if follows and moved and self.band(life.score, life, day) != life.grade:
            self.enter(life, day, self.band(life.score, life, day), lock=False)
        if day < life.lock_until and other:
            lock, lasts = self.book.grades[self.t.grades[life.grade]].lock, self.lock_days(life.grade)
            if lock and lock.cycles:
                lasts = self.end_of_cycle(life, life.locked_on, lock.cycles) + self.sets_after - life.locked_on
            if life.lock_until != life.locked_on + lasts:
                self._relock(life, day, life.locked_on, lasts)
        if self.by_cycle:
            self._cycle_again(life, day)

    def _consent_again(self, life: Life, day: int) -> None:
        """Who had no grade joins the score, or stays without; who agrees no more leaves it."""
        was_ungraded = life.grade == self.ungraded
        if was_ungraded and not self.agrees(life):
            life.score = self.start()
            return
        if day < life.lock_until:
            self._close(life, day, RELEASE)
        life.resets_on = life.gives_on = life.new_until = life.gains_on = life.sets_on = 0
        life.fell_on, life.moved, life.cleared_on, life.score = -1, (-1, 0, 0), day, self.start()
        for kept in (life.locks, life.taken, life.heads, life.rated, life.again):
            kept.clear()
        self.enter(life, day, self.first_scored(life, day, joins=True), lock=False)
        self.scored_from(life, day)
        self.record.note(life, day, "joins" if was_ungraded else "leaves", day)

    def of_entries(self) -> tuple[object, ...]:
        """What makes scores hang on entries themselves."""
        return self.entries.mean, self.entries.groups

    def _cycle_again(self, life: Life, day: int) -> None:
        """From now on the end of a cycle sets the grade."""
        life.resets_on *= life.resets_on >= day
        self.await_reset(life, day, False)
        life.held = day < life.lock_until

    def lengths(self, grade: int) -> tuple[int, ...]:
        """All that says how long a grade's lock lasts."""
        name = self.t.grades[grade]
        lock = self.book.grades[name].lock if name in self.book.grades else None
        if lock and lock.cycles:
            return lock.cycles, self.by_cycle, self.sets_after
        return (lock.days, *(lock.again.days if lock.again else ())) if lock else ()

    def bands(self) -> list[object]:
        """The lowest score of every grade, and what is otherwise for newcomers."""
        return [*(self.book.grades[name].lowest for name in self.t.grades if name in self.book.grades),
                self.book.score and self.book.score.newcomers]  # fmt: skip

    def _relock(self, life: Life, day: int, began: int, lasts: int) -> None:
        """A lock under way has another length, from the day on which it began."""
        assert life.grade is not None
        if began + lasts > day:
            life.lock_until = began + lasts
            self.record.schedule(life, Due(life.lock_until, LOCK_END, since=day))
            return
        self.record.count("spells", life.grade, (day - began) // 30, RELEASE)
        life.lock_until = day
        lock = self.book.grades[self.t.grades[life.grade]].lock
        if lock:
            self._set_on_release(life, day, lock)
        deserved = self.band(life.score, life, day)
        if lock and lock.at_most:
            deserved = min(deserved, self.t.grades.index(lock.at_most))
        if lock and lock.release != "band":
            self.enter(life, day, self.t.grades.index(lock.release), lock=True)
        elif deserved > life.grade or (lock and deserved < life.grade):
            self.enter(life, day, deserved, lock=deserved < life.grade)

    def _into_life(self, life: Life, day: int, grade: int) -> None:
        self.record.count("flows", self.record.cell(life, day), len(self.t.grades), grade)
        life.grade = grade
        life.since = life.lock_until = day
        self.services.wait(life, day)
        self.bearing.follow(life, day)

    def await_age(self, life: Life, day: int, tick_end: int) -> None:
        """When who was born on a day will be scored."""
        if self.book.scored_from_days:
            self.record.schedule(life, Due(max(day + self.book.scored_from_days, tick_end), CAME_OF_AGE, since=day))
        else:
            self._into_life(life, day, self.first_scored(life, tick_end))
            self.scored_from(life, tick_end)

    def die(self, life: Life, day: int) -> None:
        """A life ends wherever it stands."""
        if life.removed_on is not None:
            life.days_removed += day - life.removed_on
            life.removed_on = None
        elif life.grade is not None:
            self._close(life, day, DIED)
        life.grade, life.since, life.lock_until, life.fell_on, life.listed, life.held = None, day, day, -1, {}, False

    def come_of_age(self, life: Life, due: Due) -> None:
        """The life is scored from today on."""
        self._into_life(life, due.day, self.first_scored(life, due.day))
        self.scored_from(life, due.day)
        self.record.note(life, due.day, "not_scored" if life.grade == self.ungraded else "came_of_age", due.day)

    def put_on(self, life: Life, day: int, name: str, *, follows: bool = True) -> None:
        """On a list from today on."""
        if name:
            life.listed[name] = day
            if lasts := self.book.lists[name].days:
                self.record.schedule(life, Due(day + lasts, LIST_END, (self.t.lists.index(name),), since=day))
            self.services.wait(life, day)
            if follows:
                self.bearing.follow(life, day)

    def change_lists(self, life: Life, act: int, day: int) -> None:
        """What an entry of an act does to lists: from the `adds_after`-th entry on it lists."""
        priced = self.t.acts[act].priced
        assert priced is not None
        if priced.adds_to and life.posted[act] >= priced.adds_after:
            was_removed = self.removed(life)
            self.put_on(life, day, priced.adds_to)
            if self.removed(life) and not was_removed:
                self._remove(life, day)
        if priced.removes_from in life.listed:
            self.leave(life, day, priced.removes_from)

    def take_away(self, life: Life, day: int, name: str) -> None:
        """Put a life on a list that removes, for what it said."""
        self.put_on(life, day, name)
        self._remove(life, day)

    def _remove(self, life: Life, day: int) -> None:
        assert life.grade is not None
        self._close(life, day, REMOVED)
        self.record.count("flows", self.record.cell(life, day), life.grade, len(self.t.grades))
        life.grade, life.since, life.lock_until, life.fell_on, life.removed_on = None, day, day, -1, day
        life.held = False
        self.bearing.follow(life, day)
        self.record.note(life, day, "removal", day)

    def leave(self, life: Life, day: int, name: str) -> None:
        """A listing ends; who is no longer removed gets the band of the score."""
        was_removed = self.removed(life)
        del life.listed[name]
        if was_removed and not self.removed(life):
            assert life.removed_on is not None
            life.days_removed += day - life.removed_on
            life.removed_on = None
            life.score = life.score if self.agrees(life) else self.start()
            self._into_life(life, day, self.band(life.score, life, day) if self.agrees(life) else self.ungraded)
        else:
            self.bearing.follow(life, day)

    def unlist(self, life: Life, due: Due) -> None:
        """A listing's term ends, unless a later one has prolonged it."""
        if due.about[0] == NEWCOMER:
            return self._newcomer(life, due.day)
        if due.about[0] == RESET:
            return self._reset(life, due.day)
        if due.about[0] == GIVEN:
            return self._give(life, due.day)
        name = self.t.lists[due.about[0]]
        if name in life.listed and life.listed[name] + self.book.lists[name].days == due.day:
            self.leave(life, due.day, name)
            self.record.note(life, due.day, "list_end", due.day, name)

    def strike(self, life: Life, due: Due, act: int, moved: int, began: bool) -> int:
        """Take back what an entry moved, and what began on its day -> points that it really took back."""
        day, priced = due.day, self.t.acts[act].priced
        assert priced is not None
        back = self.entries.take_back(life, due, moved)
        follows = back if self.entries.held or self.entries.mean else -moved
        if follows or due.kind == CORRECTION or (moved and not self.entries.mean):
            self.follow(life, day, follows)
        if due.kind in (REPAIR, CORRECTION) and life.listed.get(priced.adds_to) == due.since:
            self.leave(life, day, priced.adds_to)
        if due.kind in (REPAIR, CORRECTION) and (due.since, -moved) in life.taken:
            life.taken.remove((due.since, -moved))
        if due.kind == CORRECTION:
            life.posted[act] -= life.posted[act] > 0  # none, if it was entered before rules changed
            if priced.again and due.since in (last := life.again.get(act, [])[-len(priced.again.points) :]):
                last.remove(due.since)
                life.again[act] = last
            grade = life.grade
            locked = grade is not None and day < life.lock_until
            if grade is not None and locked and began and life.locked_on == due.since:
                self._close(life, day, CORRECTED)
                self._forget(life, grade)
                listing = self.book.grades[self.t.grades[grade]].listing
                if life.listed.get(listing) == due.since:
                    self.leave(life, day, listing)
                if life.fell_on == due.since:
                    life.fell_on = -1
                life.lock_until = day
                deserved = self.band(life.score, life, day)
                self.enter(life, day, deserved, lock=deserved < grade)
        return back
