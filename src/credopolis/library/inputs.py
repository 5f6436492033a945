"""The files that a scenario was put together from: found from anywhere, kept for later, and held against what they are.

A run keeps a copy of every file that is not the library's own (`store.inputs`), so that it can be lived again when the
original has moved or changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from credopolis.core.textfile import named
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.library.rates import SOCIETIES

KINDS: Final = ("scenario", "regime", "society")
RULEBOOK, REGIME_FILE = "rulebook.yaml", "regime.yaml"


@dataclass(frozen=True)
class Input:
    """Files of one kind, as they were when they were read. main : of the file that names them, "" for the folder."""

    kind: str
    main: str
    files: tuple[tuple[str, bytes], ...]


def absolute(name: str) -> str:
    """A path that is found from any working folder."""
    return str(named(name).absolute())


def beside(folder: Path | str, name: str) -> str:
    """A file that another file names: meant from the folder of that one; else as it is."""
    try:
        near = Path(folder, named(name))
        return absolute(str(near)) if near.exists() else name
    except (OSError, ValueError):
        return name


def scenario_input(path: Path) -> Input:
    """A scenario's file to keep."""
    return Input("scenario", path.name, ((path.name, path.read_bytes()),))


def regime_input(rulebook: Path) -> Input:
    """A rulebook's file to keep, and the parameters that belong to it."""
    names = [rulebook.name]
    if rulebook.name == RULEBOOK and (rulebook.parent / REGIME_FILE).is_file():
        names.append(REGIME_FILE)
    return Input("regime", rulebook.name, tuple((n, (rulebook.parent / n).read_bytes()) for n in names))


def society_input(folder: Path) -> Input:
    """The tables of a society to keep."""
    return Input("society", "", tuple((f.name, f.read_bytes()) for f in society_files(folder)))


def society_files(folder: Path) -> list[Path]:
    """The tables of a society's folder."""
    return [f for f in sorted(folder.glob("*")) if f.suffix in (".csv", ".yaml")]


def digest(path: Path) -> str:
    """The hash of a file, as manifests hold it."""
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def changed_originals(source: Mapping[str, Any], kinds: tuple[str, ...]) -> list[str]:
    """What became of the files that a scenario was read from: a sentence for each that is gone or has changed.

    source : `Scenario.source`. kinds : those to look at.
    """
    told = []
    for kind in kinds:
        name, then = str(source[kind]), source["digests"]
        try:
            now = _digests_now(kind, name)
        except OSError:
            told.append(f"{name} is no longer there, or cannot be read")
            continue
        if any(then.get(key) != value for key, value in now.items()):
            told.append(f"{name} has changed since")
    return told


def _digests_now(kind: str, name: str) -> dict[str, str]:
    if kind == "scenario":
        return {"scenario": digest(Path(name))}
    if kind == "society":
        return {f.name: digest(f) for f in society_files(Path(name))} or {"": ""}
    rulebook = resolve_rulebook(name)
    found = {"rulebook": digest(rulebook)}
    if rulebook.name == RULEBOOK and (rulebook.parent / REGIME_FILE).is_file():
        found["regime"] = digest(rulebook.parent / REGIME_FILE)
    return found


def is_shipped(kind: str, name: str) -> bool:
    """Whether a regime or a society is the library's own."""
    return name in (REGIMES if kind == "regime" else SOCIETIES)
