"""Copies of the files that a run was put together from, kept in its folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from credopolis.core.writing import remove_empty, remove_inside
from credopolis.store.folder import write_file

INPUTS: Final = "inputs"
_OURS: Final = re.compile(r"(scenario|regime|society)-[0-9a-f]{8}")


class ReadFiles(Protocol):
    """Files of one kind (scenario, regime or society); see `library.inputs`."""

    @property
    def kind(self) -> str: ...
    @property
    def main(self) -> str: ...
    @property
    def files(self) -> tuple[tuple[str, bytes], ...]: ...


def keep_inputs(folder: Path, inputs: Iterable[ReadFiles]) -> dict[str, str]:
    """Keep copies, in folders named by kind and content -> path of each kind in the run's folder, for the manifest.

    Raises
    ------
    RunFolderError
        If they cannot be written.
    """
    kept = {}
    for one in inputs:
        content = hashlib.blake2b(digest_size=4)
        for name, data in one.files:
            content.update(os.fsencode(name) + b"\0" + data)
        place = f"{INPUTS}/{one.kind}-{content.hexdigest()}"
        for name, data in one.files:
            write_file(folder, f"{place}/{name}", data)
        kept[one.kind] = f"{place}/{one.main}".rstrip("/")
    return kept


def copies_of(folder: Path, kept: Mapping[str, Any] | None) -> dict[str, str]:
    """Where the copies of a run are, by kind; those that are missing, or named outside the folder, are left out."""
    found = {}
    for kind, place in (kept or {}).items():
        inside = isinstance(place, str) and place.startswith(f"{INPUTS}/") and ".." not in Path(place).parts
        if inside and (folder / place).exists():
            found[str(kind)] = str((folder / place).absolute())
    return found


def forget_inputs(folder: Path) -> None:
    """Take the copies of a run away that has no results."""
    with contextlib.suppress(OSError):
        for place in os.listdir(folder / INPUTS):
            if _OURS.fullmatch(place):
                remove_inside(folder, (INPUTS, place), lambda name, beginning: True)
                remove_empty(folder / INPUTS, place)
    remove_empty(folder, INPUTS)
