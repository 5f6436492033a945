"""How far the results of a run had come when it was frozen, and taking them up again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from credopolis.core.errors import RunFolderError
from credopolis.core.writing import remove_inside
from credopolis.mechanisms.declare import Table
from credopolis.store.checkpoint import FOLDER as CHECKPOINTS
from credopolis.store.folder import forget_parts
from credopolis.store.manifest import Manifest
from credopolis.store.reader import check_parts
from credopolis.store.rows_check import BadRows, check_rows
from credopolis.store.run import Run
from credopolis.store.tables import BY_TICK, TABLES, TABLES_FOLDER
from credopolis.store.tidy import Rows

_SECONDS = 1e10
_PART: Final = re.compile(r"part-(\d{4,})\.parquet")
_PARQUET: Final = b"PAR1"
_ENDED = ("outcome", "timings", "fingerprint", "error", "peak_rss_bytes")


@dataclass(frozen=True)
class Written:
    """Results so far: how many parts were named in the manifest, and rows that waited to become one.

    last_period : first and last day of the latest whole interval. waiting : rows by table, in the order recorded.
    """

    parts: int = 0
    waiting_periods: int = 0
    last_period: tuple[int, int] = (0, 0)
    writing_seconds: float = 0.0
    waiting: dict[str, Rows] = field(default_factory=dict)

    def about(self) -> dict[str, Any]:
        """All but the rows, as plain data."""
        return {
            "parts": self.parts, "waiting_periods": self.waiting_periods, "last_period": list(self.last_period),
            "writing_seconds": self.writing_seconds,
        }  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """The rows, one array a column, by `table/column`."""
        return {f"{name}/{column}": v for name, rows in self.waiting.items() for column, v in rows.items()}


def read_written(about: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> Written:
    """The results so far out of a checkpoint's plain data and its arrays named `table/column`.

    Raises
    ------
    BadRows
        If the plain data is not of this form.
    """
    names = ("parts", "waiting_periods", "last_period", "writing_seconds")
    if not isinstance(about, dict) or sorted(about) != sorted(names):
        raise BadRows(f"what it says of results is not {', '.join(names)}")
    whole = [about["parts"], about["waiting_periods"]]
    period, seconds = about["last_period"], about["writing_seconds"]
    if not isinstance(period, list) or len(period) != 2 or any(type(n) is not int for n in (*whole, *period)):
        raise BadRows("what it says of results is not in whole numbers")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _SECONDS:
        raise BadRows("writing_seconds is no number of seconds")
    waiting: dict[str, Rows] = {}
    for path, values in arrays.items():
        name, _, column = path.partition("/")
        waiting.setdefault(name, {})[column] = values
    return Written(whole[0], whole[1], (period[0], period[1]), float(seconds), waiting)


def check_written(written: Written, manifest: Manifest, tables: Mapping[str, Table], ends: Sequence[int]) -> None:
    """Check results so far against the manifest of the run, and against the days on which intervals end.

    tables : those of the run. ends : last days of the recording intervals up to the frozen day, which comes last
    whether an interval ends there or not.

    Raises
    ------
    BadRows
        With the first value that cannot be.
    """
    *closed, day = (0, *ends)
    parts = manifest["parts"]
    if not 0 <= written.parts <= len(parts):
        raise BadRows(f"it counts {written.parts} parts of results, and the manifest names {len(parts)}")
    if written.last_period != (closed[-2] if len(closed) > 1 else 0, closed[-1]):
        raise BadRows(f"its last interval is {written.last_period}, which is none of this run")
    through = parts[written.parts - 1]["through_day"] if written.parts else -1
    if written.waiting_periods != sum(end > through for end in closed):
        raise BadRows(f"{written.waiting_periods} intervals wait to be written, which is not what is left")
    labels = {name: tuple(known) for name, known in manifest["labels"].items()}
    for name, rows in written.waiting.items():
        if name not in tables:
            raise BadRows(f"it has rows of a table {ascii(name)[:60]}, which is none of this run")
        if "day" not in rows or any(values.ndim != 1 for values in rows.values()):
            raise BadRows(f"its rows of {name} are not one array a column")
        try:
            check_rows(tables[name], labels, rows, (through + 1, day if name in BY_TICK else closed[-1]))
        except BadRows as error:
            raise BadRows(f"in its rows of {name}, {error}") from None


def begin_again(manifest: Manifest, written: Written, about: Mapping[str, Any]) -> None:
    """Put a manifest back to where its run goes on from."""
    for name in _ENDED:
        manifest.pop(name, None)
    for table in manifest["tables"].values():
        table.pop("rows", None)
        table.pop("blake2b", None)
    manifest.update(about)
    manifest["status"] = "running"
    manifest["parts"] = manifest["parts"][: written.parts]
    resumed = {"from_day": written.last_period[1], "when": datetime.now(UTC).isoformat(timespec="seconds")}
    manifest.setdefault("resumed", []).append(resumed)


def rows_on_disk(folder: Path, manifest: Manifest) -> Iterator[tuple[str, Rows]]:
    """The rows of every table in the order recorded, part by part.

    Raises
    ------
    RunFolderError
        If a part is missing or not as written.
    """
    check_parts(folder, manifest)
    for part in manifest["parts"]:
        run = Run(folder, manifest, (part,))
        for name in part["files"]:
            yield name, run.rows(name)


def by_day(rows: Rows) -> list[Rows]:
    """Rows in batches of one day each, as they came."""
    cuts = np.flatnonzero(np.diff(rows["day"])) + 1
    pieces = {column: np.split(values, cuts) for column, values in rows.items()}
    return [{column: pieces[column][k] for column in rows} for k in range(len(cuts) + 1)] if rows["day"].size else []


def forget_later_parts(folder: Path, parts: int) -> None:
    """Take away files of parts that the manifest does not name: they were written after what the run goes on from.

    Only Parquet files of a part's name go, in the folders of the run's own tables, reached through no link.
    """

    def later(name: str, start: bytes) -> bool:
        number = _PART.fullmatch(name)
        return number is not None and int(number[1]) >= parts and start.startswith(_PARQUET)

    for table in TABLES:
        inner = TABLES_FOLDER, table.name
        remove_inside(folder, inner, later)
        forget_parts(folder, *inner)


def check_resumable(folder: Path, manifest: Manifest, now: Mapping[str, str]) -> None:
    """Refuse to go on with a future of a fork, with another version than the run was begun with, since its bits would
    differ, or in a folder that leads elsewhere.

    now : versions of the packages, and the hash of the kernels, of this process.

    Raises
    ------
    RunFolderError
        With what differs.
    """
    if manifest.get("fork"):
        remedy = "Fork the run that it came from again: credopolis fork, into another folder."
        raise RunFolderError(folder, "it is a future of a fork, which is not resumed", remedy)
    for place in (folder / TABLES_FOLDER, folder / CHECKPOINTS, *(folder / TABLES_FOLDER / t.name for t in TABLES)):
        if place.is_symlink():
            problem = f"{place.relative_to(folder)} is a link, and a run writes and deletes in its own folder only"
            raise RunFolderError(folder, problem, "Put the folder itself in place of the link.")
    then = {**manifest["versions"], "kernels": manifest.get("kernels", "unknown")}
    for name in ("credopolis", "numpy", "kernels"):
        if then.get(name) != now.get(name):
            what = "the kernels' sources" if name == "kernels" else name
            problem = f"it was begun with another version of {what} ({then.get(name)}, now {now.get(name)})"
            raise RunFolderError(folder, problem, "Use the version it was begun with, or run the scenario again.")
