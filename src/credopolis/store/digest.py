"""Hashes over values: the same for equal contents, whatever the Parquet bytes, parts or encodings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.declare import Table
from credopolis.store.tables import NOT_IN_FINGERPRINT

_STORED = {"int32": "<i4", "int64": "<i8", "float64": "<f8"}
_CODES = "<i2"


class TableDigest:
    """The running hash of one table: one hash a column over its values in row order, labels as codes.

    Dates are left out, since they repeat `day`.
    """

    def __init__(self, table: Table, labels: Mapping[str, tuple[str, ...]]) -> None:
        self.rows = 0
        self._columns = [c for c in table.columns if c.kind != "date"]
        self._hashes = [hashlib.blake2b(digest_size=16) for _ in self._columns]
        self._head = json.dumps(
            [table.name, table.counts, [[c.name, c.unit, list(labels.get(c.kind, ()))] for c in self._columns]]
        )

    def add(self, rows: Mapping[str, NDArray[np.generic]]) -> None:
        """Add rows: one array a column, all of one length."""
        sizes = {rows[c.name].size for c in self._columns}
        if len(sizes) != 1:
            raise ValueError(f"columns of unequal length: {sorted(sizes)}")
        for column, running in zip(self._columns, self._hashes, strict=True):
            values = np.ascontiguousarray(rows[column.name], dtype=_STORED.get(column.kind, _CODES))
            running.update(values.tobytes())
        self.rows += sizes.pop()

    def hexdigest(self) -> str:
        """The hash so far."""
        whole = hashlib.blake2b(self._head.encode(), digest_size=16)
        whole.update(str(self.rows).encode())
        for running in self._hashes:
            whole.update(running.digest())
        return whole.hexdigest()


def fingerprint(state_digest: str, tables: Mapping[str, str]) -> str:
    """The hash of a run: its final state and its tables' contents, without timings, paths, threads and `fields`."""
    whole = hashlib.blake2b(state_digest.encode(), digest_size=16)
    for name in sorted(tables):
        if name not in NOT_IN_FINGERPRINT:
            whole.update(f"{name}={tables[name]};".encode())
    return whole.hexdigest()


def bytes_digest(data: bytes | memoryview) -> str:
    """The hash of a file's bytes, to tell a whole file from a damaged one."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
