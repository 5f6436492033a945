"""Recorded tables as Arrow IPC streams while a run goes on, one file a table, for whoever follows it.

A stream grows by one record batch an interval, flushed at once; dates and labels are as in the Parquet files. Readers
take it with `pyarrow.ipc.open_stream` and stop at the last whole batch. A stream that cannot be written is given up
with a warning: the run and its folder do not depend on it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from credopolis.core.errors import BadValue, RunFolderError
from credopolis.core.writing import reason
from credopolis.mechanisms.declare import Table
from credopolis.store.parquet import schema_of, table_of
from credopolis.store.tidy import Rows

SUFFIX: Final = ".arrows"


class TableStreams:
    """Streams of all tables of a run, in a folder of their own, new or empty.

    folder : where; created if need be. warn : told if a stream cannot be written.

    Raises
    ------
    BadValue
        If the folder holds something already, or is a file.
    """

    def __init__(self, folder: str | Path, warn: Callable[[str], None]) -> None:
        self.folder = Path(folder)
        self._warn = warn
        self._files: dict[str, Any] = {}
        self._writers: dict[str, Any] = {}
        self._tables: dict[str, Table] = {}
        self._waiting: dict[str, list[Rows]] = {}
        try:
            if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
                raise BadValue("--emit", str(folder), "a new or empty folder", "Streams are never laid over others.")
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFolderError(self.folder, reason(error), "Give --emit another folder.") from error

    def open(self, tables: tuple[Table, ...], labels: Mapping[str, tuple[str, ...]], start: int) -> None:
        """Begin a stream for every table. start : the ordinal day of day 0 (1970 = 0)."""
        import pyarrow as pa

        self._labels, self._start = labels, start
        try:
            for table in tables:
                file = open(self.folder / f"{table.name}{SUFFIX}", "xb", buffering=0)  # noqa: SIM115
                self._files[table.name] = file
                self._writers[table.name] = pa.ipc.new_stream(file, schema_of(table))
                self._tables[table.name] = table
        except OSError as error:
            self._give_up(error)

    def add(self, name: str, rows: Rows) -> None:
        """Take rows of a table; they go out with the next `flush`."""
        if name in self._writers and rows["day"].size:
            self._waiting.setdefault(name, []).append(rows)

    def flush(self) -> None:
        """Write what was recorded since the last time, one batch a table."""
        try:
            for name, batches in self._waiting.items():
                self._writers[name].write_table(table_of(self._tables[name], batches, self._labels, self._start))
        except OSError as error:
            self._give_up(error)
        self._waiting = {}

    def close(self) -> None:
        """Write what waits and end the streams."""
        self.flush()
        self._end()

    def _end(self) -> None:
        for end in (*self._writers.values(), *self._files.values()):
            with contextlib.suppress(OSError):
                end.close()
        self._writers, self._files = {}, {}

    def _give_up(self, error: OSError) -> None:
        self._end()
        why = "there is a file of this name" if isinstance(error, FileExistsError) else reason(error)
        self._warn(f"Note: the streams of --emit end here, and the run goes on: {self.folder}: {why}.")
