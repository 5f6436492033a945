"""Happenings: the lines of a dossier, made of what a replay wrote about a life, in order of time."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from credopolis.analysis.lives.chains import DECIDED, STRIKES, chain_numbers
from credopolis.analysis.words import title
from credopolis.core.units import date_of
from credopolis.mechanisms import all as mechanisms
from credopolis.rulebook.gates import NO_GRADE
from credopolis.store.tables import UNSCORED

if TYPE_CHECKING:
    from credopolis.engine.replay import TraceEvent
    from credopolis.engine.scenario import Scenario

_HOW = {
    "true": "seen by {}", "mistaken": "a false alarm of {}: no such act of this life", "malicious":
    "a false report by a neighbour: no such act of this life", "fabricated": "made up by the office: no such act",
}  # fmt: skip
_LINES = {line.name: line.words for line in mechanisms.LINES} | {"reform": "the reform takes effect"}
_HAPPENS_ON_ITS_OWN_DAY = tuple(line.name for line in mechanisms.LINES if line.own_day)


@dataclass(frozen=True)
class Happening:
    """One line of a dossier: when, what, and the standing after it.

    chain : number of the chain to which the line belongs: an act or a false alarm, its case, and what became of it.
    about : the act, or for the end of a listing the list; None if the line is about neither. lock_until : the day on
    which the present lock ends; None if there is none. case_due : for a case, when it will be decided. act_date : for
    what closes a case, when the act was done or claimed. entry_date : for what strikes an entry, when it was posted.
    lists : on which the life is then.
    """

    day: int
    date: datetime.date
    kind: str
    chain: int
    about: str | None
    channel: str | None
    truth: str | None
    points: int
    score: int
    grade: str
    lock_until: datetime.date | None
    case_due: datetime.date | None
    act_date: datetime.date | None
    entry_date: datetime.date | None
    lists: tuple[str, ...] = ()

    def in_words(self) -> str:
        """The line as a phrase."""
        about, moved = title(self.about or ""), f", {self.points:+d} points" if self.points else ""
        if self.kind == "act":
            return _LINES["act"].format(about, f"seen by {self.channel or 'nobody'}")
        how = _HOW[self.truth or "true"].format(self.channel or "nobody")
        if self.truth == "mistaken" and self.channel == "office":
            how = "an error that the central platform spread"
        if self.kind == "entry":
            return _LINES["entry"].format(about + moved, how)
        return _LINES.get(self.kind, title(self.kind)).format(about, how) + moved


def happenings_of(
    scenario: Scenario, events: list[TraceEvent], before: Scenario | None = None
) -> tuple[Happening, ...]:
    """What a replay wrote about a life, told in order of time. before : the rules that it lived under first."""
    at_first = _at_first(before or scenario, events)
    told = _by_date(list(zip(events, chain_numbers(events), strict=True)), at_first, scenario.days)
    return tuple(_happening(event, chain, scenario.start) for event, chain in told)


def _at_first(scenario: Scenario, events: list[TraceEvent]) -> StandingThen:
    """Where a life stood before its first line."""
    book = scenario.rulebook
    grade = book.grade_names[book.start_grade]
    if any(event.kind in ("came_of_age", "not_scored") for event in events):
        grade = UNSCORED
    if book.ungraded >= 0 and events and _had_no_grade(events[0]):
        grade = NO_GRADE
    if book.newcomers.days and events:  # a newcomer may begin elsewhere, and stands there as its first line is written
        return StandingThen(events[0].score, events[0].grade, 0)
    return StandingThen(book.score_start, grade, 0)


def _had_no_grade(first: TraceEvent) -> bool:
    """Whether a life of age had no grade before its first line: no entry gives one, only joining the score does."""
    return first.kind == "joins" or (first.grade == NO_GRADE and first.kind not in ("leaves", "not_scored"))


class StandingThen(NamedTuple):
    """Where a life stands on a day."""

    score: int
    grade: str
    lock_until: int
    lists: tuple[str, ...] = ()


def _by_date(told: list[tuple[TraceEvent, int]], first: StandingThen, days: int) -> list[tuple[TraceEvent, int]]:
    """Each line on its own day and with the standing of that day, in order of time; none after the run's end.

    A replay writes a neighbour's report when the neighbour's turn comes, and what follows an entry on the day of the
    entry: such lines move nothing, and stand where the line before them stands.
    """
    dated = []
    for event, chain in told:
        if event.kind in _HAPPENS_ON_ITS_OWN_DAY:
            event = dataclasses.replace(event, day=event.due_day)
        if event.day < days:
            dated.append((event, chain))
    dated.sort(key=lambda line: line[0].day)
    found, standing = [], first
    for event, chain in dated:
        if event.kind in _HAPPENS_ON_ITS_OWN_DAY or (event.kind in ("case", "lost") and event.truth == "malicious"):
            event = dataclasses.replace(event, **standing._asdict())
        standing = StandingThen(event.score, event.grade, event.lock_until, event.lists)
        found.append((event, chain))
    return found


def _happening(event: TraceEvent, chain: int, start: datetime.date) -> Happening:
    due = date_of(start, event.due_day)
    return Happening(
        day=event.day,
        date=date_of(start, event.day),
        kind=event.kind,
        chain=chain,
        about=event.act or None,
        channel=event.channel or None,
        truth=event.truth or None,
        points=event.points,
        score=event.score,
        grade=event.grade,
        lock_until=date_of(start, event.lock_until) if event.lock_until > event.day else None,
        case_due=due if event.kind == "case" else None,
        act_date=due if event.kind in DECIDED else None,
        entry_date=due if event.kind in STRIKES else None,
        lists=event.lists,
    )
