"""The journal of an experiment: one line a finished run, on disk before the next is counted as done.

Killed at any moment, at most the last line is torn; a torn or damaged line is left out when the journal is opened, and
its run is made again. So is one whose checksum is right and whose content is none that is written. Numbers are written
so that they read back as the same bits.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from credopolis.core.errors import RunFolderError
from credopolis.core.writing import open_appending, put, write_inside
from credopolis.store.folder import disk_error
from credopolis.store.inside import NotPlain, load_json, read_inside

_MOST_BYTES: Final = 2**30
_BEGINNING: Final = re.compile(rb"[0-9a-f]{8} \[|[0-9a-f]{0,8} ?\Z")
"""How a line begins, wherever it is torn; another file, of one line, is somebody's own."""
_NOT_FINITE: Final = ("nan", "inf", "-inf")
Result = Mapping[str, float]


class Journal:
    """Finished runs by key; `damaged` counts lines that were left out."""

    def __init__(self, path: Path, names: Sequence[str] = ()) -> None:
        """names : of the measures that every result has; none if they are not known beforehand.

        Raises
        ------
        RunFolderError
            If it is not a regular file of its folder, is too large, or cannot be read or written.
        """
        self.path = path
        self.names = frozenset(names)
        self.results: dict[str, dict[str, float]] = {}
        self.damaged = 0
        self._file: IO[bytes] | None = None
        try:
            self._file = open_appending(path)
            rewritten = self._read()
            if rewritten is not None:
                self._file.close()
                write_inside(path.parent, path.name, rewritten)
                self._file = open_appending(path)
        except OSError as error:
            raise disk_error(path, error) from error
        except NotPlain as error:
            raise RunFolderError(path, str(error), "Give --out another folder.") from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, key: str, result: Result) -> None:
        """Keep a result; when this returns it is on disk.

        Raises
        ------
        RunFolderError
            If the disk is full or gone.
        """
        kept = {name: float(value) for name, value in result.items()}
        assert self._file is not None
        try:
            put(self._file.fileno(), _line(key, kept))
            os.fsync(self._file.fileno())
        except OSError as error:
            raise disk_error(self.path, error) from error
        self.results[key] = kept

    def _read(self) -> bytes | None:
        """Take in what is whole -> what to write in place of it, so that new lines begin at the start of a line.

        A file with another name too, such as a copy made of links, is left to that name.

        Raises
        ------
        RunFolderError
            If it is no journal.
        """
        content = read_inside(self.path.parent, self.path.name, _MOST_BYTES)
        whole = []
        for line in content.splitlines(keepends=True):
            found = _parsed(line)
            if found is None or (self.names and found[1].keys() != self.names):
                self.damaged += 1
                continue
            whole.append(line)
            self.results[found[0]] = found[1]
        if self.damaged and not whole and (self.damaged > 1 or not begins_a_journal(content)):
            problem = "it is no journal of an experiment, or not a line of it is whole"
            raise RunFolderError(self.path, problem, "Move it away, or give --out another folder.")
        return b"".join(whole) if self.damaged or self.path.stat().st_nlink > 1 else None


def begins_a_journal(content: bytes) -> bool:
    """Whether a file begins as a journal does, wherever its first line is torn."""
    return _BEGINNING.match(content) is not None


def _line(key: str, result: dict[str, float]) -> bytes:
    plain = {name: value if math.isfinite(value) else repr(value) for name, value in result.items()}
    text = json.dumps([key, plain], ensure_ascii=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _parsed(line: bytes) -> tuple[str, dict[str, float]] | None:
    """Key and result of a line, or None if it is not whole."""
    head, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or head != b"%08x" % zlib.crc32(text):
        return None
    try:
        found = load_json(text)
    except NotPlain:
        return None
    if not isinstance(found, list) or len(found) != 2 or not isinstance(found[1], dict):
        return None
    key, values = found[0], {name: _number(value) for name, value in found[1].items()}
    fits = isinstance(key, str) and key.isprintable() and all(name.isprintable() for name in values)
    whole = {name: value for name, value in values.items() if value is not None}
    return (key, whole) if fits and len(whole) == len(values) else None


def _number(value: object) -> float | None:
    """A number as `_line` writes it, or None."""
    if isinstance(value, str):
        return float(value) if value in _NOT_FINITE else None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        return None
    return float(value)
