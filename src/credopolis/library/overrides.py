"""Overrides (`--set path=value`): single values of the library's files replaced for one run, and said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from credopolis.core.errors import BadValue, in_short
from credopolis.core.faults import cut
from credopolis.core.numerals import read_scalar
from credopolis.core.persons import NO_PERSONS
from credopolis.core.yamlfile import Located

FILES: Final = ("rulebook", "regime", "conduct", "society")
LONGEST_VALUE: Final = 2000
Value = int | float | str | bool


def parse_override(text: str) -> tuple[str, Value]:
    """`regime.faces.searches_a_year=2` as (path, value).

    Raises
    ------
    BadValue
        If it is not a path, an equals sign and a value.
    """
    path, equals, raw = text.partition("=")
    steps = path.strip().split(".")
    if not equals or steps[0] not in FILES or len(steps) < 2 or not all(steps):
        raise BadValue(
            "--set", text, f"path=value, the path beginning with one of {', '.join(FILES)}",
            "For example --set rulebook.acts.tax_evasion.points=-50 or --set regime.faces.searches_a_year=2.",
        )  # fmt: skip
    return path.strip(), parse_value(raw.strip())


def parse_value(raw: str) -> Value:
    """A value as YAML would read it: a number, true or false, else a word.

    Raises
    ------
    BadValue
        If it is a number that no file could hold, such as one of thirty digits.
    """
    value, wrong = read_scalar(raw)
    if wrong or len(raw) > LONGEST_VALUE:
        allowed = f"an ordinary number, true, false or a word of up to {LONGEST_VALUE} characters"
        raise BadValue("--set", cut(raw, 60), allowed, f"It is {wrong or 'too long'}.")
    return value if isinstance(value, int | float | str) else raw


def checked_overrides(overrides: object) -> dict[str, Value]:
    """Overrides as a caller from Python gives them: texts to plain values.

    Raises
    ------
    BadValue
        If they are a table, or hold anything but plain values.
    """
    allowed = "a mapping of paths to numbers, truths and words, such as {'regime.faces.searches_a_year': 2}"
    if not isinstance(overrides, Mapping | None):
        raise BadValue("overrides", overrides, allowed, NO_PERSONS)
    for path, value in (overrides or {}).items():
        if not isinstance(path, str) or not isinstance(value, int | float | str | bool):
            raise BadValue(f"overrides[{in_short(path)}]", value, allowed, NO_PERSONS)
    return dict(overrides or {})


def apply(located: Located, file: str, overrides: Mapping[str, Value]) -> Located:
    """A file's data with the overrides that concern it; the shape that reads it refuses paths that do not exist.

    Raises
    ------
    BadValue
        If a path leads through something that is not a mapping.
    """
    mine = {path: value for path, value in overrides.items() if path.split(".")[0] == file}
    if not mine:
        return located
    data: Any = _copy(located.data)
    allowed = f"a path that exists in the {file}"
    for path, value in mine.items():
        steps = path.split(".")[1:]
        if file == "regime":
            steps = ["parameters", *steps]
        at = data
        for step in steps[:-1]:
            if not isinstance(at, dict):
                raise BadValue("--set", path, allowed, "One of its steps is a value, not a block.")
            at = at.setdefault(step, {})
        if not isinstance(at, dict):
            raise BadValue("--set", path, allowed, "One of its steps is a value, not a block.")
        old = at.get(steps[-1])
        at[steps[-1]] = {**old, "value": value} if isinstance(old, dict) and "value" in old else value
        if isinstance(at[steps[-1]], dict):
            at[steps[-1]].pop("range", None)
    return replace(located, data=data)


def _copy(data: object) -> object:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data
