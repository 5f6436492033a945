"""Opening a run: its parts are checked first, so that a damaged one is named and the whole ones stay readable."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from credopolis.core.errors import RunFolderError
from credopolis.mechanisms.declare import Table
from credopolis.store.digest import bytes_digest
from credopolis.store.inside import NotPlain, open_inside
from credopolis.store.manifest import Manifest, read_manifest
from credopolis.store.parquet_check import check_form
from credopolis.store.run import AGAIN, Run
from credopolis.store.tables import run_tables


def open_run(
    folder: str | Path,
    *,
    partial: bool = False,
    summarise: Callable[[Run], Any] | None = None,
    replay: Callable[[Run, int], Any] | None = None,
    sample: Callable[..., Any] | None = None,
    shown_by: Callable[[Run], Any] | None = None,
) -> Run:
    """Open a run folder after checking that every part of it is whole.

    Parameters
    ----------
    folder : the run folder.
    partial : open what can still be read of a damaged run: all parts before the first damaged one.

    Raises
    ------
    RunFolderError
        If it is not a run folder, or a part is missing, truncated or changed (and `partial` is off).
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    notes = []
    whole: list[dict[str, Any]] = []
    tables = _tables_of(manifest)
    for part in manifest["parts"]:
        problem = _first_damage(folder, part, tables)
        if problem is None:
            whole.append(part)
            continue
        until = whole[-1]["through_day"] if whole else None
        kept = f"days 0 to {until}" if until is not None else "nothing"
        if not partial:
            remedy = (
                f"What can still be read: {kept}. Open that with --partial (open_run(..., partial=True) in Python), "
                f"or {AGAIN[0].lower()}{AGAIN[1:]}"
            )
            raise RunFolderError(folder / problem[0], problem[1], remedy)
        notes.append(f"{problem[0]}: {problem[1]}; opened in part: {kept}.")
        break
    if not whole:
        raise RunFolderError(folder, "no part of the run was completed, so there is nothing to read", AGAIN)
    notes += _fork_notes(manifest) + _status_notes(manifest, whole)
    return Run(folder, manifest, tuple(whole), tuple(notes), summarise, replay, sample, shown_by)


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Refuse parts that are not as written.

    Raises
    ------
    RunFolderError
        With the first file that is missing, truncated or changed.
    """
    tables = _tables_of(manifest)
    for part in manifest["parts"]:
        problem = _first_damage(folder, part, tables)
        if problem is not None:
            raise RunFolderError(folder / problem[0], problem[1], AGAIN)


def _tables_of(manifest: Manifest) -> dict[str, Table]:
    names, units = (tuple(f[key] for f in manifest["fields"]) for key in ("name", "unit"))
    return {table.name: table for table in run_tables(names, units)}


def _first_damage(folder: Path, part: dict[str, Any], tables: dict[str, Table]) -> tuple[str, str] | None:
    """The first file of a part that is not as written, and what is wrong with it."""
    for name, file in part["files"].items():
        try:
            with open_inside(folder, file["path"]) as opened:
                size = os.fstat(opened.fileno()).st_size
                if size != file["bytes"]:
                    what = "truncated" if size < file["bytes"] else "longer than it was written"
                    return file["path"], f"the file is {what}: {size:,} of {file['bytes']:,} bytes"
                data = opened.read(size)
            if bytes_digest(data) != file["blake2b"]:
                return file["path"], "the file is damaged: its content is not what was written"
            check_form(data, tables[name], file["rows"])
        except FileNotFoundError:
            return file["path"], "the file is missing"
        except OSError as error:
            return file["path"], f"the file cannot be read ({error.strerror or error})"
        except NotPlain as error:
            return file["path"], f"the file is not one of a run: {error}"
    return None


def _fork_notes(manifest: Manifest) -> list[str]:
    fork = manifest.get("fork") or {}
    reform = fork.get("reform")
    if not reform:
        return []
    until = f"until {fork['date']} (day {fork['day']}) this is the run {Path(fork['run']).name}"
    return [
        f"Two sets of rules: {until}, and from then on the reform {reform['name']!r}. Numbers over the whole "
        "run mix the two."
    ]


def _status_notes(manifest: Manifest, whole: list[dict[str, Any]]) -> list[str]:
    until = whole[-1]["through_day"]
    days = manifest["scenario"]["days"]
    if manifest["status"] == "complete":
        return []
    if manifest["status"] == "interrupted":
        return [f"The run was interrupted: days 0 to {until} of {days} were kept."]
    if manifest["status"] == "failed":
        return [f"The run failed ({manifest.get('error', 'reason unknown')}): days 0 to {until} of {days} were kept."]
    return [f"The run has not said that it ended (it is still going, or was killed): days 0 to {until} of {days}."]
