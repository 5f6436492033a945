"""Every parameter that a scenario rests on: its value, what it means, who says so, and what is assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from credopolis.core.reading import Source
from credopolis.core.shapes import read_all
from credopolis.core.units import format_duration, parse_duration
from credopolis.core.yamlfile import KeyPath, Located, load_yaml, path_text
from credopolis.library.catalogue import read_scenario, regime_of, society_of
from credopolis.library.cities import as_its_province
from credopolis.library.evidence import facts
from credopolis.library.grounds import REMEMBERED, ground_of
from credopolis.library.names import resolve_rulebook
from credopolis.library.rules import society_folder
from credopolis.library.shapes import REGIME, ScenarioFile
from credopolis.mechanisms.conduct_table import read_conduct_table
from credopolis.mechanisms.parameters import Given, Parameters, given_of
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import read_rulebook
from credopolis.society.params import Cited
from credopolis.society.tables import load_tables

_ID: Final = re.compile(r"\b[a-z]+-\d{3}\b")
_MOST_LETTERS: Final = 60
_SET_APART: Final = 10_000


@dataclass(frozen=True)
class ListedParameter:
    """One value. path : as in `--set`. assumed : no source gives it. remembered : its source cannot be looked up.

    range : in which it may lie, "" if none is said. basis : what it rests on, in words. facts : ids of the table of
    evidence that it names.
    """

    path: str
    value: str
    unit: str
    meaning: str
    assumed: bool
    remembered: bool
    range: str
    basis: str
    facts: tuple[str, ...]


def parameters_of(scenario: str) -> tuple[ListedParameter, ...]:
    """The parameters of a scenario that ships or of a file: rulebook, regime, conduct, society.

    Raises
    ------
    UnknownName, FaultyFile
        If a file is not there or does not read.
    """
    where, file = read_scenario(scenario)
    path = resolve_rulebook(regime_of(where, file))
    rulebook, regime = load_yaml(path), path.parent / "regime.yaml"
    found = [*_of_file("rulebook", rulebook, read_rulebook(rulebook).sources)]
    given: dict[str, Any] = {}
    sources: Mapping[KeyPath, Source] = {}
    if path.name == "rulebook.yaml" and regime.is_file():
        located = load_yaml(regime)
        sources = {p[1:]: s for p, s in read_all(REGIME, located)[1].sources.items() if p[:1] == ("parameters",)}
        given = located.data.get("parameters", {}) if isinstance(located.data, dict) else {}
    found += _of_regime("regime", RegimeParameters, given, sources, ())
    folder = society_folder(society_of(where, file))
    conduct = load_yaml(folder / f"{file.conduct}.yaml")
    found += _of_file("conduct", conduct, read_conduct_table(conduct).sources)
    found += _of_society("society", load_tables(folder).params)
    return (*_as_set(found, file.set), *_of_cities(file), *_of_timeline(file), *_of_places(file))


def _as_set(found: list[ListedParameter], changed: Mapping[str, Any]) -> list[ListedParameter]:
    """Parameters with the values that a scenario's file sets itself, which no source of theirs is about."""
    listed = {one.path: one for one in found}
    for path, value in changed.items():
        old = listed.get(path, ListedParameter(path, "", "", "", True, False, "", "", ()))
        basis = f"set by the scenario; in its own file {old.value}: {old.basis}" if old.basis else "set by the scenario"
        listed[path] = replace(old, value=_shown(value), assumed=True, basis=basis)
    return list(listed.values())


def _of_cities(file: ScenarioFile) -> Iterator[ListedParameter]:
    """What is a city's own, and that in all else it is as its province is."""
    for name, city in file.cities.items():
        yield _listed(f"cities.{name}", city.province, "", "the province in which it lies", as_its_province(city))
        for key, source in city.sources.items():
            yield _listed(f"cities.{name}.{key}", getattr(city, key), "", "", source)


def _of_places(file: ScenarioFile) -> Iterator[ListedParameter]:
    """Values of rulebooks that steps put beside that of the scenario."""
    for name in dict.fromkeys(step.rulebook for step in file.timeline.values() if step.rulebook):
        located = load_yaml(resolve_rulebook(name))
        yield from _of_file(f"rulebook {name}", located, read_rulebook(located).sources)


def _of_timeline(file: ScenarioFile) -> Iterator[ListedParameter]:
    """Values that change on dates."""
    for change in file.timeline.values():
        for path, value in change.set.items():
            written = change.sources.get(path, change.source)
            yield _listed(f"timeline.{change.name}.{path}", value, "", f"from {change.date}: {change.title}", written)


def _of_file(name: str, located: Located, sources: Mapping[KeyPath, Source]) -> Iterator[ListedParameter]:
    for path, source in sources.items():
        if path or ground_of(source).assumed:  # a note on the whole file is no parameter
            yield _listed(f"{name}.{path_text(path)}".rstrip("."), _at(located.data, path), "", "", source)


def _of_regime(
    name: str, model: type[Parameters], given: Any, sources: Mapping[KeyPath, Source], at: KeyPath
) -> Iterator[ListedParameter]:
    """Parameters of a regime: what its file gives, and defaults where it gives none."""
    for field, info in model.model_fields.items():
        inner, named = info.annotation, given.get(field) if isinstance(given, dict) else None
        if isinstance(inner, type) and issubclass(inner, Parameters):
            yield from _of_regime(f"{name}.{field}", inner, named, sources, (*at, field))
        elif (evidence := given_of(info)) is not None:
            own = sources.get((*at, field))
            value = info.default if named is None else named
            yield _listed(f"{name}.{field}", value, evidence.unit, evidence.meaning, own or evidence)


def _of_society(name: str, params: BaseModel) -> Iterator[ListedParameter]:
    for field in type(params).model_fields:
        value = getattr(params, field)
        if isinstance(value, Cited):
            yield _listed(f"{name}.{field}", value.value, "", "", value)
        elif isinstance(value, BaseModel):
            yield from _of_society(f"{name}.{field}", value)


def _listed(path: str, value: object, unit: str, meaning: str, written: Any) -> ListedParameter:
    ground = ground_of(written)
    told = _basis(written)
    known = tuple(dict.fromkeys(one for one in _ID.findall(told) if one in _ids()))
    shown = _shown(value)
    return ListedParameter(
        path, shown, unit, meaning, ground.assumed, REMEMBERED in ground.why, _range(shown, written), told, known
    )


def _basis(written: Any) -> str:
    if isinstance(written, Given):
        return written.basis()
    if isinstance(written, Source):
        return "; ".join(part for part in (", ".join(written.source), written.note) if part) or "no source"
    return str(written.source or f"assumption: {written.assumption}")


def _range(shown: str, written: Any) -> str:
    """The range of a value; a duration is written as one, though it is kept in days."""
    if isinstance(written, Cited):
        return written.range or ""
    ends = ground_of(written).range
    if ends is None:
        return ""
    try:
        parse_duration(shown)
    except ValueError:
        return " to ".join(f"{end:,.0f}" if abs(end) >= _SET_APART else f"{end:.6g}" for end in ends)
    return " to ".join(format_duration(round(end)) for end in ends)


def _at(data: Any, path: KeyPath) -> object:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return data


def _shown(value: object) -> str:
    """A value in a narrow cell."""
    if isinstance(value, dict):
        return _shown(value["value"]) if "value" in value else "the whole rule"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        text = ", ".join(_shown(one) for one in value)
        return (text or "none") if len(text) <= _MOST_LETTERS else f"a list of {len(value)}"
    text = "none" if value in (None, "") else str(value)
    return text if len(text) <= _MOST_LETTERS else "a table"


@cache
def _ids() -> frozenset[str]:
    return frozenset(one.id for one in facts())
