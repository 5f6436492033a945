"""Rulebooks to begin with: a skeleton that asks what an audit will ask, and copies of the regimes that ship."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from credopolis.core.errors import BadValue, Misuse
from credopolis.core.outputs import write_output
from credopolis.library.names import FOLDER, regime_folder

SKELETON: Final = FOLDER / "skeleton"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,59}\Z")
_NAME_LINE: Final = re.compile(r"^(name:\s*)[a-z0-9-]+", re.MULTILINE)
FILES: Final = ("rulebook.yaml", "cases.yaml", "regime.yaml")


def begin(name: str, folder: Path | None = None) -> list[Path]:
    """Write a new rulebook and worked cases into a folder of its name, or into `folder` -> the files.

    Raises
    ------
    BadValue
        If the name is none for a rulebook.
    Misuse
        If a file is there already.
    NotWritten
        If a file cannot be written.
    """
    return _write(SKELETON, _checked(name), folder or Path(name))


def copy(regime: str, name: str | None = None, folder: Path | None = None) -> list[Path]:
    """Write the files of a regime that ships into a folder, under its name or another -> the files.

    Raises
    ------
    UnknownName
        If there is no such regime.
    BadValue, Misuse, NotWritten
        As `begin`.
    """
    source = regime_folder(regime)
    return _write(source, _checked(name or regime), folder or Path(name or regime))


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise BadValue("the rulebook's name", name, "lower-case letters, digits and -, beginning with a letter")
    return name


def _write(source: Path, name: str, folder: Path) -> list[Path]:
    """Write the files of a folder, with the rulebook's name put in its place."""
    wanted = {folder / file: source / file for file in FILES if (source / file).is_file()}
    for path in wanted:
        if path.exists() or path.is_symlink():
            raise Misuse(f"{path} is there already, and is not written over. Name another folder with --out.")
    for path, origin in wanted.items():
        text = origin.read_text(encoding="utf-8")
        write_output(path, _NAME_LINE.sub(rf"\g<1>{name}", text, count=1) if path.name == FILES[0] else text)
    return list(wanted)
