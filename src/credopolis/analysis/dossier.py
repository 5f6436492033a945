"""One life's dossier: who it is and all that happened to it, had by replaying its district.

Nothing is kept of single lives while a run goes; the provincial fields of every tick are enough to live one
district again, bit for bit.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from credopolis.analysis.words import title
from credopolis.core.errors import Misuse
from credopolis.core.units import date_of
from credopolis.store.reader import Run


@dataclass(frozen=True)
class Happening:
    """One line of a dossier: day and date, what happened, and the standing after it."""

    day: int
    date: date
    kind: str
    act: str | None
    channel: str | None
    truth: str | None
    points: int | None
    score: int | None
    grade: str | None
    lock_until: date | None
    due: date | None

    def in_words(self) -> str:
        """The line as a sentence."""
        act = title(self.act or "")
        if self.kind == "act":
            return f"did: {act}; {f'seen by {self.channel}' if self.channel else 'nobody saw it'}"
        if self.kind == "case":
            due = f", waits for the office until {self.due.isoformat()}" if self.due else ""
            return f"case: {act}, {self.truth} observation by {self.channel}{due}"
        if self.kind == "entry":
            points = f", {self.points:+d} points" if self.points else ""
            return f"entry: {act}{points}, {self.truth}, by {self.channel}"
        return {
            "lock_end": "a lock ends",
            "came_of_age": "comes of age and is scored from now on",
            "list_end": "taken off a list: its time is up",
        }.get(self.kind, title(self.kind))


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
        raise Misuse("This run kept no fields (--no-fields), so no life can be replayed. Run it again without that option.")
    scenario = rebuild(run)
    events = replay_life(scenario, life, recorded_fields(run))
    facts = describe_life(scenario, life)
    labels = run.labels
    return Dossier(
        life,
        dataclasses.asdict(facts) if dataclasses.is_dataclass(facts) else dict(facts),
        tuple(_happening(e, scenario.start, labels) for e in events),
    )


def recorded_fields(run: Run) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The provincial fields of every tick: float64[ticks, P, F], as they were recorded."""
    names = [f["name"] for f in run.manifest["fields"]]
    provinces = len(run.labels["province"])
    frame = run.scan("fields").select("tick", "province", *names).collect()
    ordered = frame.sort("tick", pl.col("province").to_physical(), maintain_order=True)
    return np.ascontiguousarray(ordered.select(names).to_numpy().reshape(-1, provinces, len(names)), np.float64)


def _happening(event: Any, start: date, labels: dict[str, tuple[str, ...]]) -> Happening:
    def name(kind: str, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        return labels[kind][int(value)] if int(value) >= 0 else None

    def when(day: Any) -> date | None:
        return None if day is None or int(day) <= 0 else date_of(start, int(day))

    return Happening(
        day=int(event.day),
        date=date_of(start, int(event.day)),
        kind=str(event.kind),
        act=name("act", event.act),
        channel=name("channel", event.channel),
        truth=name("truth", event.truth),
        points=None if event.points is None else int(event.points),
        score=None if event.score is None else int(event.score),
        grade=name("grade", event.grade),
        lock_until=when(event.lock_until),
        due=when(event.due_day),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value
