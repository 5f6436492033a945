"""Where compiled kernels are kept: the user's cache folder, else a temporary folder of ours, else nowhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from credopolis.core.kept import Folder, make_private, sweep

VARIABLE: Final = "CREDOPOLIS_CACHE_DIR"
TEMPORARY: Final = ("/tmp", "/var/tmp")


@dataclass(frozen=True)
class Place:
    """A folder for kernels, if one was found. lasts : whether it is where the user's cache belongs. trouble : what
    stood in the way of better places, for people to read."""

    folder: Folder | None
    lasts: bool
    trouble: str

    @property
    def advice(self) -> str:
        """What to tell somebody who has just waited for the compiler; empty if it need not be told."""
        if self.folder is None or not self.folder.writable:
            return (
                f"Compiled kernels could not be kept, so each start compiles again ({self.trouble}). "
                f"Set {VARIABLE} to a folder that you can write."
            )
        if not self.lasts:
            return (
                f"Compiled kernels are kept in {self.folder.path}, which may not last ({self.trouble}). "
                f"Set {VARIABLE} to a folder that you can write."
            )
        return ""


def user_root(numbas: str = "") -> Path | None:
    """The folder that the user's surroundings name for our cache, if any. numbas : Numba's own cache folder, if set."""
    given = os.environ.get(VARIABLE)
    try:
        if given:
            return Path(given).expanduser().absolute()
        if numbas:
            return Path(numbas).expanduser().absolute() / "credopolis"
        root = Path(platformdirs.user_cache_dir("credopolis"))
    except RuntimeError:  # `~` where there is no home
        return None
    return root if root.is_absolute() else None


def find_place(root: Path | None, name: str) -> Place:
    """Find a folder named `name` to keep kernels in: below `root`, else in a temporary folder that is ours alone."""
    troubles = []
    try:
        folder = _below(root, name)
        if folder.writable or folder.names():
            return Place(folder, True, "" if folder.writable else f"{folder.path} cannot be written")
        folder.close()
        troubles.append(f"{folder.path} cannot be written")
    except OSError as error:
        troubles.append(_reason(error))
    for temporary in dict.fromkeys((os.environ.get("TMPDIR") or TEMPORARY[0], *TEMPORARY)):
        ours = Path(temporary).absolute() / f"credopolis-{os.geteuid()}"
        try:
            make_private(ours)
            folder = _below(ours, name)
            if folder.writable:
                return Place(folder, False, troubles[0])
            folder.close()
        except OSError as error:
            troubles.append(_reason(error))
    return Place(None, False, "; ".join(troubles))


def _below(root: Path | None, name: str) -> Folder:
    if root is None:
        raise OSError("this user has no home folder")
    root.mkdir(parents=True, exist_ok=True)
    folder = Folder(root / name)
    if folder.fresh:
        sweep(root, folder.path)
    return folder


def _reason(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
