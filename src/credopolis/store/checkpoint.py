"""Checkpoints of a run: one file each, whole or not at all, hashed, the latest two kept.

A file is a line that names the format, a line of JSON, arrays as NumPy writes them (`numpy.lib.format`, version 1.0),
and the BLAKE2b hash of all that goes before.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import RunFolderError
from credopolis.core.writing import open_folder, remove_empty, remove_inside, whole_file
from credopolis.store.folder import disk_error, forget_parts
from credopolis.store.inside import NotPlain, load_json, open_inside

FOLDER: Final = "checkpoints"
KEPT: Final = 2
_FORMAT: Final = b"credopolis checkpoint 1\n"
_MARK: Final = b"credopolis checkpoint "
_NAME: Final = re.compile(r"tick-\d{6,}\.checkpoint")
_DIGEST_BYTES: Final = 32
_BLOCK: Final = 2**22
_MOST_ABOUT: Final = 2**20
_MOST_HEADER: Final = 10_000
MOST_BYTES: Final = 2**40

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
    try:
        with open_folder(run, (FOLDER,), make=True) as folder, whole_file(folder, path.name, sync=True) as raw:
            file = _Hashed(raw)
            file.write(_FORMAT)
            file.write(json.dumps({"arrays": list(arrays), **about}).encode() + b"\n")
            for array in arrays.values():
                _write_array(file, array)
            raw.write(file.running.digest())
    except OSError as error:
        raise disk_error(path, error) from error
    for old in checkpoints_of(run)[KEPT:]:
        _discard(run, old.name)
    return path


def _write_array(file: _Hashed, array: NDArray[Any]) -> None:
    plain = np.ascontiguousarray(array)
    np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(plain))
    file.write(plain.reshape(-1).view(np.uint8).data)


def checkpoints_of(run: Path) -> list[Path]:
    """The checkpoints of a run, latest first; links and files of other names are none."""
    found = [path for path in (run / FOLDER).glob("tick-*.checkpoint") if _NAME.fullmatch(path.name)]
    regular = [path for path in found if not path.is_symlink() and path.is_file()]
    return sorted(regular, key=lambda path: int(path.stem.removeprefix("tick-")), reverse=True)


def read_checkpoint(path: Path, most_bytes: int = MOST_BYTES) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was told about a checkpoint, and its arrays; what they mean is for the reader to check.

    most_bytes : a larger file is not read.

    Raises
    ------
    DamagedCheckpoint
        If it is truncated or changed, of another format, or holds anything but plain arrays.
    """
    again = "Resume from an earlier one, or run the scenario again."
    try:
        with open_inside(path.parent.parent, f"{path.parent.name}/{path.name}") as file:
            size = os.fstat(file.fileno()).st_size
            if size > most_bytes:
                raise NotPlain(f"it is too large: {size:,} bytes, and at most {most_bytes:,} can be of this run")
            if not _is_whole(file):
                raise NotPlain("it is truncated or damaged: its content is not what was written")
            file.seek(0)
            return _content(file, size - _DIGEST_BYTES)
    except OSError as error:
        raise DamagedCheckpoint(path, f"it cannot be read ({error.strerror or error})", again) from None
    except NotPlain as error:
        raise DamagedCheckpoint(path, str(error), again) from None


def _content(file: BinaryIO, end: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The plain data and the arrays of a file whose hash is right, which may still be forged."""
    if file.readline(len(_FORMAT)) != _FORMAT:
        raise NotPlain("it is not a checkpoint of this version's format")
    about = load_json(file.readline(_MOST_ABOUT))
    names = about.pop("arrays", None) if isinstance(about, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise NotPlain("it does not name its arrays")
    if len(set(names)) < len(names):
        raise NotPlain("it names an array twice")
    arrays = {name: _read_array(file, end) for name in names}
    if file.tell() != end:
        raise NotPlain("it holds more than the arrays that it names")
    return about, arrays


def _read_array(file: BinaryIO, end: int) -> NDArray[Any]:
    """The next array of a file: its header is held against the bytes that are left before anything is allocated."""
    try:
        version = np.lib.format.read_magic(file)
        shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_MOST_HEADER)
        bytes_needed = math.prod(shape) * dtype.itemsize
        plain = version == (1, 0) and not by_columns and not dtype.hasobject and dtype.itemsize > 0
        if not plain or min(shape, default=0) < 0 or bytes_needed > end - file.tell():
            raise NotPlain("it holds an array that is not as arrays are written, or is cut short")
        array: NDArray[Any] = np.empty(shape, dtype)
        if bytes_needed and file.readinto(array.reshape(-1).view(np.uint8).data) != bytes_needed:  # type: ignore[attr-defined]
            raise NotPlain("it became shorter while it was read")
    except NotPlain:
        raise
    except (ValueError, TypeError, SyntaxError, KeyError, OverflowError, RecursionError, MemoryError):
        raise NotPlain("it holds an array whose header does not read") from None
    return array


def _is_whole(file: BinaryIO) -> bool:
    """Whether a file ends with the hash of all that goes before; nothing of it is believed before that is known."""
    left = os.fstat(file.fileno()).st_size - _DIGEST_BYTES
    running = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        running.update(block)
        left -= len(block)
    return left == 0 and bool(file.read() == running.digest())


def discard_checkpoints(run: Path) -> None:
    """Take the checkpoints of a finished run away, and their folder if nothing else is in it."""
    _discard(run, None)
    forget_parts(run, FOLDER)
    remove_empty(run, FOLDER)


def give_way(run: Path, needed: int) -> bool:
    """Take away the oldest checkpoint of a run, since results need the room -> whether that may help.

    needed : bytes that found no room. Checkpoints stay if all of them together would not make room enough.
    """
    kept = checkpoints_of(run)
    with contextlib.suppress(OSError):
        disk = os.statvfs(run)
        if disk.f_bavail * disk.f_frsize + sum(path.stat().st_size for path in kept) < needed:
            return False
    return any(_discard(run, path.name) for path in reversed(kept))


def _discard(run: Path, name: str | None) -> list[str]:
    """Take away one checkpoint, or all of them -> their names; only files of the name and beginning of one, or cut off
    within that (a loss of power leaves empty files).
    """

    def ours(other: str, start: bytes) -> bool:
        return name in (None, other) and bool(_NAME.fullmatch(other)) and start[: len(_MARK)] == _MARK[: len(start)]

    return remove_inside(run, (FOLDER,), ours)
