"""Tidy rows to the bytes of a Parquet file, with the unit and meaning of every column in its metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import TableColumn
from credopolis.mechanisms.declare import Table
from credopolis.store.tidy import Rows

if TYPE_CHECKING:
    import pyarrow as pa

_COMPRESSION_LEVEL = 1


def schema_of(table: Table) -> pa.Schema:
    """The Arrow schema of a table; units and meanings are metadata of each field."""
    import pyarrow as pa

    fields = [
        pa.field(c.name, _arrow_type(c), nullable=False, metadata={"unit": c.unit, "meaning": c.meaning})
        for c in table.columns
    ]
    head = {"table": table.name, "meaning": table.meaning, "counts": table.counts}
    return pa.schema(fields, metadata=head)


def plain_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table with labels as plain text, as queries see it."""
    import pyarrow as pa

    schema = schema_of(table)
    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema])


def table_of(table: Table, batches: Sequence[Rows], labels: Mapping[str, tuple[str, ...]], start: int) -> pa.Table:
    """The rows of several intervals as one Arrow table; `start` is the ordinal day of day 0 (1970 = 0)."""
    import pyarrow as pa

    columns = [_column(c, batches, labels, start) for c in table.columns]
    return pa.Table.from_arrays(columns, schema=schema_of(table))


def parquet_bytes(table: Table, batches: Sequence[Rows], labels: Mapping[str, tuple[str, ...]], start: int) -> Any:
    """The rows of several intervals as one Parquet file in memory; `start` is the ordinal day of day 0 (1970 = 0)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = table_of(table, batches, labels, start)
    sink = pa.BufferOutputStream()
    coded = [c.name for c in table.columns if c.kind not in ("int64", "float64")]
    pq.write_table(
        data, sink, compression="zstd", compression_level=_COMPRESSION_LEVEL, use_dictionary=coded,
        write_statistics=["day"], row_group_size=1 << 20,
    )  # fmt: skip
    return sink.getvalue()


def _arrow_type(column: TableColumn) -> pa.DataType:
    import pyarrow as pa

    plain = {"int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64(), "date": pa.date32()}
    return plain.get(column.kind) or pa.dictionary(pa.int16(), pa.string())


def _column(column: TableColumn, batches: Sequence[Rows], labels: Mapping[str, tuple[str, ...]], start: int) -> Any:
    import pyarrow as pa

    if column.kind == "date":
        return _numbers(_joined(batches, "day", "int32") + np.int32(start)).cast(pa.date32())
    if column.kind in ("int32", "int64", "float64"):
        return _numbers(_joined(batches, column.name, column.kind))
    return pa.DictionaryArray.from_arrays(_numbers(_joined(batches, column.name, "int16")), _texts(labels[column.kind]))


def _numbers(values: NDArray[Any]) -> pa.Array:
    """Numbers as they lie in memory. `pyarrow.array` would load pandas, where there is one: half a second."""
    import pyarrow as pa

    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def _texts(texts: Sequence[str]) -> pa.Array:
    """Texts, likewise: all in one piece, and where each begins."""
    import pyarrow as pa

    pieces = [text.encode() for text in texts]
    begins = np.cumsum([0, *map(len, pieces)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(pieces), pa.py_buffer(begins), pa.py_buffer(b"".join(pieces)))


def _joined(batches: Sequence[Rows], name: str, dtype: str) -> Any:
    if not batches:
        return np.zeros(0, dtype)
    return np.concatenate([rows[name] for rows in batches]).astype(dtype, copy=False)
