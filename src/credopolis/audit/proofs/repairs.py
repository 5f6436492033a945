"""The cheapest lawful sequence of gaining acts that undoes one entry.

On the best day of a cap's year one entry of the act is made by somebody who stands where everybody starts, or, if the
entry takes less there than it can (at the lowest score, or in the grade that it drops to), where it takes all. It is
undone as soon as score and grade are again what they were or better, and whoever it put on a blacklist is off that.
Sequences of gaining acts and waiting are settled by (entries, days) for the cheapest and by (days, entries) for the
soonest, with caps, locks and ends of gaining entries as the automaton has them (`timed`). The entry is taken to stand:
if it expires, clean time gives points back, or the score returns to its start, that is told apart, as waiting (from the
first day of a cycle). Where several clocks run, days are tried one by one, and every day of the cap's year. A story of
no more entries than points ask and no more days than locks ask is the best; else too large a search takes the largest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from credopolis.audit.proofs.doable import undoable
from credopolis.audit.proofs.effort import EFFORT, UNPROVED, Effort, OutOfEffort
from credopolis.audit.proofs.found import LONGEST_TOLD
from credopolis.audit.proofs.listed import NOTHING, of_list, with_grades, with_list
from credopolis.audit.proofs.lists import is_blacklist
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.mean_repairs import of_means
from credopolis.audit.proofs.model import Repair
from credopolis.audit.proofs.repair_words import besides, reason_of, words_of
from credopolis.audit.proofs.rungs import Rungs
from credopolis.audit.proofs.state import Move, State
from credopolis.audit.proofs.timed import WAIT, Cost, GaveUp, Op, Search, Story
from credopolis.audit.proofs.witness import Teller
from credopolis.core.units import DAYS_PER_YEAR, format_duration
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Rulebook
from credopolis.rulebook.score import Resets

_CHEAPEST, _SOONEST, _ALONE = 2.0, 2.0, 0.2
"""Weights by which the effort of one act is shared."""


@dataclass(frozen=True)
class Undoing:
    """What undoes one entry of a move that stands in no list that removes from civic life."""

    machine: Machine
    move: Move
    effort: Effort
    before: int
    """The score of who makes the entry."""

    @cached_property
    def grade(self) -> int:
        """The band of that score, or if the act is only open in grades without one, such a grade, newly locked."""
        band, held = self.machine.band(self.before), max(self.move.only, default=0)
        return band if self.move.open_in(band) or self.machine.band(self.machine.lowest[held]) == held else held

    @classmethod
    def of(cls, machine: Machine, move: Move, effort: Effort) -> Undoing | None:
        """From a standing in which the entry takes all that it can; None if it takes nothing from anybody."""
        score = min(max(machine.start, machine.low - min(move.points, 0)), machine.high)
        above = [low for low in machine.lowest if machine.band(low) > move.falls_to]
        if move.falls_to >= 0 and above:
            score = max(score, min(above))
        if not move.open_in(machine.band(score)) and machine.band(machine.lowest[max(move.only)]) == max(move.only):
            score = max(machine.lowest[max(move.only)], machine.low - min(move.points, 0))
        gains = sorted(m.points for m in machine.moves if m.points > 0)
        missing = score - machine.start
        if missing >= 0:
            score = min(machine.start + -(-missing // gains[0]) * gains[0], machine.high) if gains else machine.start
        undoing = cls(machine, move, effort, score)
        return undoing if not undoing.undone(undoing._struck(1)) else None

    def first(self, year: int = 0) -> State:
        """The state of who makes the entry, with so many days left of the cap's year."""
        lock = 0 if self.grade == self.machine.band(self.before) else self.machine.lock_days[self.grade]
        state = self.machine.standing(self.before, self.grade, lock, year)
        every = self.machine.resets.every
        return state._replace(reset=every - self.day(year) % every) if every else state

    def day(self, year: int) -> int:
        """The day on which the entry is made: the first of a cycle, and the last day but so many of a cap's year."""
        return 2 * DAYS_PER_YEAR - (year or DAYS_PER_YEAR) if self.machine.n_caps else 0

    def undone(self, state: State) -> bool:
        """Whether score and grade are what they were or better."""
        stays = state.due < 0 or state.due >= self.grade  # the cycle that has ended will set it
        return state.score >= self.before and state.grade >= self.grade and stays

    def find(self, gains: tuple[Move, ...], *, entries_first: bool) -> tuple[Story | None, int, bool]:
        """The best story, the days left of the cap's year when it begins, and whether it is proved the best."""
        machine = self.machine
        coarse, sure = self._coarse(gains, entries_first)
        if coarse is not None and coarse.cost == self._least(gains, entries_first):
            return coarse, 1, True
        if machine.plain or not sure:
            return coarse, 1, sure
        terms = [move.term for move in gains if move.term]
        days = self.days(coarse, entries_first)
        years_alone = not machine.locks and not (machine.n_caps and machine.windows) and not machine.repeated
        if years_alone and (not terms or (coarse is not None and days <= min(terms))):
            return coarse, 1, True
        longest = DAYS_PER_YEAR if coarse is None else min(days + 1, DAYS_PER_YEAR)
        years = tuple(range(1, longest + 1)) if machine.n_caps else (1,)
        try:
            most = None if entries_first or coarse is None else days
            search = Search(machine, gains, True, self.effort, entries_first, most)
            fine = search.first([self._struck(year) for year in years], self.undone)
        except GaveUp:
            return coarse, 1, False
        if coarse is None or (fine is not None and fine.cost < coarse.cost):
            return fine, years[fine.source] if fine is not None else 1, True
        return coarse, 1, True

    def _least(self, gains: tuple[Move, ...], entries_first: bool) -> Cost | None:
        """A cost that no story undercuts: by the points that are missing, caps and locks; None if nobody can."""
        machine, state = self.machine, self._struck(1)
        most = max((points for move in gains for points in (move.points, *move.again)), default=0)
        missing = self.before - state.score
        missing = 0 if machine.sets else missing  # a release may set the score
        if missing > 0 and not most:
            return None
        entries = max(-(-missing // most), 0) if most else 0
        if not entries and self._undone_after(self._standing) is None:
            entries = 1
        days = Rungs(machine, gains).days_from([(state.grade, state.lock > 0)])
        ways = [days[grade] for grade in days if grade >= self.grade]
        if not ways:
            return None
        least = max(min(ways), self._by_caps(gains, missing))
        return (entries, least) if entries_first else (least, entries)

    @staticmethod
    def _by_caps(gains: tuple[Move, ...], missing: int) -> int:
        """Days from the last of one cap year to the first of another, with enough years for what is missing."""
        if missing <= 0 or not gains or not all(move.cap for move in gains):
            return 0
        years = -(-missing // sum(move.cap * max((move.points, *move.again)) for move in gains))
        return 1 + (years - 2) * DAYS_PER_YEAR if years > 1 else 0

    @property
    def may_be_listed(self) -> bool:
        """Whether a grade on the way back may list somebody who can do acts then that nobody can after the entry."""
        lists = self.machine.after_entry(self.move, self.first(), self._struck(1))
        return any(not lists.open_to(move) and move.needs in self.machine.grade_lists for move in self.machine.moves)

    @property
    def grades(self) -> tuple[str, str]:
        """The grades before and after the entry."""
        names = self.machine.names
        return names[self.grade], names[self._struck(1).grade]

    def _struck(self, year: int) -> State:
        """The state after the entry, with so many days left of the cap's year."""
        return self.machine.post(self.first(year), self._standing)

    @staticmethod
    def days(story: Story | None, entries_first: bool) -> int:
        """Days that a story takes."""
        return 0 if story is None else story.cost[1 if entries_first else 0]

    @property
    def _standing(self) -> Move:
        """The act as if its entry never expired."""
        return self.move._replace(term=0)

    def _coarse(self, gains: tuple[Move, ...], entries_first: bool) -> tuple[Story | None, bool]:
        """The best story by waiting from event to event, and whether it is that (else made of the largest gains)."""
        try:
            with self.effort.share(1, 2) as part:
                search = Search(self.machine, gains, False, part, entries_first)
                return search.first([self._struck(1)], self.undone), True
        except GaveUp:
            return self._greedy(gains, entries_first), False

    def _greedy(self, gains: tuple[Move, ...], entries_first: bool) -> Story | None:
        """A story of the largest gains that count, and of waiting where none does."""
        state, ops, days = self._struck(1), list[Op](), 0
        largest = sorted(range(len(gains)), key=lambda k: -gains[k].points)
        try:
            while not self.undone(state):
                self.effort.spend(1 + len(state.file) // 16)
                then = state
                if state.score < self.before or not state.lock:
                    for k in largest:
                        then = self.machine.post(state, gains[k])
                        if then != state:
                            ops.append((k, 0))
                            break
                if then == state:
                    wait = self.machine.next_event(state)
                    if not wait:
                        return None
                    then, days = self.machine.wait(state, wait), days + wait
                    ops.append((WAIT, wait))
                state = then
        except OutOfEffort:
            return None
        entries = sum(k != WAIT for k, _ in ops)
        return Story(0, tuple(ops), state, (entries, days) if entries_first else (days, entries))

    def waiting(self) -> int | None:
        """Days after which the entry is undone by itself, None if it never is."""
        return self._undone_after(self.move)

    def _undone_after(self, move: Move) -> int | None:
        """Days of waiting until an entry is undone, None if it never is (locks may lead round in a circle)."""
        state, day = self.machine.post(self.first(), move), 0
        seen = set()
        while not self.undone(state):
            if not (days := self.machine.next_event(state)) or state in seen:
                return None
            seen.add(state)
            state, day = self.machine.wait(state, days), day + days
        return day


def repairs_of(
    book: Rulebook, machine: Machine | None, effort: Effort | int = EFFORT,
    conduct: Mapping[str, ActConduct] | None = None,
) -> tuple[dict[str, Repair], list[str]]:  # fmt: skip
    """By act, how one entry is made good by who is no newcomer any more; and what is not followed, a sentence each.

    effort : or its steps; each act has its part.
    """
    effort = effort if isinstance(effort, Effort) else Effort(effort)
    machine = machine and machine.settled
    moves = {move.name: move for move in machine.moves} if machine is not None else dict[str, Move]()
    shut = undoable(book, conduct)
    found, limits = dict[str, Repair](), list[str]()
    if machine is not None and machine.mean is not None:
        (found, limits), moves = of_means(book, machine, machine.mean, effort), {}
    for n, (name, act) in enumerate(book.acts.items()):
        if name in moves and machine is not None and (act.points < 0 or act.falls_to):
            effort.say(f"the repair of {name}")
            with effort.share(1, len(book.acts) - n) as part:
                undoing = Undoing.of(machine, moves[name], part)
                if undoing is None:
                    ladder = Repair(name, act.points, 0, 0, 0, 0, (), {}, NOTHING, "", None)
                else:
                    ladder = replace(_of_ladder(book, name, undoing), from_score=undoing.before)
                    ladder = replace(ladder, proved=ladder.proved and not undoing.may_be_listed)
                found[name] = with_list(book, act, ladder, shut)
                if undoing is not None:
                    found[name] = with_grades(book, act, found[name], undoing.grades, shut)
        elif act.adds_to and is_blacklist(book.lists[act.adds_to]) and name not in shut:
            found[name] = of_list(book, name, act, shut)
            if act.points < 0 or act.falls_to:
                limits.append(
                    f"Of {name}, which removes from civic life, only the listing is followed, not the points."
                )
    return found, limits


def _of_ladder(book: Rulebook, name: str, whole: Undoing) -> Repair:
    """A repair on the ladder. The entry is taken to stand: that the score returns to its start is waiting too."""
    stands = Resets(sets_grade=whole.machine.resets.sets_grade)
    undoing = replace(whole, machine=replace(whole.machine, resets=stands, gives=None))
    machine, effort = undoing.machine, undoing.effort
    lists = machine.after_entry(undoing.move, undoing.first(), undoing._struck(1))
    gains = tuple(m for m in machine.moves if m.points > 0 and m.falls_to < 0 and lists.open_to(m))
    with effort.share(_CHEAPEST, _CHEAPEST + _SOONEST + _ALONE) as part:
        cheapest, year, proved = replace(undoing, effort=part).find(gains, entries_first=True)
    with effort.share(_SOONEST, _SOONEST + _ALONE) as part:
        soonest, _, proved_too = replace(undoing, effort=part).find(gains, entries_first=False)
    alone: dict[str, tuple[int, int]] = {}
    with effort.share(_ALONE, _CHEAPEST + _SOONEST + _ALONE) as rest:
        for n, gain in enumerate(gains if cheapest is not None and cheapest.cost[0] > 0 else ()):
            with rest.share(1, len(gains) - n) as part:
                story, _, sure = replace(undoing, effort=part).find((gain,), entries_first=True)
            if story is not None and sure:
                alone[gain.name] = story.cost
    waiting = whole.waiting()
    points = undoing.move.points
    if cheapest is None and waiting is not None:
        words = f"No act makes it good; {format_duration(waiting)} after the entry it is undone by itself."
        if not proved:
            words = f"{format_duration(waiting)} after the entry it is undone by itself; sooner by acts: {UNPROVED}."
        return Repair(name, points, 0, waiting, waiting, waiting, (), {}, words, "", None, proved)
    if cheapest is None:
        reason = (
            reason_of(undoing.before, machine.names[undoing.grade], bool(gains))
            if proved
            else f"Whether anything makes it good is {UNPROVED}."
        )
        return Repair(name, points, None, None, None, None, (), {}, reason, reason, None, proved)
    witness = None
    if len(cheapest.ops) <= LONGEST_TOLD:
        teller = Teller(machine, undoing.first(year), undoing.day(year))
        begins = teller.day
        teller.post(undoing.move)
        teller.tell(cheapest.ops, gains)
        witness = teller.witness(begins)
    used = Counter(gains[k].name for k, _ in cheapest.ops if k >= 0)
    acts = tuple((gain.name, used[gain.name]) for gain in gains if gain.name in used)
    words = words_of(book, name, acts, cheapest.cost[1], alone)
    words += besides(waiting if acts else None, proved and proved_too)
    days = undoing.days(soonest, False) if soonest is not None else None
    both = proved and proved_too
    return Repair(name, points, *cheapest.cost, days, waiting, acts, alone, words, "", witness, both)
