"""The files that a scenario is put together from, so that none of them is written over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from credopolis.core.outputs import files_in
from credopolis.core.textfile import named
from credopolis.library.catalogue import FOLDER, beside, read_scenario
from credopolis.library.names import resolve_rulebook


def files_behind(scenario: str | Path, regimes: Iterable[str | Path | None] = (None,)) -> list[Path]:
    """The files of a scenario under its own regime (None), or under others.

    Raises
    ------
    UnknownName, FaultyFile
        As `catalogue.load_scenario` does.
    """
    path, file = read_scenario(str(scenario))
    found = [path, *files_in(FOLDER / "societies" / file.society), *files_in(named(file.society))]
    for regime in regimes:
        rulebook = resolve_rulebook(beside(path, file.regime if regime is None else str(regime)))
        found += [rulebook, rulebook.parent / "regime.yaml"]
    return found
