"""From the engine's dense counts to tidy rows: only non-zero cells, labels as codes, no loop over cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES
from credopolis.store.tables import BUCKET_DAYS

if TYPE_CHECKING:
    from credopolis.engine.records import Period, Tick

Rows = dict[str, NDArray[np.generic]]
"""Columns of one table for one interval; labels are int16 codes."""

_ENDED_OPEN = 3


def cell_codes() -> dict[str, NDArray[np.int16]]:
    """Codes of sex, age band, group and area of each of the `N_CELLS` cells."""
    shape = (len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS))
    codes = np.unravel_index(np.arange(N_CELLS), shape)
    return {name: code.astype(np.int16) for name, code in zip(("sex", "age_band", "group", "area"), codes, strict=True)}


def period_rows(period: Period) -> dict[str, Rows]:
    """Rows of every per-interval table for one period, keyed by table name."""
    days = {"since_day": period.start_day, "day": period.end_day}
    locked = np.zeros_like(period.census)
    locked[:, :, :-1] = period.locked
    scored = period.census[:, :, :-1].sum(axis=2)
    stock = {"day": period.end_day}
    return {
        "grades": _rows(period.census, ("province", "cell", "grade"), "lives", stock, {"locked": locked}),
        "scores": _rows(scored, ("province", "cell"), "lives", stock, {"score_sum": period.score_sum}),
        "listed": _rows(period.listed, ("province", "cell", "list"), "lives", stock),
        "flows": _rows(period.flows, ("province", "cell", "from_grade", "to_grade"), "changes", days),
        "falls": _rows(period.falls, ("province", "act", "truth", "to_grade"), "falls", days),
        "entries": _rows(period.entries, ("province", "cell", "act", "channel", "truth"), "entries", days),
        "acts": _rows(period.acts, ("province", "cell", "act", "seen"), "acts", days),
        "locks": _with_bounds(_rows(period.spells, ("province", "grade", "bucket", "ended"), "spells", days)),
        "recoveries": _rows(period.recoveries, ("province", "days"), "recoveries", days),
    }


def open_spell_rows(open_spells: NDArray[np.int64], since_day: int, day: int) -> Rows:
    """Rows of `locks` for spells still open at the run's end: open_spells : int64[P, G, B]."""
    rows = _rows(open_spells, ("province", "grade", "bucket"), "spells", {"since_day": since_day, "day": day})
    rows["ended"] = np.full(rows["spells"].size, _ENDED_OPEN, np.int16)
    return _with_bounds(rows)


def tick_rows(tick: Tick) -> Rows:
    """Rows of `ticks` for one tick."""
    return _rows(tick.grades, ("province", "grade"), "lives", {"tick": tick.index, "day": tick.end_day})


def field_rows(tick: Tick, names: tuple[str, ...]) -> Rows:
    """Rows of `fields` for one tick: one row a province, one column a field, zeros kept."""
    n = tick.fields.shape[0]
    rows: Rows = {
        "tick": np.full(n, tick.index, np.int32),
        "day": np.full(n, tick.end_day, np.int32),
        "province": np.arange(n, dtype=np.int16),
    }
    for j, name in enumerate(names):
        rows[name] = np.ascontiguousarray(tick.fields[:, j], np.float64)
    return rows


def _rows(
    counts: NDArray[np.int64],
    axes: tuple[str, ...],
    value: str,
    constants: dict[str, int],
    beside: dict[str, NDArray[np.int64]] | None = None,
) -> Rows:
    """Non-zero cells of a dense array as rows; `beside` are arrays of the same shape read at the same cells."""
    flat = np.flatnonzero(counts)
    index = np.unravel_index(flat, counts.shape)
    rows: Rows = {name: np.full(flat.size, at, np.int32) for name, at in constants.items()}
    for axis, codes in zip(axes, index, strict=True):
        if axis == "cell":
            rows.update({name: of_cell[codes] for name, of_cell in cell_codes().items()})
        else:
            rows[axis] = codes.astype(np.int32 if axis in ("days", "bucket") else np.int16)
    rows[value] = counts.reshape(-1)[flat].astype(np.int64)
    for name, array in (beside or {}).items():
        rows[name] = array.reshape(-1)[flat].astype(np.int64)
    return rows


def _with_bounds(rows: Rows) -> Rows:
    """Replace the bucket of a spell by the days it spans."""
    low = rows.pop("bucket").astype(np.int32) * np.int32(BUCKET_DAYS)
    rows["from_days"] = low
    rows["to_days"] = low + np.int32(BUCKET_DAYS)
    return rows
