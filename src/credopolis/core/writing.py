"""All writing of files: whole or not at all, under names that nobody can foresee, and never through a planted link.

What is written into a folder of our own goes through handles of folders: links are followed up to the folder that a
user named, and never below it. Files that a user names are written by `core.outputs`, which stands on this module.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import select
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from credopolis.core.systems import flag

PART: Final = re.compile(r"\.credopolis-[0-9a-f]{16}\.part")
"""Names of files that are being written."""
_FOLDER: Final = os.O_RDONLY | flag("O_DIRECTORY")
_QUOTA: Final = getattr(errno, "EDQUOT", -1)
_NO_ROOM: Final = (errno.ENOSPC, _QUOTA)


def _part_name() -> str:
    """A new name for a file that is being written, as `PART` knows it."""
    return f".credopolis-{secrets.token_hex(8)}.part"


class Strange(OSError):
    """A link, a device or something else that stands where a file or folder of ours should."""


class Unfinished:
    """A file that is being written in a folder, under a name of its own; permissions are the umask's."""

    def __init__(self, folder: int) -> None:
        self.name = _part_name()
        self.handle = os.open(
            self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | flag("O_NOFOLLOW"), 0o666, dir_fd=folder
        )  # fmt: skip

    def write(self, data: Any) -> int:
        """Write all of some bytes."""
        return put(self.handle, data)


def put(handle: int, data: Any) -> int:
    """Write all of some bytes to an open file, pipe or device -> how many."""
    left = memoryview(data).cast("B")
    n = len(left)
    while left:
        try:
            left = left[os.write(handle, left) :]
        except BlockingIOError:
            select.select([], [handle], [])  # a pipe that some other program made non-blocking
    return n


@contextlib.contextmanager
def open_folder(top: Path, inner: Sequence[str] = (), make: bool = False) -> Iterator[int]:
    """A handle of a folder: of `top`, or of one inside it, which is made if need be. No link below `top` is followed.

    Raises
    ------
    OSError
        If there is none; `Strange` if a link or a file stands there.
    """
    handle = os.open(top, _FOLDER)
    try:
        for name in inner:
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(name, dir_fd=handle)
            try:
                below = os.open(name, _FOLDER | flag("O_NOFOLLOW"), dir_fd=handle)
            except OSError as error:
                if error.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise Strange(errno.ENOTDIR, f"{name} is a link or a file, and should be a folder") from None
                raise
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def whole_file(folder: int, name: str, sync: bool = False) -> Iterator[Unfinished]:
    """A file that takes its name when the block ends, in place of what has it; if anything fails, nothing is left.

    sync : also make it last through a loss of power.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written.
    """
    file = Unfinished(folder)
    handle = file.handle
    try:
        yield file
        if sync:
            os.fsync(handle)
        closing, handle = handle, -1
        os.close(closing)  # some file systems say only here that there was no room
        os.replace(file.name, name, src_dir_fd=folder, dst_dir_fd=folder)
        if sync:
            with contextlib.suppress(OSError):
                os.fsync(folder)
    except BaseException:
        if handle >= 0:
            os.close(handle)
        with contextlib.suppress(OSError):
            os.unlink(file.name, dir_fd=folder)
        raise


def write_by_name(target: Path, data: Any) -> None:
    """Write a file whole or not at all where there are no handles of folders, as on Windows.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    part = target.with_name(_part_name())
    try:
        with part.open("xb") as file:
            file.write(data)
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def write_inside(top: Path, path: str, data: Any) -> None:
    """Write a file of our own in a folder of our own. path : from `top`; folders on the way are made if need be.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    *inner, name = path.split("/")
    with open_folder(top, inner, make=True) as folder, whole_file(folder, name) as file:
        file.write(data)


def open_appending(path: Path) -> BinaryIO:
    """Open a file of our own to append to it, made if need be.

    Raises
    ------
    OSError
        If it cannot be opened; `Strange` if a link or something else than a file has its name.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | flag("O_NOFOLLOW") | flag("O_NONBLOCK")
    try:
        handle = os.open(path, flags, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise Strange(errno.ELOOP, f"{path.name} is a link or no file, and should be a file") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Strange(errno.ELOOP, f"{path.name} is no file, and should be one")
    return open(handle, "ab")


def remove_inside(top: Path, inner: Sequence[str], ours: Callable[[str, bytes], bool], size: int = 64) -> list[str]:
    """Take away files that bear our mark -> their names. Links, devices and folders stay, whatever they are called.

    inner : the folder inside `top`, reached through no link. ours : told a file's name and its first `size` bytes.
    """
    gone: list[str] = []
    with contextlib.suppress(OSError), open_folder(top, inner) as folder:
        for name in sorted(os.listdir(folder)):
            with contextlib.suppress(OSError):
                if ours(name, _beginning(folder, name, size)):
                    os.unlink(name, dir_fd=folder)
                    gone.append(name)
    return gone


def remove_empty(top: Path, name: str) -> None:
    """Take away a folder inside another one if it is empty, and no link."""
    with contextlib.suppress(OSError), open_folder(top) as folder:
        os.rmdir(name, dir_fd=folder)


def encoded(text: str) -> bytes:
    """A text as UTF-8; what is no Unicode in it, such as bytes of a file's name, as an escape that JSON knows too."""
    return text.encode("utf-8", "backslashreplace")


def is_part(name: str) -> bool:
    """Whether a name is one of ours for files that are being written; a process that was killed leaves such a file."""
    return PART.fullmatch(name) is not None


def _beginning(folder: int, name: str, size: int) -> bytes:
    """The first bytes of a file; OSError if it is none."""
    handle = os.open(name, os.O_RDONLY | flag("O_NOFOLLOW") | flag("O_NONBLOCK"), dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Strange(errno.ELOOP, f"{name} is no file")
        return os.read(handle, size)
    finally:
        os.close(handle)


def no_room(error: OSError) -> bool:
    """Whether a disk is full or a quota used up, so that taking something away would help."""
    return error.errno in _NO_ROOM


def reason(error: OSError) -> str:
    """Why something cannot be written, in words."""
    if isinstance(error, Strange):
        return str(error.strerror)
    words = {
        errno.ENOSPC: "the disk is full",
        _QUOTA: "the disk is full: the quota of this account is used up",
        errno.EFBIG: "the file would be larger than the system lets this process write (see `ulimit -f`)",
        errno.EROFS: "the file system can only be read",
        errno.ENOTDIR: "a file stands where a folder is needed",
        errno.EEXIST: "a file stands where a folder is needed",
        errno.EISDIR: "it is a folder, not a file",
        errno.ENAMETOOLONG: "the name is too long",
        errno.ELOOP: "links lead in a circle",
        errno.EACCES: "it may not be written",
        errno.EPERM: "it may not be written",
    }
    return words.get(error.errno or 0, f"writing failed ({error.strerror or error})")
