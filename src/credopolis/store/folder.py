"""Run folders on disk: a new one is never laid over an old one, and files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from pathlib import Path
from typing import BinaryIO

from credopolis.core.errors import RunFolderError

MANIFEST = "manifest.json"
RUNS = "runs"
_RESERVE = ".reserve"
_HELD = ".held"
_RESERVE_BYTES = 256 * 1024


def new_folder(out: str | Path | None, name: str, seed: int) -> Path:
    """Create the folder of a run: `out` if given (new or empty), else the next free `runs/<name>-<seed>-<n>`.

    Raises
    ------
    RunFolderError
        If the folder holds something already, is a file, or cannot be created or written.
    """
    folder = fresh_folder(out, f"{name}-{seed}")
    reserve(folder)
    return folder


def fresh_folder(out: str | Path | None, stem: str) -> Path:
    """Create a folder: `out` if given (new or empty), else the next free `runs/<stem>-<n>`.

    Raises
    ------
    RunFolderError
        If it holds something already, is a file, or cannot be created.
    """
    if out is None:
        return _next_free(Path(RUNS), stem)
    folder = Path(out)
    try:
        if folder.exists() and not folder.is_dir():
            raise RunFolderError(folder, "there is a file of this name", "Give --out a new or empty folder.")
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise RunFolderError(
                folder, "the folder is not empty, and a run never overwrites", "Give --out a new or empty folder."
            )
    except OSError as error:
        raise disk_error(folder, error) from error
    return folder


def _next_free(parent: Path, stem: str) -> Path:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        taken = [p.name.removeprefix(f"{stem}-") for p in parent.glob(f"{stem}-*")]
        number = 1 + max((int(t) for t in taken if t.isdecimal()), default=0)
        while True:  # another run may take the number between the look and the leap
            folder = parent / f"{stem}-{number}"
            try:
                folder.mkdir()
            except FileExistsError:
                number += 1
            else:
                break
    except OSError as error:
        raise disk_error(parent, error) from error
    return folder


def reserve(folder: Path) -> None:
    """Hold a little space back, so that a full disk still has room for the manifest that says so."""
    write_file(folder / _RESERVE, b"\0" * _RESERVE_BYTES)


def release_reserve(folder: Path) -> None:
    """Free the space held back."""
    with contextlib.suppress(OSError):
        (folder / _RESERVE).unlink(missing_ok=True)


def hold_folder(folder: Path) -> BinaryIO:
    """Hold a run's folder until the file given back is closed or the process ends, however it ends.

    Raises
    ------
    RunFolderError
        If another process holds it.
    """
    while True:
        try:
            held = open(folder / _HELD, "ab")  # noqa: SIM115
        except OSError as error:
            raise disk_error(folder, error) from error
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            problem = "a process that is still going writes this run"
            raise RunFolderError(folder, problem, "Wait for its end, or stop it with Ctrl-C.") from None
        except OSError:
            return held  # a file system without locks: nothing is held, and nothing is lost by it
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(held.fileno()), os.stat(folder / _HELD)):
                return held
        held.close()  # who held it before took the file away in the meantime


def let_go(folder: Path, held: BinaryIO) -> None:
    """Hold a run's folder no longer; nothing happens the second time."""
    if held.closed:
        return
    with contextlib.suppress(OSError):
        (folder / _HELD).unlink(missing_ok=True)
    held.close()


def discard_folder(folder: Path) -> None:
    """Take away a run folder that holds no results yet, and `runs` if that leaves it empty."""
    release_reserve(folder)
    with contextlib.suppress(OSError):
        (folder / MANIFEST).unlink(missing_ok=True)
        (folder / _HELD).unlink(missing_ok=True)
    discard_empty(folder)


def discard_empty(folder: Path) -> None:
    """Take away a folder if it is empty, and then `runs` if that is empty too."""
    with contextlib.suppress(OSError):
        folder.rmdir()
        if folder.parent.name == RUNS:
            folder.parent.rmdir()


def write_file(path: Path, data: bytes | memoryview) -> None:
    """Write a file so that it appears whole or not at all.

    Raises
    ------
    RunFolderError
        If the disk is full or the folder cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(partial, "wb") as file:
            file.write(data)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> RunFolderError:
    """The error of the operating system, in words and with what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RunFolderError(
            path, "the disk is full", "Free some space or give --out a folder on another disk, then run again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunFolderError(path, "the folder cannot be written", "Give --out a folder that you may write to.")
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return RunFolderError(path, "a file stands where a folder is needed", "Give --out another folder.")
    if error.errno == errno.ENAMETOOLONG:
        return RunFolderError(Path(f"{str(path)[:60]}..."), "the name is too long", "Give --out a shorter one.")
    return RunFolderError(path, f"writing failed ({error.strerror or error})", "Give --out another folder.")


def latest_run(parent: str | Path = RUNS) -> Path:
    """The run folder under `parent` that was started last.

    Raises
    ------
    RunFolderError
        If there is none.
    """
    manifests = [m for m in Path(parent).glob(f"*/{MANIFEST}") if m.is_file()]
    if not manifests:
        raise RunFolderError(
            Path(parent), "no run was found here", "Start one with `credopolis run`, or name a folder."
        )
    return max(manifests, key=lambda m: (m.stat().st_mtime_ns, m)).parent
