"""The arrays of a run, allocated once, and the small tuples in which kernels receive them.

State that an event touches lies together: one 20-byte record of what a life was born with, one 16-byte record of
where it stands. Scheduled events are 16-byte nodes in the calendar of their district.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import LIFE_COLUMNS, N_CELLS

Array = NDArray[Any]

PERSON = np.dtype([(c.name, c.dtype) for c in LIFE_COLUMNS if c.fixed])
STANDING = np.dtype([(c.name, c.dtype) for c in LIFE_COLUMNS if not c.fixed])
NODE = np.dtype([("life", "i4"), ("next", "i4"), ("what", "i4"), ("day", "i2"), ("since", "i2")])
GRID = np.dtype([("start", "i8"), ("lives", "i8"), ("reports", "f8"), ("charged", "f8"), ("violations", "f8")])
DISTRICT = np.dtype(
    [
        ("grid_start", "i8"),
        ("grid_stop", "i8"),
        ("node_start", "i8"),
        ("node_size", "i8"),
        ("node_free", "i8"),
        ("node_head", "i8"),
        ("province", "i8"),
        ("scored", "i8"),
        ("score_sum", "i8"),
        ("violations", "i8"),
        ("charged", "i8"),
        ("exceeded", "i8"),
        ("overflow", "i8"),
    ]
)
ACT = np.dtype(
    [
        ("points", "i8"),
        ("falls_to", "i8"),
        ("adds_to", "i8"),
        ("removes_from", "i8"),
        ("cap_column", "i8"),
        ("cap", "i8"),
        ("expires_days", "i8"),
        ("priced", "i8"),
        ("negative", "i8"),
        ("informs", "i8"),
        ("min_age_days", "i8"),
        ("max_age_days", "i8"),
        ("need", "i8"),
        ("forbid", "i8"),
        ("min_children", "i8"),
        ("child_min_days", "i8"),
        ("child_max_days", "i8"),
        ("on_list", "i8"),
        ("driver", "i8"),
        ("deterrence", "f8"),
        ("ambition", "f8"),
        ("ceiling", "f8"),
        ("climate_at_most", "f8"),
    ]
)

SPELL_DAYS = 30
SPELL_ENDS = 3
TRACE_COLUMNS = ("life", "day", "kind", "act", "channel", "truth", "points", "score", "grade", "lock_until", "due_day")


class Rules(NamedTuple):
    """A compiled rulebook as kernels read it."""

    n_grades: int
    n_lists: int
    score_min: int
    score_max: int
    start_grade: int
    standing_grade: int
    band_of: Array
    grade_from: Array
    lock_days: Array
    release_to: Array
    worth: Array
    list_days: Array


class Conduct(NamedTuple):
    """Acts, their slots in the candidate stream, and how the channels see them."""

    lives_a_candidate_day: float
    bound: float
    n_alarms: int
    slot_end: Array  # (n_slots,) float64, cumulative share of the bound
    slot_guide: Array  # (256,) int64, first slot that a mark's leading byte can mean
    acts: Array  # (n_acts,) ACT
    rate: Array  # (n_acts, 256) float64, a year, by level of the driver
    sensitivity: Array  # (n_acts, n_channels) float64
    delay: Array  # (n_acts, n_channels) float64, mean days
    charge: Array  # (n_channels, n_acts) float64, cumulative share of acts charged by a false alarm


class Seeing(NamedTuple):
    """Parameters of the channels and of perception as kernels read them."""

    record_coverage: float
    attention: float
    malice: float
    temptation: float
    reports_keep: float
    longest_days: int
    prior: float
    own_weight: float
    grid_weight: float
    province_weight: float
    half_life_days: float
    caught_step: float
    missed_step: float
    pseudo_count: float
    field_keep: float
    alarm_rate: Array  # (n_channels, 4) float64 a year, by female + 2 * minority


class Clock(NamedTuple):
    """Where the run is: the tick [day, day_end) and the end of the run."""

    seed: int
    tick: int
    day: int
    day_end: int
    tick_days: int
    last_day: int
    first_grid: int


class World(NamedTuple):
    """State and tallies of a range of districts."""

    person: Array  # (n_lives,) PERSON
    standing: Array  # (n_lives,) STANDING
    list_until: Array  # (n_lives or 1, n_lists or 1) int16, day on which the listing ends
    cap_counts: Array  # (n_lives or 1, 1 + capped acts) uint8, year of the run and entries counted in it
    nodes: Array  # (n_nodes,) NODE
    heads: Array  # (n_grids, horizon) int32, first node of each tick's bucket
    grids: Array  # (n_grids,) GRID
    districts: Array  # (n_districts,) DISTRICT
    grades: Array  # (n_districts, n_grades + 1) int64, lives by grade now
    flows: Array  # (n_districts, N_CELLS, n_grades + 1, n_grades + 1) int32
    falls: Array  # (n_districts, n_acts, 3, n_grades) int32
    entries: Array  # (n_districts, N_CELLS, n_acts, n_channels, 3) int32
    committed: Array  # (n_districts, N_CELLS, n_acts, 2) int32
    spells: Array  # (n_districts, n_grades, n_buckets, 3) int32
    recoveries: Array  # (n_districts, days + 1) int32
    traced: Array  # (n_lives or 0,) uint8
    trace: Array  # (n_districts or 1, rows, len(TRACE_COLUMNS)) int32
    trace_rows: Array  # (n_districts or 1,) int64


def spell_buckets(days: int) -> int:
    """Buckets of 30 days that hold any spell of a run, locks begun before its end included."""
    return days // SPELL_DAYS + 2


def tally_shapes(n_districts: int, n_grades: int, n_acts: int, n_channels: int, days: int) -> dict[str, tuple[int, ...]]:
    """Shapes of the per-district tallies that are emptied at every record."""
    return {
        "flows": (n_districts, N_CELLS, n_grades + 1, n_grades + 1),
        "falls": (n_districts, n_acts, 3, n_grades),
        "entries": (n_districts, N_CELLS, n_acts, n_channels, 3),
        "committed": (n_districts, N_CELLS, n_acts, 2),
        "spells": (n_districts, n_grades, spell_buckets(days), SPELL_ENDS),
        "recoveries": (n_districts, days + 1),
    }
