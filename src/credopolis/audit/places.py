"""How files are named in what an audit writes: never by a path of the machine that it ran on."""

from __future__ import annotations

from pathlib import Path

from credopolis.library.names import FOLDER


def shown_file(file: str) -> str:
    """A file as pages, JSON and SARIF name it.

    A relative path is as it was typed; an absolute one is relative to the regimes that ship or to the working folder,
    or its last two steps if it lies elsewhere.
    """
    path = Path(file)
    if not path.is_absolute():
        return path.as_posix()
    for folder in (FOLDER / "regimes", working_folder()):
        if folder is not None and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return "/".join(path.parts[1:][-2:]) or "file"


def working_folder() -> Path | None:
    """The working folder, None if it was removed."""
    try:
        return Path.cwd()
    except OSError:
        return None
