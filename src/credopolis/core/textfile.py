"""Reading the bytes of a text file that anybody may have named: a folder, a device, or something far too large."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Final

from credopolis.core import standard_input
from credopolis.core.faults import Fault, FaultyFile, near_miss
from credopolis.core.systems import flag

SIZE_LIMIT: Final = 2_000_000
_READING: Final = os.O_RDONLY | flag("O_NONBLOCK") | flag("O_CLOEXEC") | flag("O_BINARY")


def named(path: str | Path) -> Path:
    """The path that a user named: as it is written if that is there, else with `~` for a home folder."""
    written = Path(path)
    if not str(written).startswith("~") or exists(written):
        return written
    try:
        return written.expanduser()
    except RuntimeError:
        return written


def exists(path: str | Path) -> bool:
    """Whether there is such a file or folder; False too for what can be no name of one."""
    try:
        return standard_input.content_of(path) is not None or Path(path).exists()
    except (OSError, ValueError):
        return False


def like_a_file(name: str) -> bool:
    """Whether a text names a file rather than something that ships: by its ending, a separator, or being there."""
    path = named(name)
    return path.suffix in (".yaml", ".yml") or "/" in name or os.sep in name or (exists(path) and not path.is_dir())


def read_text(path: Path, name: str) -> str:
    """The text of a regular UTF-8 file of a bearable size; `name` stands for it in faults.

    Raises
    ------
    FaultyFile
        If it is anything else, or cannot be read.
    """
    return _decode(_read_bytes(path, name), name)


def read_standard_input(name: str) -> str:
    """The text that is piped into this process; `name` stands for the file in faults.

    Raises
    ------
    FaultyFile
        If it is no UTF-8 text of a bearable size.
    Misuse
        If it has been read already, or cannot be.
    """
    return read_text(Path(standard_input.take(SIZE_LIMIT)), name)


def read_regular(path: Path) -> bytes:
    """The bytes of a regular file of a bearable size that a run or a file named; nothing else is waited for.

    Raises
    ------
    OSError
        If it is anything else, or cannot be read.
    """
    if (given := standard_input.content_of(path)) is not None:
        return given
    try:
        with open(os.open(path, _READING), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "not a regular file", str(path))
            content = file.read(SIZE_LIMIT + 1)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from None
    if len(content) > SIZE_LIMIT:
        raise OSError(errno.EFBIG, "the file is too large", str(path))
    return content


def is_printed_to(file: os.stat_result | Path) -> bool:
    """Whether a file is the standard output or the error stream of this process, as `>> FILE` in a shell makes it."""
    with contextlib.suppress(OSError, ValueError):
        status = file.stat() if isinstance(file, Path) else file
        for number in (1, 2) if stat.S_ISREG(status.st_mode) else ():
            with contextlib.suppress(OSError):
                if os.path.samestat(status, os.fstat(number)):
                    return True
    return False


def too_large(name: str) -> Fault:
    """The fault of a file over the limit."""
    remedy = "Is it the right file? Large tables belong in CSV or Parquet files."
    return Fault(name, 0, 0, "", "the file is too large", "", f"at most {SIZE_LIMIT:,} bytes", remedy)


def _read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a regular file of a bearable size, or of the standard input; anything else is a fault."""

    def refuse(message: str, remedy: str) -> FaultyFile:
        return FaultyFile([Fault(name, 0, 0, "", message, remedy=remedy)])

    given = standard_input.content_of(path)
    if given is not None:
        status = standard_input.status()
        if status is not None and is_printed_to(status):
            raise refuse("what is printed goes into this very file", "Send the output to another file.")
        if len(given) > SIZE_LIMIT:
            raise FaultyFile([too_large(name)])
        return given
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse("this is a folder, not a file", "Name a file in it.")
        if not stat.S_ISREG(status.st_mode):
            raise refuse(
                "this is a device, pipe or socket, not a regular file", "Name a file, or - for the standard input."
            )
        if is_printed_to(status):
            raise refuse("what is printed goes into this very file", "Send the output to another file.")
        if status.st_size > SIZE_LIMIT:
            raise FaultyFile([too_large(name)])
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise refuse("there is no such file", _neighbours(path) or "Check the spelling of the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"the file cannot be read: {reason.lower()}", "Check the path and its permissions.") from None
    if len(content) > SIZE_LIMIT:
        raise FaultyFile([too_large(name)])
    return content


def _neighbours(path: Path) -> str:
    try:
        return near_miss(path.name, [entry.name for _, entry in zip(range(1000), path.parent.iterdir(), strict=False)])
    except (OSError, ValueError):
        return ""


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        byte = f"byte 0x{content[error.start]:02x}"
        fault = Fault(name, line, column, "", "the file is not UTF-8 text", byte, "", "Save it as UTF-8.")
        raise FaultyFile([fault]) from None
