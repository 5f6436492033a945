"""Run folders on disk: a new one is never laid over an old one, and only what bears our mark is taken away again."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from credopolis.core.errors import RunFolderError
from credopolis.core.writing import is_part, no_room, open_appending, reason, remove_inside, write_inside

MANIFEST: Final = "manifest.json"
RUNS: Final = "runs"
HELD: Final = ".held"
RESERVE: Final = ".reserve"
RESERVE_BYTES: Final = 256 * 1024
_ELSEWHERE: Final = "Give --out another folder."


class DiskFull(RunFolderError):
    """A run folder that cannot be written for want of room."""


def new_folder(out: str | Path | None, name: str, seed: int) -> Path:
    """Create the folder of a run: `out` if given (new or empty), else the next free `runs/<name>-<seed>-<n>`.

    Raises
    ------
    RunFolderError
        If the folder holds something already, is a file, or cannot be created.
    """
    return fresh_folder(out, f"{name}-{seed}")


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
        refuse_full(folder)
    except OSError as error:
        raise disk_error(folder, error) from error
    return folder


def refuse_full(folder: Path) -> None:
    """Refuse a folder that holds more than a run leaves that was killed before it began.

    Raises
    ------
    RunFolderError
        If there is anything else in it.
    """
    for name in os.listdir(folder):
        if name not in (HELD, RESERVE) and not is_part(name):
            raise RunFolderError(
                folder, "the folder is not empty, and a run never overwrites", "Give --out a new or empty folder."
            )


def _next_free(parent: Path, stem: str) -> Path:
    try:
        parent.mkdir(parents=True, exist_ok=True)
        beginning = f"{stem}-"  # no pattern, for a scenario may be called `a**b`
        taken = [p.name.removeprefix(beginning) for p in parent.iterdir() if p.name.startswith(beginning)]
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
    """Hold a little space back, so that a full disk still has room for the manifest that says so.

    Raises
    ------
    RunFolderError
        If there is no room for it, or something that is not ours has its name.
    """
    release_reserve(folder)
    if os.path.lexists(folder / RESERVE):
        raise RunFolderError(folder, f"{RESERVE} in it is not of credopolis", "Move it away.")
    write_file(folder, RESERVE, bytes(RESERVE_BYTES))


def release_reserve(folder: Path) -> None:
    """Free the space held back."""
    remove_inside(folder, (), _is_reserve, RESERVE_BYTES + 1)


def _is_reserve(name: str, content: bytes) -> bool:
    return name == RESERVE and content == bytes(RESERVE_BYTES)


def forget_parts(folder: Path, *inner: str) -> None:
    """Take away files that a killed process was writing in a folder, or in one inside it. Only whoever holds the folder
    may: to another these files may be in hand.
    """
    remove_inside(folder, inner, lambda name, _: is_part(name))


def hold_folder(folder: Path) -> BinaryIO:
    """Hold a run's folder until the file given back is closed or the process ends, however it ends.

    Raises
    ------
    RunFolderError
        If another process holds it, or something that is not ours has the name of the file that holds it.
    """
    while True:
        try:
            held = open_appending(folder / HELD)
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
        if _is_named(folder, held):
            return held
        held.close()  # who held it before took the file away in the meantime


def let_go(folder: Path, held: BinaryIO) -> None:
    """Hold a run's folder no longer; nothing happens the second time."""
    if held.closed:
        return
    if _is_named(folder, held) and os.fstat(held.fileno()).st_size == 0:
        with contextlib.suppress(OSError):
            (folder / HELD).unlink()
    held.close()


def _is_named(folder: Path, held: BinaryIO) -> bool:
    """Whether the file that is held still has its name."""
    try:
        return os.path.samestat(os.fstat(held.fileno()), os.lstat(folder / HELD))
    except FileNotFoundError:
        return False


def discard_folder(folder: Path, held: BinaryIO, made: Sequence[Path]) -> None:
    """Take away what a run put into its folder before it had results. made : and these folders, made for the run."""
    release_reserve(folder)
    forget_parts(folder)
    remove_inside(folder, (), lambda name, start: name == MANIFEST and start.startswith(b'{\n "format": '))
    let_go(folder, held)
    discard_empty(made)


def folders_to_make(out: str | Path | None) -> list[Path]:
    """Folders that `fresh_folder` will have to make, innermost first; without `out`, besides the run's own."""
    first = Path(RUNS if out is None else out)
    return [path for path in (first, *first.parents) if not os.path.lexists(path)]


def discard_empty(made: Sequence[Path]) -> None:
    """Take away folders that we made and that are empty, innermost first."""
    with contextlib.suppress(OSError):
        for path in made:
            path.rmdir()


def write_file(folder: Path, path: str, data: bytes | memoryview) -> None:
    """Write a file of a folder of our own so that it appears whole or not at all. path : from the folder.

    Raises
    ------
    RunFolderError
        If the folder cannot be written; `DiskFull` if there is no room.
    """
    try:
        write_inside(folder, path, data)
    except OSError as error:
        raise disk_error(folder / path, error) from error


def disk_error(path: Path, error: OSError) -> RunFolderError:
    """The error of the operating system, in words and with what to do."""
    if no_room(error):
        remedy = "Free some space or give --out a folder on another disk, then run again."
        return DiskFull(path, reason(error), remedy)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunFolderError(path, "the folder cannot be written", "Give --out a folder that you may write to.")
    if error.errno == errno.ENAMETOOLONG:
        return RunFolderError(Path(f"{str(path)[:60]}..."), reason(error), "Give --out a shorter one.")
    return RunFolderError(path, reason(error), _ELSEWHERE)


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
