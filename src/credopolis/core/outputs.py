"""Files that a user names: what they stand for, and which of them are refused.

A regular file, or a name that is free, is written whole or not at all; a link that the user names is followed, and the
file that it leads to is replaced. What is no regular file is written to as it is: a terminal or another device, a named
pipe, a socket, and the descriptors of this process such as `/dev/stdout`. A disk is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.systems import flag, has_handles, user
from credopolis.core.writing import (
    Strange,
    encoded,
    no_room,
    open_folder,
    put,
    reason,
    whole_file,
    write_by_name,
    write_inside,
)

_DESCRIPTORS: Final = re.compile(r"/proc/(\d+)(?:/task/\d+)?/fd")
_MOST_LINKS: Final = 40
_SHOWN: Final = 200
PLANTED: Final = "Another user put a link or a pipe of this name in a folder where everybody may write."


class NotWritten(CredopolisError):
    """A file that a user named and that cannot be written."""

    def __init__(self, path: Path, problem: str, remedy: str = "Name another file.") -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        text = str(path)
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        super().__init__(f"{shown}: {problem}. {remedy}")


def write_output(path: Path, data: bytes | str) -> int:
    """Write a file that a user named -> bytes written. What is not Unicode in a text is written as an escape.

    Raises
    ------
    NotWritten
        If it cannot be written; a file that was there is then as it was.
    BrokenPipeError
        If it is the standard output, and its reader has had enough.
    """
    content = data if isinstance(data, bytes) else encoded(data)
    number = descriptor_of(path)
    try:
        if number is not None:
            _to_descriptor(number, content)
        else:
            _to_path(path, content)
    except BrokenPipeError:
        if number is not None:
            raise
        raise NotWritten(path, "its reader left before all was written") from None
    except OSError as error:
        raise NotWritten(path, reason(error), _remedy(error)) from error
    except ValueError as error:
        raise NotWritten(path, f"this is no name for a file ({error})") from None
    return len(content)


def write_page(named: Path | None, folder: Path, name: str, text: str) -> Path:
    """Write a page where a user wants it, or under a name of ours in a folder of ours, through no link -> its path.

    Raises
    ------
    NotWritten
        If it cannot be written.
    """
    if named is not None:
        write_output(named, text)
        return named
    try:
        write_inside(folder, name, encoded(text))
    except OSError as error:
        raise NotWritten(folder / name, reason(error), _remedy(error)) from error
    return folder / name


def _remedy(error: OSError) -> str:
    return "Free some space, or name a file elsewhere." if no_room(error) else "Name another file."


def descriptor_of(path: Path) -> int | None:
    """The descriptor of this process that a path such as `/dev/stdout` or `/dev/fd/3` stands for."""
    at = os.path.abspath(path)
    with contextlib.suppress(OSError, ValueError):
        for _ in range(_MOST_LINKS):
            folder, name = os.path.split(at)
            found = _DESCRIPTORS.fullmatch(os.path.realpath(folder))
            if found:
                return int(name) if int(found[1]) == os.getpid() and name.isdecimal() else None
            if not os.path.islink(at):
                return None
            at = os.path.normpath(os.path.join(os.path.realpath(folder), os.readlink(at)))
    return None


def is_stdout(path: Path | None) -> bool:
    """Whether a path stands for the standard output of this process."""
    return path is not None and descriptor_of(path) == 1


def check_outputs(
    outputs: Mapping[str, Path | None], inputs: Iterable[Path] = (), folders: Iterable[Path] = ()
) -> None:
    """Refuse, before anything is worked out, what would destroy a file that is read, or another output.

    outputs : by option. inputs : files that are read; others' names for the same file (links, hard links) count.
    folders : those of runs and studies that are read or will be made, in which a page may lie, and nothing else.

    Raises
    ------
    BadValue
        If an output is a folder or a disk, is also an input, lies where only files of ours do, was put there by
        somebody else, or two outputs are the same file.
    """
    read = {(s.st_dev, s.st_ino): path for path in inputs if (s := _status(path)) and stat.S_ISREG(s.st_mode)}
    closed = [Path(os.path.realpath(folder)) for folder in folders]
    written: dict[tuple[object, ...], str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        if planted(path):
            raise BadValue(option, str(path), "a file of your own", PLANTED)
        status = _status(path)
        if status is not None and stat.S_ISDIR(status.st_mode):
            raise BadValue(option, str(path), "the name of a file", "There is a folder of this name.")
        if status is not None and stat.S_ISBLK(status.st_mode):
            raise BadValue(option, str(path), "the name of a file", "This is a disk, which is never written over.")
        other = read.get((status.st_dev, status.st_ino)) if status is not None else None
        if other is not None:
            remedy = f"It is the same file as {other}, which would be lost."
            raise BadValue(option, str(path), "a file that is not read here", remedy)
        _refuse_inside(option, path, closed)
        key = _identity(path, status)
        if key in written:
            raise BadValue(option, str(path), f"another file than that of {written[key]}", "One would be lost.")
        if key:
            written[key] = option


def planted(path: Path) -> bool:
    """Whether a name in a folder where everybody may write, such as `/tmp`, is a link or a pipe that another user made.

    The kernel follows no such link for a program that opens it (`fs.protected_symlinks`), but we look up ourselves what
    a link leads to, before the file there is replaced.
    """
    at = os.path.abspath(path)
    with contextlib.suppress(OSError, ValueError):
        for _ in range(_MOST_LINKS):
            above = os.path.realpath(os.path.dirname(at))
            at = os.path.join(above, os.path.basename(at))
            found, folder = os.lstat(at), os.stat(above)
            linked = stat.S_ISLNK(found.st_mode)
            shared = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
            if (linked or stat.S_ISFIFO(found.st_mode)) and shared and found.st_uid not in (user(), folder.st_uid):
                return True
            if not linked:
                return False
            at = os.path.normpath(os.path.join(above, os.readlink(at)))
    return False


def _refuse_inside(option: str, path: Path, folders: list[Path]) -> None:
    """Refuse what is no page in a folder of a run or a study, or stands where such a folder will be."""
    try:
        target = Path(os.path.realpath(path))
    except (OSError, ValueError):
        return  # whoever writes it says what is wrong with it
    for folder in folders:
        if target == folder or (folder in target.parents and target.suffix != ".html"):
            remedy = f"In {folder} lie files of a run or a study, and beside them only pages (.html)."
            raise BadValue(option, str(path), "a file elsewhere, or a page", remedy)


def files_in(folder: Path, but: str = ".html") -> list[Path]:
    """All files of a folder and of those in it, without those whose names end in `but`."""
    return [path for path in folder.rglob("*") if path.suffix != but] if folder.is_dir() else []


def _status(path: Path) -> os.stat_result | None:
    """What a path leads to, or None if there is nothing."""
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _identity(path: Path, status: os.stat_result | None) -> tuple[object, ...]:
    """What two names of one file have in common; nothing for devices, which lose nothing by being written to twice."""
    if status is not None:
        return () if stat.S_ISCHR(status.st_mode) else (status.st_dev, status.st_ino)
    with contextlib.suppress(OSError, ValueError):
        target = Path(os.path.realpath(path))
        above = _status(target.parent)
        return (above.st_dev, above.st_ino, target.name) if above else (str(target),)
    return ()


def _to_descriptor(number: int, content: bytes) -> None:
    """Write after what this process has printed so far."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.flush()
    put(number, content)


def _to_path(path: Path, content: bytes) -> None:
    if planted(path):
        raise Strange(errno.EPERM, PLANTED[0].lower() + PLANTED[1:-1])
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = 0
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if stat.S_ISBLK(mode):
        raise Strange(errno.EPERM, "it is a disk, which is never written over")
    if stat.S_ISSOCK(mode):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(os.fspath(path))
            line.sendall(content)
    elif mode and not stat.S_ISREG(mode):
        handle = os.open(path, os.O_WRONLY | flag("O_NOCTTY"))
        try:
            put(handle, content)
        finally:
            os.close(handle)
    else:
        _replace(Path(os.path.realpath(path)), content)


def _replace(target: Path, content: bytes) -> None:
    """Write a regular file at a path without links."""
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not has_handles():
        write_by_name(target, content)
        return
    with open_folder(target.parent) as folder, whole_file(folder, target.name) as file:
        file.write(content)
        _keep_mode(file.handle, target)


def _keep_mode(handle: int, target: Path) -> None:
    """Leave to nobody else what was closed to them in the file that is replaced, if that was ours."""
    with contextlib.suppress(OSError):
        about = target.stat()
        if about.st_uid == user() and hasattr(os, "fchmod"):
            os.fchmod(handle, stat.S_IMODE(about.st_mode) & 0o777)
