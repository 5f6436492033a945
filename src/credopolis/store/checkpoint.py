"""Checkpoints of a run: one file each, whole or not at all, hashed, the latest two kept.

A file is a line that names the format, a line of JSON, arrays as NumPy writes them (`numpy.lib.format`, version 1.0),
and the BLAKE2b hash of all that goes before.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import RunFolderError
from credopolis.store.folder import disk_error

FOLDER: Final = "checkpoints"
KEPT: Final = 2
_FORMAT: Final = b"credopolis checkpoint 1\n"
_DIGEST_BYTES: Final = 32
_BLOCK: Final = 2**22

Arrays = Mapping[str, NDArray[Any]]


class DamagedCheckpoint(RunFolderError):
    """A checkpoint that is not as it was written."""


class _Hashed:
    """A file that hashes what is written to it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.running = hashlib.blake2b(digest_size=_DIGEST_BYTES)

    def write(self, data: Any) -> int:
        self.running.update(data)
        return int(self.file.write(data))


def write_checkpoint(run: Path, tick: int, about: Mapping[str, Any], arrays: Arrays) -> Path:
    """Write a checkpoint of a run, and forget all but the latest two.

    tick : ticks done, which numbers the file. about : plain data.

    Raises
    ------
    RunFolderError
        If the disk is full or the folder cannot be written; older checkpoints are then as they were.
    """
    path = run / FOLDER / f"tick-{tick:06d}.checkpoint"
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        with open(partial, "wb") as raw:
            file = _Hashed(raw)
            file.write(_FORMAT)
            file.write(json.dumps({"arrays": list(arrays), **about}).encode() + b"\n")
            for array in arrays.values():
                _write_array(file, array)
            raw.write(file.running.digest())
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(partial, path)
        _sync_folder(path.parent)
        for old in checkpoints_of(run)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise disk_error(path, error) from error
    return path


def _write_array(file: _Hashed, array: NDArray[Any]) -> None:
    plain = np.ascontiguousarray(array)
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(plain))
    file.write(plain.reshape(-1).view(np.uint8).data)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def checkpoints_of(run: Path) -> list[Path]:
    """The checkpoints of a run, latest first."""
    return sorted((run / FOLDER).glob("tick-*.checkpoint"), reverse=True)


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was told about a checkpoint, and its arrays.

    Raises
    ------
    DamagedCheckpoint
        If it is truncated or changed, or of another format.
    """
    again = "Resume from an earlier one, or run the scenario again."
    try:
        with open(path, "rb") as file:
            if not _is_whole(file):
                raise DamagedCheckpoint(path, "it is truncated or damaged: its content is not what was written", again)
            file.seek(0)
            if file.readline() != _FORMAT:
                raise DamagedCheckpoint(path, "it is not a checkpoint of this version's format", again)
            about = json.loads(file.readline())
            arrays = {name: np.lib.format.read_array(file, allow_pickle=False) for name in about.pop("arrays")}
    except OSError as error:
        raise DamagedCheckpoint(path, f"it cannot be read ({error.strerror or error})", again) from None
    return about, arrays


def _is_whole(file: Any) -> bool:
    """Whether a file ends with the hash of all that goes before; nothing of it is believed before that is known."""
    left = os.fstat(file.fileno()).st_size - _DIGEST_BYTES
    running = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        running.update(block)
        left -= len(block)
    return left == 0 and bool(file.read() == running.digest())


def discard_checkpoints(run: Path) -> None:
    """Take the checkpoints of a finished run away."""
    with contextlib.suppress(OSError):
        for path in (run / FOLDER).iterdir():
            path.unlink()
        (run / FOLDER).rmdir()
