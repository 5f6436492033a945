"""Reading a scenario's file, by name or path, with what it takes from another one that it extends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from credopolis.core.errors import UnknownName
from credopolis.core.shapes import read_all
from credopolis.core.textfile import like_a_file, named
from credopolis.core.yamlfile import Located, load_yaml
from credopolis.library.cities import with_sources
from credopolis.library.shapes import SCENARIO, ScenarioFile
from credopolis.library.timeline import RuleChange, with_references

FOLDER: Final = Path(__file__).resolve().parent
SCENARIOS: Final = (
    "popular-account", "suining-2010", "rongcheng-2013", "rongcheng-2021", "judgment-defaulters", "us-bank-score",
    "sesame-like", "tenant-entry", "institutions-only", "none", "dangan", "intensive-region", "china-2005-2025",
    "china-cities-2005-2025", "clean-up-2009", "generations", "ladder", "quiet-streets", "spoken-word", "company-town",
)  # fmt: skip


def _file_or_name(kind: str, name: str, known: Iterable[str], packaged: Path) -> Path:
    """The path of a file given by its path or by the name of a packaged one."""
    if name in known:
        return packaged
    if like_a_file(name):
        return named(name)
    raise UnknownName(kind, name, known, "A path to a .yaml file will do as well.")


def read_scenario(name_or_path: str) -> tuple[Path, ScenarioFile]:
    """A scenario's file, by name or path, before anything that it names is looked up.

    Raises
    ------
    UnknownName, FaultyFile
        If there is no such scenario, or the file does not read.
    """
    path = _file_or_name("scenario", name_or_path, SCENARIOS, FOLDER / "scenarios" / f"{name_or_path}.yaml")
    located = load_yaml(path)
    other = located.data.get("extends") if isinstance(located.data, dict) else None
    known: dict[str, RuleChange] = {}
    if isinstance(other, str):
        if other not in SCENARIOS:
            raise UnknownName("scenario", other, SCENARIOS, "A scenario extends one that ships with the package.")
        known = read_scenario(other)[1].timeline
        located = _extending(located, load_yaml(FOLDER / "scenarios" / f"{other}.yaml").data)
    file, reading = read_all(SCENARIO, located)
    cities = with_sources(file.cities, reading)
    return path, replace(file, cities=cities, timeline={**known, **with_references(file.timeline, reading)})


def _extending(located: Located, other: Any) -> Located:
    """A scenario's file with what another says and it does not; steps are added later, with their references."""
    own: Any = located.data
    both = {**{key: value for key, value in other.items() if key != "timeline"}, **own}
    settings = own.get("set")
    if isinstance(settings, dict):
        both["set"] = {**other.get("set", {}), **settings}
    return replace(located, data=both)
