"""The file of a reform: what is ruled otherwise from a day of a run on; and that reform fitted to a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import CredopolisError, Misuse, UnknownName
from credopolis.core.faults import FaultyFile
from credopolis.core.plain import plain_data
from credopolis.core.reading import Schema
from credopolis.core.shapes import Bad, Choice, Key, MapOf, Reading, Record, Text
from credopolis.core.textfile import like_a_file, named
from credopolis.core.yamlfile import KeyPath, Located, load_yaml
from credopolis.library.inputs import digest as file_digest
from credopolis.library.names import EVERY_REGIME
from credopolis.library.overrides import FILES, Value
from credopolis.library.paths import check_setting
from credopolis.library.settings import read_path
from credopolis.library.shapes import OFF, Plain
from credopolis.runs.again import load_source

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

FORMAT: Final = "credopolis-reform/1"
UNREFORMED: Final = "unreformed"
_SAME_PEOPLE: Final = "A fork follows the same lives: give it to `credopolis run`, and fork that run."
_SAME_TIME: Final = "A fork goes on as its run went: give it to `credopolis run`, and fork that run."
_FIXED: Final = {
    **dict.fromkeys(("people", "scale", "seed", "society", "population", "conduct", "grid_lives", "district_grids",
                     "by_district"),
                    _SAME_PEOPLE),
    **dict.fromkeys(("years", "days", "tick", "tick_days", "interval", "start"), _SAME_TIME),
    **dict.fromkeys(("timeline", "sudden"), "A reform is one change; a scenario's file says what changes on dates."),
    "scenario": "A fork begins from the scenario of its run; name what changes under regime, set, off and on.",
    "at": "The day is said when forking (--at DATE), so that one reform can begin on any day.",
}  # fmt: skip


@dataclass(frozen=True)
class Reform:
    """A reform as its file gives it. regime : a regime's name, or the path of a rulebook. settings : values by path.

    off, on : mechanisms switched off, and those of the run that were off, on again. file : where it was read from, ""
    for one made in Python. digest : of the file's bytes, or of what was given.
    """

    format: str
    name: str
    title: str = ""
    description: str = ""
    regime: str = ""
    settings: dict[str, Value] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    file: str = ""
    digest: str = ""
    sources: tuple[str, ...] = ()
    located: Located = field(default=Located("reform", {}, {}), repr=False, compare=False)

    def about(self) -> dict[str, Any]:
        """The reform as plain data, for manifests."""
        return {
            "name": self.name, "title": self.title, "description": self.description, "source": list(self.sources),
            "regime": self.regime or None, "set": dict(self.settings), "off": list(self.off), "on": list(self.on),
            "file": self.file or None, "digest": self.digest,
        }  # fmt: skip


_PATH: Final = Text("a path of 1 to 200 characters", r"^.{1,200}\Z", "name")
REFORM: Final = Record(
    Reform,
    {
        "format": Key(Choice((FORMAT,)), spare=FORMAT),
        "reform": Key(Text("a name of small letters, digits and hyphens, which its folder will have",
                           r"^[a-z0-9][a-z0-9-]{0,59}\Z", "name"), "name", spare="-"),
        "title": Key(Text(holds="name"), default=""),
        "description": Key(Text(), default=""),
        "regime": Key(Text(holds="free"), default=""),
        "set": Key(MapOf(_PATH, Plain(), 200, 1), "settings", {}),
        "off": Key(OFF, default=()),
        "on": Key(OFF, default=()),
    },
)  # fmt: skip

REFORM_KEYS: Final = frozenset(("format", "reform", "title", "description", "regime", "set", "off", "on"))
ReformLike = str | Path | Mapping[str, Any] | Reform
"""A reform's file, its keys as in a file (`{"reform": "milder", "set": {...}}`), or as it is."""


def reform_schema() -> Schema:
    """The JSON Schema of a reform's file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **REFORM.schema()}


def read_reform(path: str | Path) -> Reform:
    """Read a reform's file; what it asks of a run is checked by `fit_reform`.

    Raises
    ------
    FaultyFile
        With every fault, each at its line and column.
    """
    path = Path(path)
    located = load_yaml(path)
    found, reading = _read(located)
    regime = _beside(path, found.regime, reading)
    if reading.faults:
        raise FaultyFile(reading.faults)
    return replace(found, regime=regime, file=str(path), digest=file_digest(path))


def make_reform(name: str, **rest: Any) -> Reform:
    """A reform from Python: as in a file, the other keys as arguments (`set={...}`, `off=[...]`, `regime=...`).

    Raises
    ------
    FaultyFile
        With every fault.
    """
    data = plain_data({"format": FORMAT, "reform": name, **rest}, "reform")
    text = json.dumps(data, sort_keys=True)
    found, reading = _read(Located("reform", data, {}))
    regime = _beside(None, found.regime, reading)
    if reading.faults:
        raise FaultyFile(reading.faults)
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return replace(found, regime=regime, digest=digest)


def _read(located: Located) -> tuple[Reform, Reading]:
    """The reform of a file, and the reading with what contradicts itself noted."""
    reading, data = Reading(located), located.data
    if isinstance(data, dict):
        for name in data.keys() & _FIXED.keys():
            reading.refuse((name,), "a fork cannot change this", data[name], remedy=_FIXED[name])
        data = {name: value for name, value in data.items() if name not in _FIXED}
    found = REFORM.read(data, (), reading)
    if isinstance(found, Bad):
        raise FaultyFile(reading.faults)
    _check(found, reading)
    sources = reading.sources[()].source if () in reading.sources else ()
    return replace(found, sources=sources, located=located), reading


def _check(found: Reform, reading: Reading) -> None:
    if found.name == UNREFORMED:
        reading.refuse(("reform",), "this name is that of the future without a reform", remedy="Choose another.")
    if not (found.regime or found.settings or found.off or found.on) and not reading.faults:
        reading.refuse((), "the reform changes nothing", ..., "at least one of regime, set, off and on")
    for k, name in enumerate(found.on):
        if name in found.off:
            reading.refuse(("on", k), "this mechanism is named under off as well", name, remedy="Keep one of the two.")
    for path, value in found.settings.items():
        steps = path.split(".")
        if path in _FIXED or steps[0] == "society":
            remedy = _FIXED.get(path, _SAME_PEOPLE)
            reading.refuse(("set", path), "a fork cannot change this", ..., remedy=remedy)
        elif steps[0] not in FILES or len(steps) < 2 or not all(steps):
            allowed = "a path that begins with rulebook., regime. or conduct."
            reading.refuse(("set", path), "not a path of a scenario", ..., allowed,
                           "For example rulebook.acts.tax_evasion.points.")  # fmt: skip
        else:
            check_setting(path, value, ("set", path), reading)


def _beside(path: Path | None, regime: str, reading: Reading) -> str:
    """A regime as the library finds it: its name, or the whole path of a file, meant from the reform's folder."""
    if not regime or regime in EVERY_REGIME:
        return regime
    near = (Path() if path is None else path.parent) / named(regime)
    if not like_a_file(regime) and not near.exists():
        error = UnknownName("regime", regime, EVERY_REGIME, "A path to a .yaml file will do as well.")
        reading.refuse(("regime",), "neither a regime nor a rulebook's file", regime, remedy=str(error))
        return regime
    if not near.exists():
        reading.refuse(
            ("regime",), "there is no such file", str(near), remedy="A path is meant from this file's folder."
        )
    return str(near.resolve())


def fit_reform(reform: Reform, past: Scenario) -> Scenario:
    """The scenario of a run from the reform on: what the run set stays set, unless the reform says otherwise.

    Raises
    ------
    FaultyFile
        With every fault, at the lines of the reform's file: values that the scenario refuses, mechanisms that are off
        or on already, rules under which the run's lives could not stand where they stand.
    """
    reading = Reading(reform.located)
    for k, name in enumerate(reform.on):
        if name not in past.off:
            reading.refuse(("on", k), "this mechanism is on already in the run", name, remedy="Remove it.")
    for k, name in enumerate(reform.off):
        if name in past.off:
            reading.refuse(("off", k), "this mechanism is off already in the run", name, remedy="Remove it.")
    fitted, said = _tried(reform, past)
    if fitted is None:
        places = _blame(reform, past)
        for place in places or [()]:
            reading.refuse(
                place, "the run cannot go on with this", _value(reform, place), remedy=places.get(place, said)
            )
    if reading.faults or fitted is None:
        raise FaultyFile(reading.faults)
    return fitted


def rules_after(change: ReformLike | Scenario, value: object, past: Scenario) -> Scenario:
    """The scenario of a run from a change on.

    change : a path and its `value`, values by path, a reform in any of its forms, or that scenario itself.

    Raises
    ------
    FaultyFile
        With every fault of a reform.
    BadValue
        If the rules do not fit.
    Misuse
        If the scenario is not as it was loaded, so that nothing can be loaded in its place.
    """
    from credopolis.engine.identity import scenario_digest
    from credopolis.engine.reform import check_reform
    from credopolis.engine.scenario import Scenario

    if isinstance(change, Scenario):
        check_reform(past, change)
        return change
    if isinstance(change, str) and value is not None:
        change = {change: value}
    if isinstance(change, Mapping) and not change.keys() & REFORM_KEYS:
        change = make_reform("change", set=dict(change))
    reform = as_reform(change)
    if not past.source or scenario_digest(load_source(past.source, past.copies)) != scenario_digest(past):
        raise Misuse("The scenario was changed after it was loaded. Give the scenario that shall hold from then on.")
    return fit_reform(reform, past)


def _value(reform: Reform, place: KeyPath) -> object:
    return reform.settings[str(place[1])] if len(place) == 2 else reform.regime if place == ("regime",) else ...


def _blame(reform: Reform, past: Scenario) -> dict[KeyPath, str]:
    """Which parts of a reform do not fit by themselves, and why."""
    alone = replace(reform, settings={}, off=(), on=())
    if reform.regime and (said := _tried(alone, past)[1]):
        return {("regime",): said}
    found: dict[KeyPath, str] = {}
    for path, value in reform.settings.items():
        if said := _tried(replace(alone, settings={path: value}), past)[1]:
            found["set", path] = said
    return found


def _tried(reform: Reform, past: Scenario) -> tuple[Scenario | None, str]:
    """The scenario under the reform, or nothing and the first thing that is said against it."""
    from credopolis.engine.build import check_length
    from credopolis.engine.reform import check_reform

    source, on = past.source, {*past.source.get("on", ()), *reform.on} - {*reform.off}
    changed: dict[str, Any] = {
        "off": tuple(sorted({*past.off, *reform.off} - on)), "on": tuple(sorted(on)),
        "set": {**source["overrides"], **reform.settings},
    }  # fmt: skip
    if reform.regime:
        changed["regime"] = reform.regime
    try:
        fitted = load_source(source, past.copies, **changed)
        check_length(fitted)
        check_reform(past, fitted)
    except CredopolisError as error:
        return None, str(error).splitlines()[0]
    return fitted, ""


def as_reform(wanted: ReformLike) -> Reform:
    """A reform by the path of its file, by its keys (`{"reform": "milder", "set": {...}}`), or as it is."""
    if isinstance(wanted, Reform):
        return wanted
    if isinstance(wanted, Mapping):
        rest: dict[str, Any] = {key: value for key, value in wanted.items() if key not in ("reform", "format")}
        return make_reform(wanted.get("reform", ""), **rest)
    return read_reform(read_path(wanted, "a reform", "the path of its file, or a mapping of its keys"))
