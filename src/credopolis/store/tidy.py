"""From the engine's dense counts to tidy rows, as tables declare them: labels as codes, no loop over cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL_COLUMNS, PROVINCE, Axis
from credopolis.core.labels import ENDINGS
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, N_CELLS, SEXES
from credopolis.mechanisms.all import SHEETS
from credopolis.mechanisms.declare import Table, Value
from credopolis.store.tables import DISTRICTS, OF_PERIODS, TABLES, TICKS

if TYPE_CHECKING:
    from credopolis.engine.records import ByDistrict, Dimensions, Period, Tick

Rows = dict[str, NDArray[np.generic]]
"""Columns of one table for one interval; labels are int16 codes."""

_LABELLED: Final = {
    (sheet.name, label): (place, 1 + k)
    for sheet in SHEETS
    for k, axis in enumerate(sheet.axes)
    for place, label in enumerate(axis.labels)
}
"""Where a sheet has what a label names: the place, and the number of its axis, of which 0 is provinces."""
_LOCKS: Final = next(table for table in TABLES if table.name == "locks")


def cell_codes() -> dict[str, NDArray[np.int16]]:
    """Codes of sex, age band, group and area of each of the `N_CELLS` cells."""
    shape = (len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS))
    codes = np.unravel_index(np.arange(N_CELLS), shape)
    return {column.name: code.astype(np.int16) for column, code in zip(CELL_COLUMNS, codes, strict=True)}


def period_rows(period: Period) -> dict[str, Rows]:
    """Rows of every per-interval table for one period, keyed by table name."""
    rows = {table.name: _table_rows(table, period) for table in OF_PERIODS}
    if period.by_district is not None:
        rows[DISTRICTS.name] = _district_rows(period.by_district, period.end_day)
    return rows


def _table_rows(table: Table, period: Period) -> Rows:
    """Rows of a table that is read off the arrays of a period."""
    days = {"since_day": period.start_day, "day": period.end_day}
    values = {value.column.name: _array(period, value) for value in table.values}
    there = values[table.rows_where or table.values[0].column.name]
    if table.every_place:
        there = np.full(there.shape, period.end_day > 0)
    known = {column.name: days[column.name] for column in table.when if column.name in days}
    return _rows(there, (PROVINCE, *table.axes), values, known, period.pairs)


def _array(period: Period, value: Value) -> NDArray[Any]:
    """What a column of numbers holds, with the axes of its table."""
    if value.of is not None:
        worked_out: NDArray[Any] = value.of(period)
        return worked_out
    array = period.arrays[value.array]
    return np.take(array, *_LABELLED[value.array, value.label]) if value.label else array


def _district_rows(found: ByDistrict, day: int) -> Rows:
    """Rows of `districts`: one a district and grade that has lives."""
    counts = np.moveaxis(found.counts, -1, 0)
    values = {value.column.name: array for value, array in zip(DISTRICTS.values, counts, strict=True)}
    rows = _rows(counts[0], DISTRICTS.axes, values, {"day": day})
    return {**rows, "province": found.provinces[rows["district"]].astype(np.int16)}


def open_spell_rows(open_spells: NDArray[Any], since_day: int, day: int) -> Rows:
    """Rows of `locks` for spells still open at the run's end: open_spells : int64[P, G, B]."""
    *axes, ended = _LOCKS.axes
    values = {_LOCKS.values[0].column.name: open_spells}
    rows = _rows(open_spells, (PROVINCE, *axes), values, {"since_day": since_day, "day": day})
    rows[ended.name] = np.full(rows["day"].size, ENDINGS.index("open"), np.int16)
    return rows


def tick_rows(tick: Tick) -> Rows:
    """Rows of `ticks` for one tick."""
    values = {TICKS.values[0].column.name: tick.grades}
    return _rows(tick.grades, (PROVINCE, *TICKS.axes), values, {"tick": tick.index, "day": tick.end_day})


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
    there: NDArray[Any],
    axes: Iterable[Axis],
    values: Mapping[str, NDArray[Any]],
    constants: Mapping[str, int],
    pairs: NDArray[Any] | None = None,
) -> Rows:
    """The places of a dense array that are not 0 as rows, with what arrays of its shape have there.

    axes : of the array. values : arrays by column. pairs : (pairs, 2), act and channel of each, for an axis of pairs.
    """
    flat = np.flatnonzero(there)
    rows: Rows = {name: np.full(flat.size, at, np.int32) for name, at in constants.items()}
    for axis, places in zip(axes, np.unravel_index(flat, there.shape), strict=True):
        rows.update(_columns(axis, places, pairs))
    for name, array in values.items():
        kind = np.float64 if array.dtype.kind == "f" else np.int64
        rows[name] = array.reshape(-1)[flat].astype(kind)
    return rows


def _columns(axis: Axis, places: NDArray[Any], pairs: NDArray[Any] | None) -> Rows:
    """What the columns of an axis say of places along it."""
    if axis.name == "cell":
        return {name: of_cell[places] for name, of_cell in cell_codes().items()}
    if axis.name == "pair" and pairs is not None:
        return {column.name: pairs[places, k].astype(np.int16) for k, column in enumerate(axis.columns)}
    if axis.span:
        begins, ends = (column.name for column in axis.columns)
        low = places.astype(np.int32) * np.int32(axis.span)
        return {begins: low, ends: low + np.int32(axis.span)}
    (column,) = axis.columns
    return {column.name: places.astype(np.int32 if column.kind == "int32" else np.int16)}
