"""The cheapest lawful plan to a better grade or off a list, with dates; and dearer ones that are there sooner.

Plans are followed day by day over those days alone on which something happens by itself, a move opens or closes, or may
be the last before that; the cheapest first, of equal ones the soonest, and of those the one whose moves come earliest
(Dijkstra 1959). So the first that arrives is the cheapest there is, and of those the soonest; each further one is the
cheapest that arrives sooner. Moves are lawful by what they are: acts that give, and repairs that the rulebook grants.
Nobody's forgetting is planned: no breach, no delay of an office.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from datetime import date
from typing import Final

from credopolis.audit.proofs.lists import is_blacklist
from credopolis.company.exposure import After
from credopolis.company.history import CompanyHistory, history_of
from credopolis.company.moves import OpenMoves, PlanAt, PlanMove
from credopolis.company.result import RuleAt, act_rule, rule_at
from credopolis.company.shapes import Company
from credopolis.company.workdays import USUAL, Workdays
from credopolis.core.errors import BadValue
from credopolis.rulebook import Rulebook
from credopolis.rulebook.calendar import later
from credopolis.rulebook.place import NO_GRADE

EFFORT: Final = 3_000
"""Places that a plan may be followed to, unless another number is asked for: some seconds."""
LEAST_EFFORT, MOST_EFFORT = 10, 1_000_000
MOST_MOVES: Final = 40
"""Moves of a plan."""
YEARS: Final = 12
"""How far ahead plans are made; the longest way back of the rulebooks that ship takes nine years."""


@dataclass(frozen=True)
class PlanGoal:
    """Where a plan leads. grade : this one or a better one, "" for any. off : lists that the company is not on."""

    grade: str
    off: tuple[str, ...]

    def words(self) -> str:
        """The goal in words."""
        parts = [f"{self.grade} or better"] if self.grade else []
        return " and ".join([*parts, *([f"off {', '.join(self.off)}"] if self.off else [])])


@dataclass(frozen=True)
class PlanStep:
    """One step. begins : the last day on which to begin. day : when it takes effect, or happens by itself. act : the
    act that is entered, "" for a repair, and for what happens by itself. costs : None for that. steps : the rulebook's
    own, of a repair."""

    begins: date
    day: date
    words: str
    act: str
    costs: float | None
    rule: RuleAt | None
    steps: int = 0


@dataclass(frozen=True)
class PlanWay:
    """One plan: what it costs, the day on which the goal is reached, its steps in the order of dates, and where it
    ends."""

    costs: float
    by: date
    steps: tuple[PlanStep, ...]
    ends: After


@dataclass(frozen=True)
class Plan:
    """Plans from a day on. ways : the cheapest first, each further one sooner and dearer; empty if there is none.
    proved : whether the first is the cheapest of all, or that there is none within the years looked at. all_proved :
    whether no plan is missing between them. left_out : acts that would help and that the company does not say it can
    do."""

    code: str
    rulebook: str
    on: date
    goal: PlanGoal
    reached: bool
    ways: tuple[PlanWay, ...]
    proved: bool
    all_proved: bool
    until: date
    left_out: tuple[str, ...]
    assumptions: tuple[str, ...]


def plan(
    company: Company, book: Rulebook, on: date, *, to: str = "", off: tuple[str, ...] = (), workdays: Workdays = USUAL,
    effort: int = EFFORT, until: date | None = None, most_moves: int = MOST_MOVES,
) -> Plan:  # fmt: skip
    """The cheapest plan of a company, and those that are sooner.

    to : a grade that is to be reached or passed. off : lists that are to be left. Without both: off all lists that take
    something, or else the next better grade. until : the last day on which a plan may arrive; absent: in twelve years.
    most_moves : that a plan has.

    Raises
    ------
    NotOfCompanies, BadValue, FaultyFile
        As `standing.standing`, and if there is no such grade or list.
    """
    history = history_of(company, book, on)
    goal = goal_of(history, to, off)
    moves = OpenMoves(history, workdays)
    until = later(on, 12 * YEARS) if until is None else until
    found = _Search(history, moves, goal, history.dates.day_of(until), effort, most_moves)
    ways = tuple(_way(history, at) for at in found.run())
    said = (workdays.said, _lead(company))
    reached = _there(history, goal)
    return Plan(
        company.code,
        book.name,
        on,
        goal,
        reached,
        ways,
        bool(ways) or found.whole,
        found.whole,
        until,
        moves.left_out,
        said,
    )


def _lead(company: Company) -> str:
    told = ", ".join(company.measures)
    usual = "each step costs 1 and takes effect on the working day on which it is done"
    return (
        f"Where the file's measures say nothing, {usual}."
        if not told
        else f"By the file's measures: {told}. Else {usual}."
    )


def goal_of(history: CompanyHistory, to: str, off: tuple[str, ...]) -> PlanGoal:
    """The goal that is asked for. Raises BadValue."""
    book, now = history.book, history.standing
    if to and to not in book.grades:
        raise BadValue("the grade to reach", to, ", ".join(book.grades) or "none: this rulebook has no grades")
    for name in off:
        if name not in book.lists:
            raise BadValue("the list to leave", name, ", ".join(book.lists) or "none: this rulebook has no lists")
    if to or off:
        return PlanGoal(to, off)
    held = tuple(name for name in now.lists if is_blacklist(book.lists[name]))
    if held or now.grade == NO_GRADE:
        return PlanGoal("", held)
    grades = [name for name, grade in book.grades.items() if grade.banded]
    better = [name for name in grades if list(book.grades).index(name) < list(book.grades).index(now.grade)]
    return PlanGoal(better[-1] if better else grades[0], ())


def _there(history: CompanyHistory, goal: PlanGoal) -> bool:
    """Whether a record is where a plan leads."""
    now, order = history.standing, list(history.book.grades)
    graded = not goal.grade or (now.grade in order and order.index(now.grade) <= order.index(goal.grade))
    return graded and not any(name in now.listed_until for name in goal.off)


class _Search:
    """Plans in the order of what they cost and when they arrive."""

    def __init__(
        self, history: CompanyHistory, moves: OpenMoves, goal: PlanGoal, until: int, effort: int, most: int
    ) -> None:
        self._moves, self._goal, self._until, self._left, self._most = moves, goal, until, effort, most
        self._queue: list[tuple[float, int, int, int, PlanAt]] = []
        self._seen: dict[tuple[object, ...], tuple[float, int]] = {}
        self._order = 0
        self.whole = True
        self._put(moves.start(history))

    def _put(self, at: PlanAt) -> None:
        key = at.key()
        if self._seen.get(key, (math.inf, 0)) <= (at.costs, at.late):
            return
        self._seen[key] = (at.costs, at.late)
        self._order += 1
        heapq.heappush(self._queue, (at.costs, at.day, at.late, self._order, at))

    def run(self) -> list[PlanAt]:
        """The plans, the cheapest first, each further one sooner."""
        found: list[PlanAt] = []
        latest = self._until
        while self._queue:
            costs, day, late, _, at = heapq.heappop(self._queue)
            if day > latest or self._seen[at.key()] < (costs, late):
                continue
            if _there(at.history, self._goal):
                found.append(at)
                latest = day - 1
                continue
            if not self._left:
                self.whole = False
                break
            self._left -= 1
            for then in self._moves.onward(at) if len(at.done) < self._most else ():
                self._put(then)
            days = [one for one in self._moves.next_days(at) if one > at.day]
            if days and min(days) <= latest:
                self._put(self._moves.wait(at, min(days)))
        return found


def _way(history: CompanyHistory, at: PlanAt) -> PlanWay:
    """A plan that has arrived, told."""
    then, dates = at.history.standing, history.dates
    steps = [_step(history, move) for move in at.done]
    steps += [
        PlanStep(
            dates.date_of(change.day),
            dates.date_of(change.day),
            f"{change.before} becomes {change.after}: {change.cause}",
            "",
            None,
            None,
        )
        for change in then.changes[len(history.standing.changes) :]
    ]
    steps += [
        PlanStep(
            dates.date_of(end),
            dates.date_of(end),
            f"the listing on {name} ends by its term",
            "",
            None,
            rule_at(history.book, "lists", name, "lasts"),
        )
        for name, end in history.standing.listed_until.items()
        if 0 <= end <= at.day and name not in then.listed_until and end in _ended(history, at, name)
    ]
    grade = then.grade if then.grade != NO_GRADE else ""
    until = dates.date_of(then.lock_until) if then.locked else None
    ends = After(then.score if history.book.score is not None else None, grade, then.lists, until)
    return PlanWay(at.costs, dates.date_of(at.day), tuple(sorted(steps, key=lambda step: step.day)), ends)


def _ended(history: CompanyHistory, at: PlanAt, name: str) -> tuple[int, ...]:
    """The day on which a listing ended by its term, unless a move ended it before."""
    book, end = history.book, history.standing.listed_until[name]
    off = [move for move in at.done if move.effect < end and (
        (move.act and book.acts[move.act].removes_from == name)
        or (move.repaired >= 0 and book.acts[history.posted[move.repaired].entry.act].adds_to == name)
    )]  # fmt: skip
    return () if off else (end,)


def _step(history: CompanyHistory, move: PlanMove) -> PlanStep:
    book, dates = history.book, history.dates
    begins, day = dates.date_of(move.begins), dates.date_of(move.effect)
    if move.repaired < 0:
        title = book.acts[move.act].title or move.act
        return PlanStep(begins, day, title, move.act, move.costs, act_rule(book, move.act))
    posted = history.posted[move.repaired]
    title = book.acts[posted.entry.act].title or posted.entry.act
    own = book.acts[posted.entry.act].repair_wait_days is not None
    path = ("acts", posted.entry.act, "repair_after") if own else ("due_process", "repair")
    steps = book.due_process.repair_steps if book.due_process else 0
    words = f"Repair of {posted.name}, {title[:1].lower()}{title[1:]}, of {posted.day}"
    return PlanStep(begins, day, words, "", move.costs, rule_at(book, *path), steps)
