"""A folder of kept files that only this user or root can have written, each checked before it is used.

Kept kernels are machine code and pickles: who can plant one runs code as us. So a folder counts only if it is ours (or
root's), no link, and nobody else may write it; the same holds for each file. All is opened relative to the folder's
handle, so that exchanging the folder later changes nothing. A file begins with a hash of the folder's name, its own and
its content: what is damaged, or comes from a folder of other sources, is not used, and is replaced by what is compiled.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SUFFIX: Final = ".kernel"
MARK: Final = "credopolis-kernels"
FEW: Final = 8
UNUSED_SECONDS: Final = 30 * 86_400.0
_DAY_SECONDS: Final = 86_400.0
_MARK_TEXT: Final = b"Kernels compiled by credopolis. This folder can be deleted at any time.\n"
_KIND: Final = b"credopolis kernel "
_FORMAT: Final = _KIND + b"2\n"
_DIGEST_BYTES: Final = 32
_MOST_BYTES: Final = 2**30
_PART: Final = ".part"
_NAME: Final = re.compile(r"kernels-[0-9a-f]{16}")
_HALF: Final = re.compile(r"\..+\.kernel\.[0-9]+-[0-9a-f]+\.part")
_OPEN: Final = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class NotTrusted(OSError):
    """A folder or a file that somebody else owns or may write, or that is no plain folder or file."""


class Folder:
    """A folder of kept files that was opened; `fresh` says whether it was made just now.

    Raises
    ------
    OSError
        If it cannot be made or opened, or cannot be trusted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle, self.fresh = _open_ours(path)
        self._lock: int | None = None
        effective = os.access in os.supports_effective_ids
        self.writable = os.access(".", os.W_OK | os.X_OK, dir_fd=self._handle, effective_ids=effective)
        if self.writable:
            self._lock = self._mark()
            self._forget_parts()

    def close(self) -> None:
        """Let go of the folder, which may then be swept."""
        for handle in (self._handle, self._lock):
            if handle is not None:
                os.close(handle)

    def _mark(self) -> int | None:
        """Say that the folder is ours and used now, for as long as this process holds what is returned."""
        with contextlib.suppress(OSError):
            lock = os.open(MARK, os.O_RDWR | os.O_CREAT | _OPEN, 0o600, dir_fd=self._handle)
            with contextlib.suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            with contextlib.suppress(OSError):
                if os.fstat(lock).st_size == 0:  # else it is marked, or somebody's file has this name
                    os.pwrite(lock, _MARK_TEXT, 0)
                os.utime(lock)
            return lock
        return None

    def names(self, beginning: str = "") -> list[str]:
        """Names of the kept files that begin so; none if the folder cannot be read."""
        try:
            return sorted(n for n in os.listdir(self._handle) if n.startswith(beginning) and n.endswith(SUFFIX))
        except OSError:
            return []

    def read(self, name: str) -> bytes | None:
        """The content of a kept file; None if there is none, or it is damaged or not to be trusted."""
        head = len(_FORMAT) + _DIGEST_BYTES
        try:
            with os.fdopen(os.open(name, os.O_RDONLY | _OPEN, dir_fd=self._handle), "rb") as file:
                about = os.fstat(file.fileno())
                _check_owner(about, self.path / name)
                if not stat.S_ISREG(about.st_mode) or not head <= about.st_size <= _MOST_BYTES:
                    return None
                whole = file.read(about.st_size)
        except OSError:
            return None
        content = whole[head:]
        return content if whole[:head] == self._head(name, content) else None

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all.

        Raises
        ------
        OSError
            If the disk is full or the folder cannot be written; what was there before is as it was.
        """
        partial = f".{name}.{os.getpid()}-{secrets.token_hex(4)}{_PART}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN
        try:
            with os.fdopen(os.open(partial, flags, 0o600, dir_fd=self._handle), "wb") as file:
                file.write(self._head(name, content))
                file.write(content)
            self._put(partial, name)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(partial, dir_fd=self._handle)
            raise

    def _head(self, name: str, content: bytes) -> bytes:
        """What a kept file begins with. It holds for this folder alone: the same kernel of other sources is called the
        same, and would be taken from a folder that was copied or renamed.
        """
        hashed = b"\0".join((os.fsencode(self.path.name), name.encode(), content))
        return _FORMAT + hashlib.blake2b(hashed, digest_size=_DIGEST_BYTES).digest()

    def _put(self, partial: str, name: str) -> None:
        try:
            self._rename(partial, name)
        except IsADirectoryError:
            try:
                os.rmdir(name, dir_fd=self._handle)
            except OSError:  # we made no folder here, and what is in it is not ours to delete
                self._rename(name, f".{name}.{secrets.token_hex(4)}.aside")
            self._rename(partial, name)

    def _rename(self, old: str, new: str) -> None:
        os.replace(old, new, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def _forget_parts(self) -> None:
        """Delete what processes that were killed left half written a day ago or more."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._handle):
                if _HALF.fullmatch(name):
                    with contextlib.suppress(OSError):
                        about = os.stat(name, dir_fd=self._handle, follow_symlinks=False)
                        if time.time() - about.st_mtime > _DAY_SECONDS:
                            os.unlink(name, dir_fd=self._handle)


def make_private(path: Path) -> None:
    """Make a folder that only this user can write, or see that it is one.

    Raises
    ------
    OSError
        If it cannot be made, or somebody else owns it or may write it, or it is a link.
    """
    os.close(_open_ours(path)[0])


def _open_ours(path: Path) -> tuple[int, bool]:
    """Open a folder that can be trusted -> its handle, and whether it was made just now."""
    fresh = False
    try:
        os.mkdir(path, 0o700)
        fresh = True
    except OSError:
        if not path.is_dir():
            raise
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _OPEN)
    try:
        _check_owner(os.fstat(handle), path)
    except OSError:
        os.close(handle)
        raise
    return handle, fresh


def _check_owner(about: os.stat_result, path: Path) -> None:
    if about.st_uid not in (os.geteuid(), 0):
        raise NotTrusted(f"{path} belongs to another user")
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise NotTrusted(f"other users may write {path}")


def sweep(root: Path, used: Path) -> None:
    """Delete folders of kernels of other sources that carry our mark, are not in use, and are old or too many.

    Old : not used for 30 days. Too many : beyond the eight used last, if not used for a day. In a folder only kept
    files and our mark are deleted; with anything else in it, the folder stays.
    """
    now = time.time()
    for rank, (last, path) in enumerate(sorted(_marked(root, used), reverse=True)):
        age = now - last
        if age > UNUSED_SECONDS or (rank >= FEW - 1 and age > _DAY_SECONDS):
            with contextlib.suppress(OSError):
                _delete(path, last)


def _marked(root: Path, used: Path) -> Iterator[tuple[float, Path]]:
    """When each other folder with our mark was last used, and where it is."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(root):
            mark = Path(entry.path) / MARK
            if _NAME.fullmatch(entry.name) and entry.name != used.name and entry.is_dir(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    about = mark.lstat()
                    if stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and _is_mark(mark):
                        yield about.st_mtime, Path(entry.path)


def _is_mark(mark: Path) -> bool:
    return mark.lstat().st_size == len(_MARK_TEXT) and mark.read_bytes() == _MARK_TEXT


def _is_kernel(folder: int, name: str) -> bool:
    """Whether a file begins as ours do, of this format or an earlier one, or is empty, as a full disk may leave it."""
    with os.fdopen(os.open(name, os.O_RDONLY | _OPEN, dir_fd=folder), "rb") as file:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and file.read(len(_KIND)) in (b"", _KIND)


def _delete(path: Path, last: float) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _OPEN)
    try:
        mark = os.open(MARK, os.O_RDWR | _OPEN, dir_fd=folder)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while any process uses the folder
            if os.fstat(mark).st_mtime != last:
                return
            for name in os.listdir(folder):
                with contextlib.suppress(OSError):
                    if _HALF.fullmatch(name) or (name.endswith(SUFFIX) and _is_kernel(folder, name)):
                        os.unlink(name, dir_fd=folder)
            if os.listdir(folder) == [MARK]:
                os.unlink(MARK, dir_fd=folder)
                os.rmdir(path)
        finally:
            os.close(mark)
    finally:
        os.close(folder)
