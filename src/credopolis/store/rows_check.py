"""Whether rows of a table can be what was recorded: columns, types, labels, days and counts, whoever wrote the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import TableColumn
from credopolis.mechanisms.declare import Table

MOST_COUNT: Final = 2**53
_CODES: Final = np.dtype(np.int16)
_SIGNED: Final = ("score_sum",)
_LARGEST: Final = 1e15


class BadRows(ValueError):
    """Rows that no run records; the text names the column and what is wrong."""


def check_rows(
    table: Table, labels: Mapping[str, tuple[str, ...]], rows: Mapping[str, NDArray[Any]], days: tuple[int, int]
) -> None:
    """Check rows as they are recorded: one array a column, labels as codes, without dates.

    days : the first and last that `day` may be.

    Raises
    ------
    BadRows
        With the first column that cannot be.
    """
    columns = {c.name: c for c in table.columns if c.kind != "date"}
    if sorted(rows) != sorted(columns):
        raise BadRows(f"its columns are {', '.join(sorted(rows))[:200]}, not {', '.join(sorted(columns))}")
    size = rows["day"].size
    for name, column in columns.items():
        values = rows[name]
        wanted = np.dtype(column.kind) if column.kind not in labels else _CODES
        if values.dtype != wanted or values.shape != (size,):
            raise BadRows(f"column {name} is {values.dtype} of shape {values.shape}, not {wanted} of ({size},)")
        check_values(column, values, labels, days)
    if size and np.any(np.diff(rows["day"]) < 0):
        raise BadRows("column day goes back in time")


def check_values(
    column: TableColumn, values: NDArray[Any], labels: Mapping[str, tuple[str, ...]], days: tuple[int, int]
) -> None:
    """Check the values of one column; see `check_rows`.

    Raises
    ------
    BadRows
        With the first value that cannot be.
    """
    if column.name == "day":
        low, high = days
    elif column.name == "since_day":
        low, high = 0, days[1]
    elif column.kind in labels:
        low, high = 0, len(labels[column.kind]) - 1
    elif column.kind == "int32":
        low, high = 0, 2**31 - 1
    elif column.kind == "int64":
        low, high = (-MOST_COUNT if column.name in _SIGNED else 0), MOST_COUNT
    else:
        low, high = int(-_LARGEST), int(_LARGEST)
    bad = ~((values >= low) & (values <= high))
    if column.may_be_unknown:
        bad &= ~np.isnan(values)
    if bad.any():
        k = int(np.argmax(bad))
        raise BadRows(f"column {column.name} has {values[k]} in row {k} (allowed: {low} to {high})")
