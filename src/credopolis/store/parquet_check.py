"""Whether a Parquet file of a run holds what its table says, whoever wrote it: schema and size at first, then values.

PyArrow reads the bytes that were opened and hashed; no other reader sees a file before it is known to be of this form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.declare import Table
from credopolis.store.inside import NotPlain
from credopolis.store.parquet import schema_of
from credopolis.store.rows_check import BadRows, check_values

_ROWS_A_BYTE: Final = 64  # a table takes more than this; what claims less is made to fill memory
_BATCH: Final = 1 << 18
_ENCODINGS: Final = {"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "BIT_PACKED"}
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()


def check_form(data: bytes, table: Table, rows: int) -> None:
    """Check the schema and the number of rows of a file by its footer.

    Raises
    ------
    NotPlain
        With what is not as it is written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        schema, head = file.schema_arrow, file.metadata
        _check_schema(schema, schema_of(table))
        if head.num_rows != rows:
            raise NotPlain(f"it holds {head.num_rows:,} rows, and the manifest says {rows:,}")
        if head.num_rows > _ROWS_A_BYTE * len(data):
            raise NotPlain(f"it claims {head.num_rows:,} rows in {len(data):,} bytes")
        for k in range(head.num_row_groups):
            for j in range(head.num_columns):
                column = head.row_group(k).column(j)
                if column.compression != "ZSTD" or not {*column.encodings} <= _ENCODINGS:
                    raise NotPlain(f"its column {column.path_in_schema} is encoded as no run writes it")
    except NotPlain:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise NotPlain(f"it is no Parquet file that reads ({_first_line(error)})") from None


def _check_schema(found: Any, wanted: Any) -> None:
    if found.names != wanted.names:
        raise NotPlain(f"its columns are {ascii(', '.join(found.names))[:200]}, not {', '.join(wanted.names)}")
    for name in wanted.names:
        if not found.field(name).type.equals(wanted.field(name).type):
            raise NotPlain(f"its column {name} is {found.field(name).type}, not {wanted.field(name).type}")


def check_content(
    file: BinaryIO, table: Table, labels: Mapping[str, tuple[str, ...]], days: tuple[int, int], start: date
) -> None:
    """Check every value of a file.

    days : the first and last that `day` may be. start : the date of day 0.

    Raises
    ------
    NotPlain
        With the first column that holds what no run records.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    known = {c.name: {*labels[c.kind]} for c in table.columns if c.kind in labels}
    try:
        for batch in pq.ParquetFile(file).iter_batches(_BATCH):
            batch.validate(full=True)
            columns = {name: batch.column(name) for name in batch.schema.names}
            for column in table.columns:
                values = columns[column.name]
                if values.null_count:
                    raise BadRows(f"column {column.name} has rows without a value")
                if column.name in known:
                    strange = {*values.dictionary.to_pylist()} - known[column.name]
                    if strange:
                        raise BadRows(
                            f"column {column.name} has labels of its own: {ascii(sorted(map(str, strange)))[:80]}"
                        )
                elif column.kind == "date":
                    _check_dates(values, columns["day"], start)
                else:
                    check_values(column, _numbers(values), labels, days)
    except BadRows as error:
        raise NotPlain(f"its {error}") from None
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise NotPlain(f"its values do not read ({_first_line(error)})") from None


def _check_dates(dates: Any, day: Any, start: date) -> None:
    import pyarrow as pa

    first = start.toordinal() - _FIRST_DAY
    if not np.array_equal(_numbers(dates.cast(pa.int32())), _numbers(day) + np.int32(first)):
        raise BadRows("column date is not the date of column day")


def _numbers(values: Any) -> NDArray[Any]:
    """Numbers without gaps, as they lie in memory; `to_numpy` would load pandas, where there is one: half a second."""
    return np.from_dlpack(values)


def _first_line(error: Exception) -> str:
    return ascii(str(error).splitlines()[0][:120])[1:-1] if str(error) else type(error).__name__
