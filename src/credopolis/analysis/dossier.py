"""One life's dossier: who it is and all that happened to it, had by replaying its district.

Nothing is kept of single lives while a run goes; the provincial fields of every tick are enough to live one
district again, bit for bit.
"""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from credopolis.analysis.words import title
from credopolis.core.errors import Misuse
from credopolis.core.units import date_of
from credopolis.store.run import Run

if TYPE_CHECKING:
    from credopolis.engine.replay import TraceEvent

_HOW = {
    "true": "truly seen by", "mistaken": "by mistake of", "malicious": "falsely reported by",
}  # fmt: skip
_LINES = {
    "lock_end": "a lock ends",
    "came_of_age": "comes of age and is scored from now on",
    "expiry": "an entry for {} expires",
    "capped": "entry for {} not counted: the year's cap is reached",
}


@dataclass(frozen=True)
class Happening:
    """One line of a dossier: when, what, and the standing after it.

    about : the act, or for the end of a listing the list; None if the line is about neither.
    lock_until : the day on which the present lock ends; None if there is none.
    case_due : for a case, when the office will post it. act_date : for an entry, when the act was done or claimed.
    """

    day: int
    date: datetime.date
    kind: str
    about: str | None
    channel: str | None
    truth: str | None
    points: int
    score: int
    grade: str
    lock_until: datetime.date | None
    case_due: datetime.date | None
    act_date: datetime.date | None

    def in_words(self) -> str:
        """The line as a phrase."""
        about, by = title(self.about or ""), self.channel or "nobody"
        if self.kind == "act":
            return f"did: {about}; seen by {by}"
        if self.kind == "case":
            return f"case: {about}, {_HOW[self.truth or 'true']} {by}, to be posted on {self.case_due}"
        if self.kind == "entry":
            points = f"{self.points:+d} points, " if self.points else ""
            return f"entry: {about}, {points}{_HOW[self.truth or 'true']} {by}, act of {self.act_date}"
        if self.kind == "list_end":
            return f"taken off the list {about}: its time is up"
        return _LINES.get(self.kind, title(self.kind)).format(about)


@dataclass(frozen=True)
class Dossier:
    """A life: its facts, and its happenings in order of time."""

    life: int
    facts: dict[str, Any]
    happenings: tuple[Happening, ...]

    def as_json(self) -> dict[str, Any]:
        """The dossier as plain data."""
        lines = [{**dataclasses.asdict(h), "in_words": h.in_words()} for h in self.happenings]
        return _plain({"life": self.life, "facts": self.facts, "happenings": lines})  # type: ignore[no-any-return]


def replay_dossier(run: Run, life: int) -> Dossier:
    """Replay the district of a life and gather its dossier.

    Raises
    ------
    Misuse
        If the run kept no fields.
    """
    from credopolis.analysis.simulate import rebuild
    from credopolis.engine.replay import describe_life, replay_life

    if not run.manifest.get("fields_recorded"):
        raise Misuse(
            "This run kept no fields (--no-fields), so no life can be replayed. Run it again without that option."
        )
    scenario = rebuild(run)
    events = replay_life(scenario, life, recorded_fields(run))
    facts = dataclasses.asdict(describe_life(scenario, life))
    return Dossier(life, facts, tuple(_happening(event, scenario.start) for event in events))


def recorded_fields(run: Run) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The provincial fields of every tick: float64[ticks, P, F], as they were recorded."""
    names = [f["name"] for f in run.manifest["fields"]]
    provinces = len(run.labels["province"])
    frame = run.scan("fields").select("tick", "province", *names).collect()
    ordered = frame.sort("tick", pl.col("province").to_physical(), maintain_order=True)
    return np.ascontiguousarray(ordered.select(names).to_numpy().reshape(-1, provinces, len(names)), np.float64)


def _happening(event: TraceEvent, start: datetime.date) -> Happening:
    due = date_of(start, event.due_day)
    return Happening(
        day=event.day,
        date=date_of(start, event.day),
        kind=event.kind,
        about=event.act or None,
        channel=event.channel or None,
        truth=event.truth or None,
        points=event.points,
        score=event.score,
        grade=event.grade,
        lock_until=date_of(start, event.lock_until) if event.lock_until > event.day else None,
        case_due=due if event.kind == "case" else None,
        act_date=due if event.kind == "entry" else None,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value
