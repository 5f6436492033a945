"""The files that a scenario is put together from, so that none of them is written over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from credopolis.core import standard_input
from credopolis.core.outputs import files_in
from credopolis.core.textfile import named
from credopolis.library.catalogue import FOLDER, SCENARIOS, read_scenario, regime_of, society_of
from credopolis.library.names import EVERY_REGIME, files_of_rulebook, resolve_rulebook


def files_behind(scenario: str | Path, regimes: Iterable[str | Path | None] = (None,)) -> list[Path]:
    """The files of a scenario under its own regime (None), or under others.

    Raises
    ------
    UnknownName, FaultyFile
        As `catalogue.load_scenario` does.
    """
    path, file = read_scenario(str(scenario))
    society = society_of(path, file)
    found = [path, *files_in(FOLDER / "societies" / society), *files_in(named(society))]
    for regime in regimes:
        found += files_of_rulebook(resolve_rulebook(regime_of(path, file, regime)))
    return found


def originals(source: Mapping[str, Any]) -> list[Path]:
    """The files that a run was put together from, as its manifest tells of them, whether they are still there or not.

    source : `Scenario.source`; of a scenario that no file describes it names no society and no regime, and so no files.
    """
    scenario, society, regime = (source.get(key) for key in ("scenario", "society", "regime"))
    if society is None or regime is None:
        return []
    no_file = (standard_input.NAME,)
    found = [Path(str(scenario))] if scenario not in (*SCENARIOS, *no_file) else []
    found += files_in(Path(str(society))) if Path(str(society)).is_absolute() else []
    return found + (files_of_rulebook(resolve_rulebook(str(regime))) if regime not in (*EVERY_REGIME, *no_file) else [])
