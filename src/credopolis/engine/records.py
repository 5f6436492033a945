"""What a run hands to whoever keeps results: dimensions, one `Period` an interval, one `Tick` a tick, an `Outcome`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms import all as mechanisms

Counts = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Dimensions:
    """Names along the axes of every result."""

    provinces: tuple[str, ...]
    grades: tuple[str, ...]  # lowest first; a census has one more index, for lives not scored yet
    acts: tuple[str, ...]
    channels: tuple[str, ...]
    lists: tuple[str, ...]
    fields: tuple[str, ...]  # those that are recorded
    field_units: tuple[str, ...]
    field_places: tuple[int, ...] = ()  # of these among all fields of a tick; empty: they are all
    without: tuple[str, ...] = ()  # tables of mechanisms that the scenario does not ask for


AXES: Final[dict[str, tuple[str, ...]]] = {
    "census": ("province", "cell", "standing"),  # lives by grade; the last place is for those in none
    "locked": ("province", "cell", "grade"),  # of these, in a lock
    "listed": ("province", "cell", "list"),  # lives on each list
    "score_sum": ("province", "cell"),  # points of scored lives
    "removed": ("province",),  # lives removed from civic life
    "liberty": ("province",),  # person-days of liberty lost from the start of the run
    **{tally.name: ("province", *(axis.name for axis in tally.shown)) for tally in mechanisms.TALLIES},
    **{sheet.name: ("province", *(axis.name for axis in sheet.axes)) for sheet in mechanisms.SHEETS},
}
"""Every array of a `Period` and its axes: stocks on its last day, tallies of its events, provinces at work."""


@dataclass(frozen=True)
class ByDistrict:
    """Counts of every district at the end of an interval.

    provinces : (n_districts,) int16, province of each. counts : (n_districts, n_grades + 1, len(BY_DISTRICT)) int64;
    the last grade is none.
    """

    provinces: NDArray[np.int16]
    counts: NDArray[np.int64]


@dataclass(frozen=True)
class Period:
    """One recording interval: events in [start_day, end_day), stocks at end_day. The first has no events.

    pairs : (pairs, 2) int64, act and channel of those that can meet. arrays : by the names of `AXES`, with those axes;
    each is an attribute, too. by_district : counts by district, where the scenario asks for them.
    """

    start_day: int
    end_day: int
    pairs: Counts
    arrays: Mapping[str, NDArray[Any]]
    by_district: ByDistrict | None = None

    def __post_init__(self) -> None:
        if self.arrays.keys() != AXES.keys():
            raise ValueError(f"arrays of a period: {sorted(self.arrays.keys() ^ AXES.keys())} are missing or unknown")

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name not in AXES:
            raise AttributeError(f"a period has no {name!r}; it has {', '.join(AXES)}")
        return self.arrays[name]


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
    states: dict[str, str]  # hash of what each mechanism owns of the final state
    state_bytes: int
    open_spells: Counts  # (P, G, B)
