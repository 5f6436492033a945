"""From the engine's dense counts to tidy rows: only non-zero cells, labels as codes, no loop over cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import Tally
from credopolis.core.labels import BY_DISTRICT, CASE_STAGES, OFFICES, WATCHED
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES, TRUE
from credopolis.mechanisms.all import TALLIES
from credopolis.mechanisms.locks import SPELL_DAYS
from credopolis.store.tables import ENDINGS

if TYPE_CHECKING:
    from credopolis.engine.records import ByDistrict, Dimensions, Period, Tick

Rows = dict[str, NDArray[np.generic]]
"""Columns of one table for one interval; labels are int16 codes."""

_ENDED_OPEN = ENDINGS.index("open")


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
        **{tally.table_name: _tally_rows(period, tally, days) for tally in TALLIES},
        "channels": _channel_rows(period, days),
        "uses": _rows(period.benefits, ("province", "use"), "expected", days),
        "incidents": _rows(
            period.incidents[..., 0], ("province", "incident"), "incidents", days, {"helped": period.incidents[..., 1]}
        ),
        "offices": _office_rows(period, days),
        "removals": _rows(
            period.removed, ("province",), "removed", stock, {"days_lost": period.liberty}, period.liberty
        ),
        **({} if period.by_district is None else {"districts": _district_rows(period.by_district, stock)}),
    }


def _district_rows(found: ByDistrict, stock: dict[str, int]) -> Rows:
    """Rows of `districts`: one a district and grade that has lives."""
    lives, *others = np.moveaxis(found.counts, -1, 0)
    rows = _rows(lives, ("district", "grade"), BY_DISTRICT[0], stock, dict(zip(BY_DISTRICT[1:], others, strict=True)))
    return {**rows, "province": found.provinces[rows["district"]].astype(np.int16)}


def _tally_rows(period: Period, tally: Tally, days: dict[str, int]) -> Rows:
    """Rows of the table of a tally."""
    axes = tuple(axis.name for axis in tally.shown)
    rows = _rows(period.arrays[tally.name], ("province", *axes), tally.value.name, days)
    rows = _of_pairs(period, rows) if "pair" in axes else rows
    return _with_bounds(rows) if "bucket" in axes else rows


def _of_pairs(period: Period, rows: Rows) -> Rows:
    """Replace the pair of an act and a channel by the two."""
    pair = rows.pop("pair")
    rows["act"], rows["channel"] = (period.pairs[pair, k].astype(np.int16) for k in (0, 1))
    return rows


def _channel_rows(period: Period, days: dict[str, int]) -> Rows:
    """Rows of `channels`: all provinces and seeing channels, zeros kept; none for the start of a run."""
    n, _, n_channels = period.watched.shape
    if period.end_day == 0:
        n = 0
    filed = period.cases[:n, :, :, CASE_STAGES.index("filed")]
    seen, false = np.zeros((n, n_channels), np.int64), np.zeros((n, n_channels), np.int64)
    committed, in_view = period.acts[:n].sum(axis=(1, 3)), np.zeros((n, n_channels), np.int64)
    for pair, (act, channel) in enumerate(period.pairs.tolist()):
        if channel < n_channels:
            seen[:, channel] += filed[:, pair, TRUE]
            false[:, channel] += filed[:, pair, TRUE + 1 :].sum(axis=1)
            in_view[:, channel] += committed[:, act]
    rows: Rows = {name: np.full(n * n_channels, at, np.int32) for name, at in days.items()}
    rows["province"] = np.repeat(np.arange(n, dtype=np.int16), n_channels)
    rows["channel"] = np.tile(np.arange(n_channels, dtype=np.int16), n)
    rows["seen"], rows["false_alarms"] = seen.reshape(-1), false.reshape(-1)
    rows["missed"] = np.maximum(in_view - seen, 0).reshape(-1)
    for k, name in enumerate(WATCHED):
        rows[name] = np.ascontiguousarray(period.watched[:n, k]).reshape(-1)
    return rows


def _office_rows(period: Period, days: dict[str, int]) -> Rows:
    """Rows of `offices`: one a province; none for the start of a run."""
    n = len(period.offices) if period.end_day else 0
    rows: Rows = {name: np.full(n, at, np.int32) for name, at in days.items()}
    rows["province"] = np.arange(n, dtype=np.int16)
    for k, name in enumerate(OFFICES):
        rows[name] = np.ascontiguousarray(period.offices[:n, k])
    return rows


def open_spell_rows(open_spells: NDArray[Any], since_day: int, day: int) -> Rows:
    """Rows of `locks` for spells still open at the run's end: open_spells : int64[P, G, B]."""
    rows = _rows(open_spells, ("province", "grade", "bucket"), "spells", {"since_day": since_day, "day": day})
    rows["ended"] = np.full(rows["spells"].size, _ENDED_OPEN, np.int16)
    return _with_bounds(rows)


def tick_rows(tick: Tick) -> Rows:
    """Rows of `ticks` for one tick."""
    return _rows(tick.grades, ("province", "grade"), "lives", {"tick": tick.index, "day": tick.end_day})


def field_rows(tick: Tick, dimensions: Dimensions) -> Rows:
    """Rows of `fields` for one tick: one row a province, one column a field, zeros kept."""
    n = tick.fields.shape[0]
    rows: Rows = {
        "tick": np.full(n, tick.index, np.int32),
        "day": np.full(n, tick.end_day, np.int32),
        "province": np.arange(n, dtype=np.int16),
    }
    for k, name in zip(dimensions.field_places or range(len(dimensions.fields)), dimensions.fields, strict=True):
        rows[name] = np.ascontiguousarray(tick.fields[:, k], np.float64)
    return rows


def _rows(
    counts: NDArray[Any],
    axes: tuple[str, ...],
    value: str,
    constants: dict[str, int],
    beside: dict[str, NDArray[Any]] | None = None,
    where: NDArray[Any] | None = None,
) -> Rows:
    """Non-zero cells of a dense array (or of `where`) as rows; `beside` are arrays of its shape, read where it is."""
    flat = np.flatnonzero(counts if where is None else where)
    index = np.unravel_index(flat, counts.shape)
    rows: Rows = {name: np.full(flat.size, at, np.int32) for name, at in constants.items()}
    for axis, codes in zip(axes, index, strict=True):
        if axis == "cell":
            rows.update({name: of_cell[codes] for name, of_cell in cell_codes().items()})
        else:
            rows[axis] = codes.astype(np.int32 if axis in ("days", "bucket", "district") else np.int16)
    kind = np.float64 if counts.dtype.kind == "f" else np.int64
    rows[value] = counts.reshape(-1)[flat].astype(kind)
    for name, array in (beside or {}).items():
        rows[name] = array.reshape(-1)[flat].astype(np.int64)
    return rows


def _with_bounds(rows: Rows) -> Rows:
    """Replace the bucket of a spell by the days it spans."""
    low = rows.pop("bucket").astype(np.int32) * np.int32(SPELL_DAYS)
    rows["from_days"] = low
    rows["to_days"] = low + np.int32(SPELL_DAYS)
    return rows
