"""What a run hands to whoever keeps results: dimensions, one `Period` an interval, one `Tick` a tick, an `Outcome`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.signedinteger[Any]]

FIELDS: Final = ("detection", "camera_coverage", "climate")
FIELD_UNITS: Final = (
    "probability, share of violations charged, smoothed",
    "share of public acts under a working camera",
    "mean score of scored lives as a share of the starting score",
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
    falls: Counts  # (P, A, 3, G) falls by act and truth of the entry, to
    entries: Counts  # (P, N_CELLS, A, C, 3) posted entries
    acts: Counts  # (P, N_CELLS, A, 2) acts committed, unseen and seen
    spells: Counts  # (P, G, B, 3) ended spells in a lock by 30-day bucket and by how they ended
    recoveries: Counts  # (P, days + 1) straight drops back in good standing, by days it took


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
