"""The range that an assumption may have, as its file or its parameter declares it: the prior of whoever varies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credopolis.core.errors import CredopolisError
from credopolis.core.reading import Source
from credopolis.core.shapes import read_all
from credopolis.core.yamlfile import KeyPath, Located, load_yaml
from credopolis.library.catalogue import read_scenario, regime_of, society_of
from credopolis.library.grounds import ground_of
from credopolis.library.names import resolve_rulebook
from credopolis.library.rules import society_folder
from credopolis.library.shapes import REGIME, ScenarioFile
from credopolis.mechanisms.conduct_table import read_conduct_table
from credopolis.mechanisms.parameters import Parameters, given_of
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import read_rulebook


class NoRange(CredopolisError):
    """A value without a declared range."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path} declares no range. Give low and high.")


@dataclass(frozen=True)
class Range:
    """From `low` to `high`; days if the value is a duration; `whole` if it must be a whole number; and who says so."""

    low: float
    high: float
    days: bool
    whole: bool
    source: str


def range_of(scenario: str, path: str, regime: str | None = None) -> Range:
    """The declared range of a value, by its path as in `--set`.

    Raises
    ------
    NoRange
        If the value is not there or has none.
    """
    where, file = read_scenario(scenario)
    steps = tuple(path.split("."))
    rulebook = resolve_rulebook(regime_of(where, file, regime))
    if steps[0] == "rulebook":
        located = load_yaml(rulebook)
        return _declared(path, steps[1:], read_rulebook(located).sources, located.data)
    if steps[0] == "conduct":
        located = _conduct(where, file)
        return _declared(path, steps[1:], read_conduct_table(located).sources, located.data)
    if steps[0] == "regime":
        beside = rulebook.parent / "regime.yaml"
        if rulebook.name == "rulebook.yaml" and beside.is_file():
            located = load_yaml(beside)
            _, reading = read_all(REGIME, located)
            if ("parameters", *steps[1:]) in reading.sources:
                return _declared(path, ("parameters", *steps[1:]), reading.sources, located.data)
        return _of_default(path, steps[1:])
    raise NoRange(path)


def _declared(path: str, steps: KeyPath, sources: Mapping[KeyPath, Source], data: object) -> Range:
    """The range that a file gives beside the value."""
    written = sources.get(steps)
    ground = None if written is None else ground_of(written)
    if ground is None or ground.range is None or ground.range[0] >= ground.range[1]:
        raise NoRange(path)
    value: Any = data
    for step in steps:
        value = value[step]
    plain = value["value"] if isinstance(value, dict) else value
    whole = isinstance(plain, int) and not isinstance(plain, bool) and all(end == round(end) for end in ground.range)
    return Range(*ground.range, isinstance(plain, str), whole, ground.source)


def _of_default(path: str, steps: KeyPath) -> Range:
    """The range that a parameter declares in code."""
    model: type[Parameters] = RegimeParameters
    for step in steps[:-1]:
        inner = model.model_fields.get(str(step))
        if inner is None or not (isinstance(inner.annotation, type) and issubclass(inner.annotation, Parameters)):
            raise NoRange(path)
        model = inner.annotation
    field = model.model_fields.get(str(steps[-1])) if steps else None
    written = None if field is None else given_of(field)
    ground = None if written is None else ground_of(written)
    if field is None or ground is None or ground.range is None:
        raise NoRange(path)
    return Range(*ground.range, False, field.annotation is int, ground.source)


def ranges_of(scenario: str, regime: str | None = None, society: str | None = None) -> dict[str, Range]:
    """Every value that declares a range in numbers, by its path as in `--set`: of rulebook, regime and conduct.

    regime, society : others than the scenario's file names.

    Raises
    ------
    UnknownName, FaultyFile
        If a file is not there or does not read.
    """
    where, file = read_scenario(scenario)
    rulebook = resolve_rulebook(regime_of(where, file, regime))
    located = load_yaml(rulebook)
    found = _declared_in("rulebook", read_rulebook(located).sources, located.data)
    beside = rulebook.parent / "regime.yaml"
    given: object = {}
    if rulebook.name == "rulebook.yaml" and beside.is_file():
        own = load_yaml(beside)
        _, reading = read_all(REGIME, own)
        inner = {p[1:]: s for p, s in reading.sources.items() if p and p[0] == "parameters"}
        given = own.data.get("parameters", {}) if isinstance(own.data, dict) else {}
        found |= _declared_in("regime", inner, given)
    found |= {path: r for path, r in _of_defaults("regime", RegimeParameters, given).items() if path not in found}
    conduct = _conduct(where, file, society)
    return found | _declared_in("conduct", read_conduct_table(conduct).sources, conduct.data)


def _conduct(where: Path, file: ScenarioFile, society: str | None = None) -> Located:
    """The conduct table of a scenario's society, or of another one."""
    return load_yaml(society_folder(society_of(where, file, society)) / f"{file.conduct}.yaml")


def _declared_in(name: str, sources: Mapping[KeyPath, Source], data: object) -> dict[str, Range]:
    found = {}
    for steps in sources:
        path = ".".join([name, *map(str, steps)])
        try:
            found[path] = _declared(path, steps, sources, data)
        except (NoRange, KeyError, TypeError, IndexError):
            continue
    return found


def _of_defaults(name: str, model: type[Parameters], given: object) -> dict[str, Range]:
    """Ranges of parameters that a file leaves at their defaults."""
    found: dict[str, Range] = {}
    for field, info in model.model_fields.items():
        named = given.get(field) if isinstance(given, dict) else None
        if isinstance(info.annotation, type) and issubclass(info.annotation, Parameters):
            found |= _of_defaults(f"{name}.{field}", info.annotation, named)
        elif named is None and (written := given_of(info)) is not None:
            ground = ground_of(written)
            if ground.range is not None and ground.range[0] < ground.range[1]:
                found[f"{name}.{field}"] = Range(*ground.range, False, info.annotation is int, ground.source)
    return found
