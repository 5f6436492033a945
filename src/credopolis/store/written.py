"""How far the results of a run had come when it was frozen, and taking them up again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from credopolis.core.errors import RunFolderError
from credopolis.core.writing import remove_inside
from credopolis.store.folder import forget_parts
from credopolis.store.manifest import Manifest
from credopolis.store.reader import check_parts
from credopolis.store.run import Run
from credopolis.store.tables import TABLES, TABLES_FOLDER
from credopolis.store.tidy import Rows

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
    """The results so far out of a checkpoint's plain data and its arrays named `table/column`."""
    waiting: dict[str, Rows] = {}
    for path, values in arrays.items():
        name, _, column = path.partition("/")
        waiting.setdefault(name, {})[column] = values
    first, last = about["last_period"]
    return Written(about["parts"], about["waiting_periods"], (first, last), about["writing_seconds"], waiting)


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
    check_parts(folder, manifest["parts"])
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
    """Refuse to go on with a future of a fork, or with another version than the run was begun with: its bits would
    differ.

    now : versions of the packages, and the hash of the kernels, of this process.

    Raises
    ------
    RunFolderError
        With what differs.
    """
    if manifest.get("fork"):
        remedy = "Fork the run that it came from again: credopolis fork, into another folder."
        raise RunFolderError(folder, "it is a future of a fork, which is not resumed", remedy)
    then = {**manifest["versions"], "kernels": manifest.get("kernels", "unknown")}
    for name in ("credopolis", "numpy", "kernels"):
        if then.get(name) != now.get(name):
            what = "the kernels' sources" if name == "kernels" else name
            problem = f"it was begun with another version of {what} ({then.get(name)}, now {now.get(name)})"
            raise RunFolderError(folder, problem, "Use the version it was begun with, or run the scenario again.")
