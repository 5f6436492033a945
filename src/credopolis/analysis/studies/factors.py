"""Factors of an experiment: what is varied, over which values, and how a number in [0, 1] becomes one of them.

A factor is a path as for `run --set` (`regime.faces.searches_a_year`), or one of `people`, `years`, `tick`, `regime`
and `off`. It takes listed values, or a stretch from low to high, or, by the word `assumption`, the range that the value
declares in its own file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.numerals import LARGEST_NUMBER
from credopolis.core.persons import NO_PERSONS, found_in_prose
from credopolis.core.shapes import BAD, Bad, Choice, Key, ListOf, Number, Reading, Record, Schema, Shape, Whole
from credopolis.core.yamlfile import KeyPath
from credopolis.library.overrides import FILES, Value
from credopolis.library.settings import read_people, read_tick, read_word, read_years
from credopolis.library.shapes import Plain

OF_THE_RUN: Final = ("people", "years", "tick", "regime", "off")
ASSUMPTION: Final = "assumption"
KINDS: Final = ("number", "whole", "days")
SCALES: Final = ("linear", "log")


@dataclass(frozen=True)
class Factor:
    """What is varied: listed `values`, or from `low` to `high` on a scale, read as a number, whole number or days.

    steps : levels in a grid; origin : `assumption` if the range is the one that the value declares in its file.
    """

    path: str = ""
    values: tuple[Value, ...] = ()
    low: float = math.nan
    high: float = math.nan
    scale: str = "linear"
    kind: str = "number"
    steps: int = 0
    origin: str = ""

    def at(self, u: float) -> Value:
        """The value at a place u in [0, 1]: the quantile of a uniform (or log-uniform) distribution."""
        if self.values:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        if self.scale == "log":
            number = self.low * math.exp(u * math.log(self.high / self.low))
        else:
            number = self.low + u * (self.high - self.low)
        number = min(max(number, self.low), self.high)
        if self.kind == "number":
            return number
        return round(number) if self.kind == "whole" else f"{round(number)}d"

    def levels(self) -> tuple[Value, ...]:
        """The values of a grid; whole numbers and days stand once each, also where steps are closer than they."""
        return self.values or tuple(dict.fromkeys(self.at(k / (self.steps - 1)) for k in range(self.steps)))

    def ends(self) -> tuple[Value, ...]:
        """All listed values, or the two ends: what a scenario is tried with before anything runs."""
        return self.values or (self.at(0.0), self.at(1.0))


class FactorShape(Shape[Factor]):
    """A factor: the word `assumption`, or a mapping with values or with low and high."""

    def read(self, node: object, path: KeyPath, reading: Reading) -> Factor | Bad:
        name = str(path[-1])
        if node == ASSUMPTION:
            return Factor(name, origin=ASSUMPTION)
        if isinstance(node, str):
            reading.refuse(path, "not a factor", node, "the word assumption, {values: [...]} or {low: ..., high: ...}")
            return BAD
        found = _FACTOR.read(node, path, reading)
        if isinstance(found, Bad) or not reading.clean(*path):
            return BAD
        factor = replace(found, path=name)
        before = len(reading.faults)
        _check(factor, path, reading)
        _check_words(factor, path, reading)
        return factor if len(reading.faults) == before else BAD

    def schema(self) -> Schema:
        return {"anyOf": [{"const": ASSUMPTION}, _FACTOR.schema()]}


_FACTOR: Final = Record(
    Factor,
    {
        "values": Key(ListOf(Plain(), 1000, 1), default=()),
        "low": Key(Number(-LARGEST_NUMBER, LARGEST_NUMBER), default=math.nan),
        "high": Key(Number(-LARGEST_NUMBER, LARGEST_NUMBER), default=math.nan),
        "scale": Key(Choice(SCALES), default="linear"),
        "as": Key(Choice(KINDS), "kind", "number"),
        "steps": Key(Whole(2, 1000), default=0),
        "from": Key(Choice((ASSUMPTION,)), "origin", ""),
    },
)


def _check(factor: Factor, path: KeyPath, reading: Reading) -> None:
    """Note what contradicts itself in a factor."""
    ends = [not math.isnan(end) for end in (factor.low, factor.high)]
    if factor.origin and (factor.values or any(ends)):
        reading.refuse(path, "both an assumption's range and one given here", ..., remedy="Remove one of the two.")
    elif factor.origin:
        return
    elif factor.values and any(ends):
        reading.refuse(path, "both values and a stretch", ..., "values, or low and high", "Remove one of the two.")
    elif not factor.values and not all(ends):
        reading.refuse(path, "neither values nor both ends", ..., "values, or low and high", "Add low and high.")
    elif all(ends) and factor.low >= factor.high:
        reading.refuse((*path, "low"), "the stretch is upside down", factor.low, "low before high", "Swap the two.")
    elif all(ends) and factor.scale == "log" and factor.low <= 0:
        reading.refuse((*path, "low"), "a log scale begins above 0", factor.low, "a number over 0")


def _check_words(factor: Factor, path: KeyPath, reading: Reading) -> None:
    """Note words that hold a person's code: those of somebody's own model are judged nowhere else."""
    for k, value in enumerate(factor.values if factor.path != "regime" else ()):  # a regime may be a file
        if isinstance(value, str) and (found := found_in_prose(value)):
            remedy = f"{NO_PERSONS} Take it out."
            reading.refuse((*path, "values", k), f"this holds {found}", value, remedy=remedy)


def check_path(name: str, path: KeyPath, reading: Reading) -> bool:
    """Whether a factor's name can be one of a scenario; a fault is noted if not."""
    steps = name.split(".")
    if name in OF_THE_RUN or (steps[0] in FILES and len(steps) > 1 and all(steps)):
        return True
    files = ", ".join(f"{file}...." for file in FILES)
    reading.refuse(path, "not a path of a scenario", name, f"{', '.join(OF_THE_RUN)}, or a path {files}",
                   "For example regime.faces.searches_a_year.")  # fmt: skip
    return False


def check_values(name: str, factor: Factor, path: KeyPath, reading: Reading, grid: bool) -> None:
    """Note every value of a factor of the run that `credopolis run` would not take, at its own place.

    grid : whether only the levels of a stretch are run, and nothing between them.
    """
    if name not in _READERS or factor.origin:
        return
    for k, value in enumerate(factor.values):
        _try(name, value, (*path, "values", k), reading)
    if factor.values:
        return
    if name in ("regime", "off"):
        reading.refuse(path, "this takes no stretch of numbers", ..., "values: a list of names", "Write values: [...].")
        return
    fractions = factor.kind == "number" and name != "years"
    if fractions and not (grid and all(float(level).is_integer() for level in factor.levels())):
        reading.refuse(path, "a stretch of whole numbers", factor.kind, "as: whole", "Add as: whole.")
        return
    for end, value in zip(("low", "high"), (factor.at(0.0), factor.at(1.0)), strict=True):
        _try(name, value, (*path, end), reading)


def _try(name: str, value: Value, place: KeyPath, reading: Reading) -> None:
    try:
        _READERS[name](value)
    except BadValue as error:
        reading.refuse(place, f"`credopolis run` would not take this as {error.what}", value, error.allowed)


def _regime(value: object) -> str:
    return read_word(value, "the regime", "the name of a regime, or the path of a rulebook")


def _off(value: object) -> tuple[str, ...]:
    text = read_word(value, "what is off", "none, or names of mechanisms with spaces between them")
    return () if text == "none" else tuple(text.split())


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "people": read_people,
    "years": read_years,
    "tick": read_tick,
    "regime": _regime,
    "off": _off,
}


def changes(values: dict[str, Value]) -> dict[str, Any]:
    """Values of factors as arguments of `load_scenario`, read as the command line reads them.

    Raises
    ------
    BadValue
        If a run would not take one.
    """
    found: dict[str, Any] = {}
    settings: dict[str, Value] = {}
    for name, value in values.items():
        if name in _READERS:
            found[name] = _READERS[name](value)
        else:
            settings[name] = value
    return {**found, "set": settings}


def fill_factors(
    factors: Mapping[str, Factor], scenario: str, place: tuple[str, ...], reading: Reading
) -> dict[str, Factor]:
    """Factors with the ranges that assumptions declare; faults are noted."""
    from credopolis.library.ranges import range_of

    filled = dict(factors)
    for name, factor in factors.items():
        if not check_path(name, (*place, name), reading) or not factor.origin:
            continue
        try:
            found = range_of(scenario, name)
        except CredopolisError as error:
            reading.refuse((*place, name), "no range to take over", ..., "a value with a range in its file", str(error))
            continue
        kind = "days" if found.days else "whole" if found.whole else "number"
        kind = factor.kind if factor.kind != "number" else kind
        filled[name] = replace(factor, low=found.low, high=found.high, kind=kind)
        if factor.scale == "log" and found.low <= 0:
            reading.refuse((*place, name), "a log scale begins above 0", found.low, "a linear scale")
    return filled
