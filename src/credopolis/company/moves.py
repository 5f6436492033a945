"""What a company can do to stand better: acts that it says it can do, acts that take off a list, and repairs of
entries.

A move takes effect on a working day: so many of them after the company begins, and a repair not before it opens. Moves
of one kind follow one another; moves of different kinds run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from credopolis.company.file import REPAIR
from credopolis.company.history import CompanyHistory, repair_opens, repairs_at_all, with_day
from credopolis.company.shapes import StepCost
from credopolis.company.standing import burdens
from credopolis.company.workdays import Workdays
from credopolis.core.errors import BadValue
from credopolis.rulebook.model import Act

_USUAL: Final = StepCost()


@dataclass(frozen=True)
class PlanMove:
    """One thing done. act : the act entered, "" for a repair. repaired : the place of the entry among the record's.
    begins, effect : days of the record."""

    act: str
    repaired: int
    begins: int
    effect: int
    costs: float


@dataclass(frozen=True)
class PlanAt:
    """Where a plan stands: the record as it then is, the day from which on each kind of move may begin, and what was
    done."""

    history: CompanyHistory
    free: tuple[tuple[str, int], ...]
    costs: float = 0.0
    done: tuple[PlanMove, ...] = ()

    @property
    def late(self) -> int:
        """Days of all moves together: of plans that cost the same and arrive on one day the earlier moves are
        better."""
        return sum(move.effect for move in self.done)

    @property
    def day(self) -> int:
        """The day that it has come to."""
        return self.history.standing.day

    def key(self) -> tuple[object, ...]:
        """All on which the future hangs."""
        now = self.history.standing
        struck = tuple(posted.entry.struck for posted in self.history.posted)
        listed = tuple(sorted(now.listed_until.items()))
        clocks = repr((now.clocks.days, now.clocks.sets_on, now.clocks.due, now.clocks.today))
        return (
            now.day,
            now.score,
            now.grade,
            now.lock_until,
            now.together,
            listed,
            clocks,
            struck,
            self.free,
            now.ledger.key(),
        )


class OpenMoves:
    """The moves of a company, and the days on which one may matter."""

    def __init__(self, history: CompanyHistory, workdays: Workdays) -> None:
        self._book, self._dates, self._workdays = history.book, history.dates, workdays
        self._measures = history.company.measures
        self.acts = tuple(name for name, act in self._book.acts.items() if self._open(name, act))
        self.left_out = tuple(n for n, a in self._book.acts.items() if gains(a) and n not in self.acts)
        self.repairs = repairs_at_all(self._book) and self._measures.get(REPAIR, _USUAL).open
        self._begun = history.standing.day

    def _open(self, name: str, act: Act) -> bool:
        measure = self._measures.get(name)
        return gains(act) and (measure.open if measure is not None else bool(act.removes_from))

    def start(self, history: CompanyHistory) -> PlanAt:
        """Where a plan begins."""
        return PlanAt(history, ())

    def onward(self, at: PlanAt) -> Iterator[PlanAt]:
        """Where each move that takes effect today leads."""
        today = at.day
        if not self._workdays.works(self._dates.date_of(today)):
            return
        for name in self.acts:
            if self._earliest(at, name) <= today and self._counts(at, name):
                yield self._after(at, name, -1)
        for k, posted in enumerate(at.history.posted if self.repairs else ()):
            if self._repairable(at, k) and self._repair_day(at, k) <= today:
                yield self._after(at, posted.entry.act, k)

    def next_days(self, at: PlanAt) -> Iterator[int]:
        """Days after today on which something may be done that could not, or that it may be the last day for."""
        event = at.history.standing.next_day()
        yield self._day(self._workdays.first(self._dates.date_of(at.day)))  # something may have happened on a day off
        if event is not None:
            yield event
            yield self._day(self._workdays.first(self._dates.date_of(event)))
            yield self._day(self._workdays.last_before(self._dates.date_of(event)))
        year = self._dates.next_year(at.day)
        if any(self._book.acts[name].cap_per_year for name in self.acts):
            yield self._day(self._workdays.last_before(self._dates.date_of(year)))
            yield self._day(self._workdays.first(self._dates.date_of(year)))
        for name in self.acts:
            yield self._earliest(at, name)
            opens = at.history.standing.ledger.opens(name, at.day, self._book.acts[name])
            if opens > at.day:
                yield self._day(self._workdays.first(self._dates.date_of(opens)))
        for k in range(len(at.history.posted) if self.repairs else 0):
            if self._repairable(at, k):
                yield self._repair_day(at, k)

    def wait(self, at: PlanAt, day: int) -> PlanAt:
        """Let days pass."""
        return replace(at, history=with_day(at.history, day))

    def _day(self, date_: date) -> int:
        return self._dates.day_of(date_)

    def measure(self, act: str, repaired: int) -> StepCost:
        """What a move costs and takes."""
        return self._measures.get(act if repaired < 0 else REPAIR, _USUAL)

    def _earliest(self, at: PlanAt, name: str) -> int:
        """The first day on which one more of an act may take effect."""
        free = dict(at.free).get(name, self._begun)
        return self._day(self._workdays.after(self._dates.date_of(free), self.measure(name, -1).takes))

    def _repair_day(self, at: PlanAt, k: int) -> int:
        """The first day on which the repair of an entry may take effect."""
        opens = max(repair_opens(at.history, at.history.posted[k].entry), self._begun)
        return self._day(self._workdays.after(self._dates.date_of(opens), self.measure("", k).takes))

    def _repairable(self, at: PlanAt, k: int) -> bool:
        entry = at.history.posted[k].entry
        usual = self._book.acts[entry.act].repairable and entry.counts and not entry.struck
        return usual and burdens(at.history, entry)

    def _counts(self, at: PlanAt, name: str) -> bool:
        act, now = self._book.acts[name], at.history.standing
        useful = act.points > 0 or act.head_start is not None or bool(act.ends) or act.removes_from in now.listed_until
        return useful and (not act.only or now.grade in act.only) and now.ledger.opens(name, at.day, act) == at.day

    def _after(self, at: PlanAt, name: str, k: int) -> PlanAt:
        history = with_day(at.history, at.day)
        now, measure = history.standing, self.measure(name, k)
        if k < 0:
            now.post(name, at.day)
            begun = dict(at.free).get(name, self._begun)
            free = tuple(sorted({**dict(at.free), name: at.day}.items())) if measure.takes else at.free
            move = PlanMove(name, -1, self._begins(begun, at.day, measure.takes), at.day, measure.costs)
        else:
            entry = history.posted[k].entry
            opens = max(repair_opens(history, entry), self._begun)
            try:
                now.repair(entry, at.day)
            except BadValue as impossible:  # `_repairable` and `_repair_day` say otherwise
                raise AssertionError(str(impossible)) from impossible
            free, move = at.free, PlanMove("", k, self._begins(opens, at.day, measure.takes), at.day, measure.costs)
        return PlanAt(history, free, at.costs + measure.costs, (*at.done, move))

    def _begins(self, free: int, effect: int, takes: int) -> int:
        """The latest day on which a move may begin that takes effect on a day."""
        day = self._dates.date_of(effect)
        for _ in range(takes):
            day = self._workdays.last_before(day)
        return max(self._day(day), free) if takes else effect


def gains(act: Act) -> bool:
    """Whether an act is the company's own to do, and only gives."""
    takes = act.points < 0 or bool(act.falls_to or act.adds_to)
    head = act.head_start is not None and act.head_start.points > 0
    return act.about == "self" and not takes and (act.points > 0 or head or bool(act.ends or act.removes_from))
