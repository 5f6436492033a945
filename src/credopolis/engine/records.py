"""What a run hands to whoever keeps results: dimensions, one `Period` an interval, one `Tick` a tick, an `Outcome`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.world import FIELDS
from credopolis.mechanisms.channels import CHANNELS, SEEING

Counts = NDArray[np.signedinteger[Any]]

FIELD_UNITS: Final = (
    "probability, share of violations charged, smoothed",
    "mean score of scored lives as a share of the starting score",
    "days that a case waits in the office's queue",
    "share of due visits for which officers have hours",
    "share of due searches for which officers have hours",
    *(f"share of acts in view that {channel} can see" for channel in CHANNELS),
    *(f"factor of the yearly rate of false alarms by {channel}" for channel in SEEING),
    "fabricated entries a scored life and year",
)


@dataclass(frozen=True)
class Dimensions:
    """Names along the axes of every result."""

    provinces: tuple[str, ...]
    grades: tuple[str, ...]  # lowest first; a census has one more index, for lives not scored yet
    acts: tuple[str, ...]
    channels: tuple[str, ...]
    lists: tuple[str, ...]
    fields: tuple[str, ...] = FIELDS
    field_units: tuple[str, ...] = FIELD_UNITS


@dataclass(frozen=True)
class Period:
    """One recording interval: events in [start_day, end_day), counts at end_day. The first has no events."""

    start_day: int
    end_day: int
    census: Counts  # (P, N_CELLS, G + 1) lives by grade
    locked: Counts  # (P, N_CELLS, G) of these, in a lock
    listed: Counts  # (P, N_CELLS, L) lives on each list
    score_sum: Counts  # (P, N_CELLS) points of scored lives
    flows: Counts  # (P, N_CELLS, G + 1, G + 1) changes of grade, from, to
    falls: Counts  # (P, A, T, G) falls by act and truth of the entry, to
    entries: Counts  # (P, N_CELLS, pairs, T) posted entries
    acts: Counts  # (P, N_CELLS, A, 2) acts committed, unseen and seen
    spells: Counts  # (P, G, B, E) ended spells in a lock by 30-day bucket and by how they ended
    pairs: Counts  # (pairs, 2) act and channel, those that can meet
    recoveries: Counts  # (P, days + 1) straight drops back in good standing, by days it took
    cases: Counts  # (P, pairs, T, stages of engine.tally.CASE_STAGES) cases by stage reached
    process: Counts  # (P, A, T, steps of engine.tally.PROCESS_STEPS) what became of entries
    encounters: Counts  # (P, N_CELLS, engine.tally.ENCOUNTERS) visits and searches by officers, and what came of them
    removed: Counts  # (P,) lives removed from civic life at end_day
    liberty: Counts  # (P,) person-days of liberty lost from the start of the run to end_day
    watched: NDArray[np.float64]  # (P, engine.institutions.WATCHED, C - 1) channels at work
    benefits: NDArray[np.float64]  # (P, mechanisms.watch.BENEFITS) expected uses of the channels
    incidents: Counts  # (P, mechanisms.incidents.INCIDENTS, 2) drawn in the provinces, and helped
    offices: NDArray[np.float64]  # (P, engine.institutions.OFFICES) offices at work


@dataclass(frozen=True)
class Tick:
    """One tick: the fields that lives read during it (`fields`), and lives by grade at its end."""

    index: int
    end_day: int
    fields: NDArray[np.float64]  # (P, F)
    grades: Counts  # (P, G + 1)


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    days_done: int
    interrupted: bool
    build_seconds: float
    compile_seconds: float
    seconds: float
    step_seconds: dict[str, float]
    state_digest: str
    state_bytes: int
    open_spells: Counts  # (P, G, B)


def unused(value: Any) -> None:
    """Take a value and do nothing with it: the default of an observer."""
