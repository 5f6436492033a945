"""Fits of a scenario: its free parameters, the numbers on record to which they are fitted, and its file with values
put in.

A parameter is a path of the scenario's own `set`, or `timeline.STEP.` and a path that this step sets. Its value stands
in the scenario's file; `with_values` puts another one in its place and leaves everything else in the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Number, Record, Text, Whole, read_all
from credopolis.core.textfile import like_a_file, named, read_text
from credopolis.core.yamlfile import KeyPath, Located, load_text, load_yaml
from credopolis.library.on_record import record_of

FORMAT: Final = "credopolis-fit/1"
FITS: Final = ("china-2005-2025",)
_TIMELINE: Final = "timeline."
_VALUE: Final = re.compile(r"[^\s,}#]+")


@dataclass(frozen=True)
class Stretch:
    """Between which values a parameter may lie."""

    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """A fit as its file asks for it.

    fitted : names of rows of the record. people, seeds : of each run, and how many runs a trial is. rounds : steps of
    the search, at most.
    """

    format: str
    title: str
    scenario: str
    parameters: dict[str, Stretch]
    fitted: tuple[str, ...]
    people: int = 200_000
    seeds: int = 2
    rounds: int = 6
    polish: int = 0
    name: str = field(default="", repr=False)


_PATH: Final = Text("a path of 1 to 200 characters", r"^.{1,200}\Z", "name")
FIT: Final = Record(
    Fit,
    {
        "format": Key(Choice((FORMAT,))),
        "title": Key(Text("a title of 1 to 200 characters", r"^.{1,200}\Z", "name")),
        "scenario": Key(Text(holds="free")),
        "parameters": Key(
            MapOf(_PATH, Record(Stretch, {"low": Key(Number(1e-9, 1e9)), "high": Key(Number(1e-9, 1e9))}), 50, 1)
        ),
        "fitted": Key(ListOf(Text("a row of the record", holds="name"), 100, 1)),
        "people": Key(Whole(1_000, 2_000_000_000), default=200_000),
        "seeds": Key(Whole(1, 1_000), default=2),
        "rounds": Key(Whole(1, 100), default=6),
        "polish": Key(Whole(0, 1_000), default=0),
    },
)


def fit_file(name_or_path: str) -> Path:
    """The file of a fit: a shipped one by its name, or a path.

    Raises
    ------
    UnknownName
        If it is neither a shipped name nor like a path.
    """
    from credopolis.core.errors import UnknownName

    if name_or_path in FITS:
        return Path(__file__).parent / "fits" / f"{name_or_path}.yaml"
    if like_a_file(name_or_path):
        return named(name_or_path)
    raise UnknownName("fit", name_or_path, FITS, "A path to a .yaml file will do as well.")


def read_fit(name_or_path: str | Path) -> Fit:
    """Read a fit, and look up what it names in its scenario's file and on record.

    Raises
    ------
    FaultyFile
        With every fault, each at its line and column.
    """
    from credopolis.core.faults import FaultyFile
    from credopolis.library.catalogue import read_scenario

    path = fit_file(str(name_or_path))
    found, reading = read_all(FIT, load_yaml(path))
    file, _ = read_scenario(found.scenario)
    located = load_yaml(file)
    for name, stretch in found.parameters.items():
        at = ("parameters", name)
        if stretch.low >= stretch.high:
            reading.refuse((*at, "low"), "the stretch is upside down", stretch.low, "low before high", "Swap the two.")
        if not isinstance(value_at(located, name), int | float) or isinstance(value_at(located, name), bool):
            reading.refuse(
                at, "no number of the scenario's file", name, "a path that its set, or a step, gives a number"
            )
    known = [row.name for row in record_of(file.stem)]
    for k, name in enumerate(found.fitted):
        if name not in known:
            reading.refuse(("fitted", k), "not on record of this scenario", name, ", ".join(known) or "nothing")
    if reading.faults:
        raise FaultyFile(reading.faults)
    return replace(found, name=path.stem)


def place_of(parameter: str) -> KeyPath:
    """Where a parameter stands in a scenario's file."""
    if not parameter.startswith(_TIMELINE):
        return ("set", parameter)
    step, _, path = parameter.removeprefix(_TIMELINE).partition(".")
    return ("timeline", step, "set", path)


def value_at(located: Located, parameter: str) -> object:
    """What stands there, by itself or as a `value` with its source; None if nothing does."""
    found = _there(located, parameter)
    return found.get("value") if isinstance(found, dict) else found


def _place_of_value(located: Located, parameter: str) -> KeyPath:
    place = place_of(parameter)
    return (*place, "value") if isinstance(_there(located, parameter), dict) else place


def _there(located: Located, parameter: str) -> object:
    found: object = located.data
    for key in place_of(parameter):
        found = found.get(str(key)) if isinstance(found, dict) else None
    return found


def text_of_scenario(name_or_path: str) -> tuple[str, str]:
    """A scenario's file as text, and its name."""
    from credopolis.library.catalogue import read_scenario

    path, _ = read_scenario(name_or_path)
    return read_text(path, str(path)), path.stem


def with_values(text: str, values: Mapping[str, float]) -> str:
    """A scenario's file with values in the places of its own; everything else, comments too, stays as it is.

    Raises
    ------
    BadValue
        If a parameter has no plain number in the file.
    """
    from credopolis.core.errors import BadValue

    located = load_text(text, "the scenario")
    lines = text.splitlines(keepends=True)
    places = {name: _place_of_value(located, name) for name in values}
    for name, value in sorted(values.items(), key=lambda item: located.at(places[item[0]]), reverse=True):
        place = places[name]
        line, column = located.at(place)
        key = str(place[-1])
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        head, rest = after[: len(key) + 1], after[len(key) + 1 :]
        found = _VALUE.search(rest)
        if head != f"{key}:" or found is None or not _is_number(found[0]):
            remedy = "Write the key, a colon and the number on one line, without quotes."
            raise BadValue(f"{name} in line {line} of the scenario", after.strip(), "a plain number", remedy)
        lines[line - 1] = f"{before}{head}{rest[: found.start()]}{value:.4g}{rest[found.end() :]}"
    return "".join(lines)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
