"""Settings of audits in a file: `[audit]` of credopolis.toml, or `[tool.credopolis.audit]` of pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from credopolis.audit.finding import SEVERITIES
from credopolis.audit.places import working_folder
from credopolis.audit.proofs.effort import LEAST_EFFORT, MOST_EFFORT
from credopolis.audit.wanted import ALL, prefixes
from credopolis.core.errors import BadValue
from credopolis.core.faults import Fault, FaultyFile, near_miss
from credopolis.core.systems import user
from credopolis.core.textfile import read_text

OWN, PROJECT = "credopolis.toml", "pyproject.toml"
SECTIONS: Final = {OWN: ("audit",), PROJECT: ("tool", "credopolis", "audit")}
NEVER: Final = "never"
KEYS: Final = ("select", "ignore", "per-file-ignores", "fail-on", "baseline", "effort")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class Settings:
    """What a file sets; None where it says nothing. A baseline lies relative to the file."""

    file: Path | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    per_file: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fail_on: str | None = None
    baseline: Path | None = None
    effort: int | None = None


def find_settings(folder: Path | None = None) -> Settings:
    """The settings nearest to a folder (the working folder if none is named): in it, or in one of those above it.

    Raises
    ------
    FaultyFile
        If they cannot be used, or somebody else can have put them there.
    """
    folder = working_folder() if folder is None else folder
    for above in () if folder is None else (folder, *folder.parents):
        for name in SECTIONS:
            path = above / name
            if path.is_file():
                found = read_settings(path, named=False)
                if found is not None:
                    _refuse_a_strangers(path)
                    return found
    return Settings()


def _refuse_a_strangers(path: Path) -> None:
    """Refuse settings that nobody named if file, link or folder is another user's: they could hide findings unasked.

    What is root's is trusted. They are not passed over, for without them a `fail-on` would be lost unsaid. Where files
    have no user (Windows) nothing is refused.
    """
    owners = {path.lstat().st_uid, path.stat().st_uid, path.parent.stat().st_uid}
    if not owners <= {user(), 0}:
        remedy = f"If you trust them, say `--config {path}`; to take no settings, `--isolated`."
        message = "these settings, or the folder that they lie in, belong to another user, and nobody named them"
        raise FaultyFile([Fault(str(path), 0, 0, "", message, remedy=remedy)])


def read_settings(path: Path, *, named: bool = True) -> Settings | None:
    """The settings of a file; None if it has no such section. `named`: somebody asked for this file.

    Raises
    ------
    FaultyFile
        If the file or a setting cannot be used.
    """
    text = read_text(path, str(path))
    if not named and path.name == PROJECT and "credopolis" not in text:
        return None  # another project's file, whole or not
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        said = _PLACE.sub("", str(error)).strip()
        raise FaultyFile([Fault(str(path), line, column, "", f"this is not TOML: {said}")]) from None
    section = SECTIONS.get(path.name, SECTIONS[OWN])
    for key in section:
        data = data.get(key) if isinstance(data, dict) else None
    if data is None and not named:
        return None
    return _settings(path, ".".join(section), {} if data is None else data)


def _settings(path: Path, section: str, data: Any) -> Settings:
    faults: list[Fault] = []

    def refuse(key: str, message: str, value: object, allowed: str, remedy: str = "") -> None:
        faults.append(Fault(str(path), 0, 0, f"{section}.{key}", message, repr(value), allowed, remedy))

    if not isinstance(data, dict):
        raise FaultyFile([Fault(str(path), 0, 0, section, "this is no table", "", f"[{section}] with keys")])
    for key in data.keys() - set(KEYS):
        refuse(key, "there is no such key", data[key], ", ".join(KEYS), near_miss(key, KEYS))
    found: dict[str, Any] = {"file": path}
    for key in ("select", "ignore"):
        if key in data:
            found[key] = _codes(key, data[key], refuse)
    per_file = data.get("per-file-ignores", {})
    if isinstance(per_file, dict):
        found["per_file"] = {name: _codes("per-file-ignores", codes, refuse) for name, codes in per_file.items()}
    else:
        refuse("per-file-ignores", "this is no table", per_file, 'such as {"old/*.yaml" = ["DP"]}')
    if "fail-on" in data:
        found["fail_on"] = data["fail-on"]
        if data["fail-on"] not in (*SEVERITIES, NEVER):
            refuse("fail-on", "not one of the choices", data["fail-on"], ", ".join((*reversed(SEVERITIES), NEVER)))
    if "baseline" in data:
        wanted = data["baseline"]
        if isinstance(wanted, str) and wanted and "\0" not in wanted:
            found["baseline"] = path.parent / wanted
        else:
            refuse("baseline", "not a path", wanted, "a file's path, from the folder of this file")
    if "effort" in data:
        found["effort"] = effort = data["effort"]
        if type(effort) is not int or not LEAST_EFFORT <= effort <= MOST_EFFORT:
            refuse("effort", "not a number of steps", effort, f"{LEAST_EFFORT:,} to {MOST_EFFORT:,}")
    if faults:
        raise FaultyFile(faults)
    return Settings(**found)


def _codes(key: str, given: Any, refuse: Any) -> tuple[str, ...]:
    """Beginnings of codes in a list of a file."""
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        refuse(key, "not a list of codes", given, f'such as ["DP", "LI02"], or ["{ALL}"]')
        return ()
    try:
        return prefixes(key, given)
    except BadValue as wrong:
        refuse(key, "no check has a code that begins so", wrong.value, wrong.allowed)
        return ()
