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

from credopolis.core import standard_input, textfile
from credopolis.core.textfile import named, read_regular
from credopolis.library.names import EVERY_REGIME, resolve_rulebook
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
    """A path that is found from any working folder; the standard input has none."""
    return name if name == standard_input.NAME else str(named(name).absolute())


def exists(name: str) -> bool:
    """Whether there is such a file or folder; False too for what can be no name of one."""
    return textfile.exists(named(name))


def beside(folder: Path | str, name: str) -> str:
    """A file that another file names: meant from the folder of that one; else as it is."""
    try:
        near = Path(folder, named(name))
        return absolute(str(near)) if near.exists() else name
    except (OSError, ValueError):
        return name


def scenario_input(path: Path) -> Input:
    """A scenario's file to keep."""
    name = _copied_as(path)
    return Input("scenario", name, ((name, read_regular(path)),))


def regime_input(rulebook: Path) -> Input:
    """A rulebook's file to keep, and the parameters that belong to it."""
    name = _copied_as(rulebook)
    files = [(name, read_regular(rulebook))]
    if rulebook.name == RULEBOOK and (rulebook.parent / REGIME_FILE).is_file():
        files.append((REGIME_FILE, read_regular(rulebook.parent / REGIME_FILE)))
    return Input("regime", name, tuple(files))


def _copied_as(path: Path) -> str:
    """What the copy of a file is called."""
    return f"{standard_input.STEM}.yaml" if str(path) == standard_input.NAME else path.name


def society_input(folder: Path, conduct: str) -> Input:
    """The tables of a society to keep."""
    return Input("society", "", tuple((f.name, read_regular(f)) for f in society_files(folder, conduct)))


def society_files(folder: Path, conduct: str) -> list[Path]:
    """The files of a society's folder that are read. Whatever else lies there is nobody's business."""
    return [folder / name for name in sorted((f"{conduct}.yaml", "population.csv", "society.yaml"))]


def digest(path: Path) -> str:
    """The hash of a file, as manifests hold it."""
    return hashlib.blake2b(read_regular(path), digest_size=16).hexdigest()


def changed_originals(source: Mapping[str, Any], kinds: tuple[str, ...]) -> list[str]:
    """What became of the files that a scenario was read from: a sentence for each that is gone or has changed.

    source : `Scenario.source`. kinds : those to look at.
    """
    told = []
    for kind in kinds:
        name, then = str(source[kind]), source["digests"]
        if name == standard_input.NAME:
            continue  # there is no file of it but the copy
        try:
            now = _digests_now(kind, name, then)
        except OSError:
            told.append(f"{name} is no longer there, or cannot be read")
            continue
        if any(then.get(key) != value for key, value in now.items()):
            told.append(f"{name} has changed since")
    return told


def _digests_now(kind: str, name: str, then: Mapping[str, str]) -> dict[str, str]:
    if kind == "scenario":
        return {"scenario": digest(Path(name))}
    if kind == "society":
        tables = [key for key in then if key.endswith((".csv", ".yaml")) and key == Path(key).name]
        return {key: digest(Path(name, key)) for key in tables}
    rulebook = resolve_rulebook(name)
    found = {"rulebook": digest(rulebook)}
    if rulebook.name == RULEBOOK and (rulebook.parent / REGIME_FILE).is_file():
        found["regime"] = digest(rulebook.parent / REGIME_FILE)
    return found


def is_shipped(kind: str, name: str) -> bool:
    """Whether a regime or a society is the library's own."""
    return name in (EVERY_REGIME if kind == "regime" else SOCIETIES)
