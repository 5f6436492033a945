"""Files of a folder that anybody may have made: regular files that lie in it, of a bearable size, and plain JSON."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from credopolis.core.textfile import is_printed_to

MOST_JSON_BYTES: Final = 64 * 2**20


class NotPlain(ValueError):
    """A file, or what it holds, is not of the plain kind that is read; the text says what it is."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; a device or a pipe is never waited for.

    Raises
    ------
    NotPlain
        If it is anything else.
    OSError
        If it is missing or cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    status = os.fstat(handle)
    mode = status.st_mode
    if stat.S_ISREG(mode) and not is_printed_to(status):
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISREG(mode):
        raise NotPlain("what is printed goes into this very file")
    what = "a folder stands" if stat.S_ISDIR(mode) else "a device, pipe or socket stands"
    raise NotPlain(f"{what} where a file is needed")


def open_inside(folder: Path, relative: str) -> BinaryIO:
    """Open a regular file of a folder by its path in it, which no link may lead out of.

    Raises
    ------
    NotPlain
        If it is anything else, or a link.
    OSError
        If it is missing or cannot be read.
    """
    try:
        root = folder.resolve()
        straight = (root / relative).resolve() == root / relative
    except RuntimeError:
        straight = False  # links in a ring
    if not straight:
        raise NotPlain("it is a link or lies behind one, and only files of the run's own folder are read")
    return open_regular(root / relative)


def read_inside(folder: Path, relative: str, most: int) -> bytes:
    """The bytes of a regular file of a folder, at most so many; raises as `open_inside`."""
    with open_inside(folder, relative) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise NotPlain(f"it is too large (at most {most:,} bytes)")
        data = file.read(most + 1)
    if len(data) > most:
        raise NotPlain(f"it is too large (at most {most:,} bytes)")
    return data


def load_json(data: bytes) -> Any:
    """The value of a JSON text as written: UTF-8, no key twice, every number finite.

    Raises
    ------
    NotPlain
        If it is anything else.
    """
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except NotPlain:
        raise
    except UnicodeDecodeError as error:
        raise NotPlain(f"it is not UTF-8 text (byte {error.start})") from None
    except RecursionError:
        raise NotPlain("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise NotPlain(f"it is no JSON (line {error.lineno}, column {error.colno}: {error.msg})") from None
    except ValueError as error:
        raise NotPlain(f"it holds a number that is none ({error})") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotPlain(f"it has the key {twice[:60]!a} twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise NotPlain(f"it holds {text}, which is no number")
