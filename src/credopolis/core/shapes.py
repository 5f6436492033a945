"""Shapes of files: what a value may be, how it is read, and the JSON Schema that says the same.

A shape reads data that `yamlfile` located, notes every fault with its place and goes on. It costs nothing to
import, unlike a validation library, and so keeps the commands that only check files quick. Each leaf may be
written plainly (`-100`) or with where it comes from (`{value: -100, source: seed-002, range: [-150, -50]}`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, final

from credopolis.core.faults import FaultyFile, near_miss
from credopolis.core.persons import NO_PERSONS, found_in_name, found_in_prose
from credopolis.core.reading import (
    BAD,
    DURATION_SCHEMA,
    RANGE_SCHEMA,
    SOURCE_SCHEMA,
    TEXT_SCHEMA,
    Bad,
    Reading,
    Schema,
    Source,
    read_source,
    refuse_unknown,
)
from credopolis.core.units import parse_duration
from credopolis.core.yamlfile import KeyPath, Located

__all__ = [
    "BAD", "REQUIRED", "Bad", "Choice", "Days", "Key", "Leaf", "ListOf", "MapOf", "Number", "Reading", "Record",
    "Schema",
    "Shape", "Source", "Text", "Truth", "Whole", "read_all", "read_source", "refuse_unknown",
]  # fmt: skip

T = TypeVar("T")


class Shape(ABC, Generic[T]):
    """What a value may be."""

    @abstractmethod
    def read(self, node: object, path: KeyPath, reading: Reading) -> T | Bad:
        """The value of a node, or BAD or a partial value after noting its faults."""

    @abstractmethod
    def schema(self) -> Schema:
        """The same in JSON Schema 2020-12."""


def read_all(shape: Shape[T], located: Located) -> tuple[T, Reading]:
    """Read a whole file.

    Raises
    ------
    FaultyFile
        With every fault of structure in the file.
    """
    reading = Reading(located)
    value = shape.read(located.data, (), reading)
    if isinstance(value, Bad) or reading.faults:
        raise FaultyFile(reading.faults)
    return value, reading


class Leaf(Shape[T]):
    """A value that may carry its source."""

    def read(self, node: object, path: KeyPath, reading: Reading) -> T | Bad:
        if not isinstance(node, dict):
            return self.read_plain(node, path, reading)
        if "value" not in node:
            reading.refuse(path, "a mapping where a value is needed", ..., self.allowed(),
                           "Write the value plainly, or {value: ..., source: ...}.")  # fmt: skip
            return BAD
        before = len(reading.faults)
        refuse_unknown(node, ("value", "source", "note", "range"), path, reading)
        read_source(node, path, reading)
        value = self.read_plain(node["value"], (*path, "value"), reading)
        span = reading.sources[path].range if path in reading.sources else None
        if span is not None and isinstance(value, int | float) and not span[0] <= value <= span[1]:
            reading.refuse((*path, "value"), "outside its own range", value, f"{span[0]:g} to {span[1]:g}")
        return value if len(reading.faults) == before else BAD

    @abstractmethod
    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> T | Bad:
        """The value of a node that is written plainly."""

    @abstractmethod
    def allowed(self) -> str:
        """What is allowed, in words."""

    @abstractmethod
    def plain_schema(self) -> Schema:
        """The JSON Schema of a value that is written plainly."""

    def schema(self) -> Schema:
        plain = self.plain_schema()
        sourced = {
            "type": "object",
            "properties": {"value": plain, "source": SOURCE_SCHEMA, "note": TEXT_SCHEMA, "range": RANGE_SCHEMA},
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [plain, sourced]}


@final
@dataclass(frozen=True)
class Whole(Leaf[int]):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> int | Bad:
        if isinstance(node, int) and not isinstance(node, bool) and self.low <= node <= self.high:
            return node
        reading.refuse(path, "not a whole number in bounds", node, self.allowed())
        return BAD

    def allowed(self) -> str:
        return f"a whole number, {self.low:,} to {self.high:,}"

    def plain_schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@final
@dataclass(frozen=True)
class Number(Leaf[float]):
    """A number from `low` to `high`."""

    low: float
    high: float

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> float | Bad:
        if isinstance(node, int | float) and not isinstance(node, bool) and self.low <= node <= self.high:
            return float(node)
        reading.refuse(path, "not a number in bounds", node, self.allowed())
        return BAD

    def allowed(self) -> str:
        return f"a number, {self.low:g} to {self.high:g}"

    def plain_schema(self) -> Schema:
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@final
@dataclass(frozen=True)
class Truth(Leaf[bool]):
    """true or false."""

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> bool | Bad:
        if isinstance(node, bool):
            return node
        reading.refuse(path, "neither true nor false", node, self.allowed())
        return BAD

    def allowed(self) -> str:
        return "true or false"

    def plain_schema(self) -> Schema:
        return {"type": "boolean"}


@final
@dataclass(frozen=True)
class Days(Leaf[int]):
    """A duration such as 2y, 18mo, 6w or 30d, read as days; at least `least` days."""

    least: int = 1

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> int | Bad:
        try:
            days = parse_duration(node) if isinstance(node, str) and len(node) <= 30 else -1
        except ValueError:
            days = -1
        if days >= self.least:
            return days
        reading.refuse(path, "not a duration", node, self.allowed(), "Write a number and its unit without a space.")
        return BAD

    def allowed(self) -> str:
        return f"2y, 18mo, 6w or 30d; {self.least} day{'s' * (self.least != 1)} to 80 years"

    def plain_schema(self) -> Schema:
        return DURATION_SCHEMA


_PERSONS_IN: Final[dict[str, Callable[[str], str]]] = {
    "name": found_in_name, "prose": found_in_prose, "free": lambda text: "",
}  # fmt: skip


@final
@dataclass(frozen=True)
class Text(Leaf[str]):
    """A text of one character or more, which may have to fit a pattern that `what` describes.

    holds : `name`, `prose` (citations too) or `free`. The first two hold no codes of persons; paths of files are free.
    """

    what: str = "a text of 1 to 2000 characters"
    pattern: str = ""
    holds: str = "prose"

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> str | Bad:
        if isinstance(node, str) and 1 <= len(node) <= 2000 and re.search(self.pattern, node):
            found = _PERSONS_IN[self.holds](node)
            if not found:
                return node
            reading.refuse(path, f"this holds {found}", node, self.what, f"{NO_PERSONS} Take it out.")
            return BAD
        reading.refuse(path, "not a usable text" if isinstance(node, str) else "not a text", node, self.what)
        return BAD

    def allowed(self) -> str:
        return self.what

    def plain_schema(self) -> Schema:
        return {**TEXT_SCHEMA, "pattern": self.pattern.replace(r"\Z", "$")} if self.pattern else TEXT_SCHEMA


@final
@dataclass(frozen=True)
class Choice(Leaf[str]):
    """One of a few words."""

    options: tuple[str, ...]

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> str | Bad:
        if isinstance(node, str) and node in self.options:
            return node
        hint = near_miss(node, self.options) if isinstance(node, str) else ""
        reading.refuse(path, "not one of the choices", node, self.allowed(), hint)
        return BAD

    def allowed(self) -> str:
        return ", ".join(self.options)

    def plain_schema(self) -> Schema:
        return {"enum": list(self.options)}


@final
@dataclass(frozen=True)
class ListOf(Leaf[tuple[Any, ...]]):
    """A list of `least` to `most` values that all have one shape and are all different."""

    item: Leaf[Any]
    most: int
    least: int = 0
    distinct: bool = True

    def read_plain(self, node: object, path: KeyPath, reading: Reading) -> tuple[Any, ...] | Bad:
        if not isinstance(node, list) or not self.least <= len(node) <= self.most:
            reading.refuse(path, "not a list of the right length", node, self.allowed(), "Write [one, two].")
            return BAD
        values = [self.item.read_plain(entry, (*path, index), reading) for index, entry in enumerate(node)]
        for index, value in enumerate(values):
            if self.distinct and not isinstance(value, Bad) and value in values[:index]:
                reading.refuse((*path, index), "named twice in one list", value, remedy="Remove one.")
                return BAD
        return BAD if any(isinstance(value, Bad) for value in values) else tuple(values)

    def allowed(self) -> str:
        return f"a list of {self.least} to {self.most}: {self.item.allowed()}"

    def plain_schema(self) -> Schema:
        bounds = {"minItems": self.least, "maxItems": self.most, "uniqueItems": self.distinct}
        return {"type": "array", "items": self.item.plain_schema(), **bounds}


@final
@dataclass(frozen=True)
class MapOf(Shape[dict[str, Any]]):
    """A mapping of names that fit a pattern to values of one shape; `most` names at the most."""

    key: Text
    value: Shape[Any]
    most: int
    least: int = 0

    def read(self, node: object, path: KeyPath, reading: Reading) -> dict[str, Any] | Bad:
        if not isinstance(node, dict):
            reading.refuse(path, "a mapping is needed here", node, "name: value, one a line")
            return BAD
        if not self.least <= len(node) <= self.most:
            reading.refuse(path, f"{len(node)} entries", ..., f"{self.least} to {self.most}", "Add or remove some.")
            if len(node) > self.most:
                return BAD
        values: dict[str, Any] = {}
        for name, entry in node.items():
            fits = not isinstance(self.key.read_plain(name, (*path, name), reading), Bad)
            value = self.value.read(entry, (*path, name), reading)
            if fits and not isinstance(value, Bad):
                values[name] = value
        return values

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self.key.plain_schema(),
            "additionalProperties": self.value.schema(),
            "minProperties": self.least,
            "maxProperties": self.most,
        }


REQUIRED: Final = object()


@final
@dataclass(frozen=True)
class Key:
    """A key of a record: its shape, the attribute it is read into, and its default unless it is required.

    `spare` stands in for a required value that is faulty, so that the rest can still be checked. `meaning` is what the
    JSON Schema and the documentation say of it.
    """

    shape: Shape[Any]
    attribute: str = ""
    default: Any = REQUIRED
    spare: Any = BAD
    meaning: str = ""

    def schema(self) -> Schema:
        """The schema of its shape, with what it means."""
        return {**self.shape.schema(), "description": self.meaning} if self.meaning else self.shape.schema()


@final
@dataclass(frozen=True)
class Record(Shape[T]):
    """A mapping with known keys, read into a frozen dataclass; it may carry `source` and `note`."""

    build: Callable[..., T]
    keys: Mapping[str, Key]

    def read(self, node: object, path: KeyPath, reading: Reading) -> T | Bad:
        if not isinstance(node, dict):
            listing = ", ".join(self.keys)
            reading.refuse(path, "a mapping is needed here", node, f"a mapping with the keys {listing}")
            return BAD
        refuse_unknown(node, (*self.keys, "source", "note"), path, reading)
        read_source({k: v for k, v in node.items() if k != "range"}, path, reading)
        values: dict[str, Any] = {}
        for name, key in self.keys.items():
            value = key.spare if key.default is REQUIRED else key.default
            if name in node:
                found = key.shape.read(node[name], (*path, name), reading)
                value = value if isinstance(found, Bad) else found
            elif key.default is REQUIRED:
                reading.refuse((*path, name), "this key is missing", remedy="Add it.")
            values[key.attribute or name] = value
        return BAD if any(isinstance(value, Bad) for value in values.values()) else self.build(**values)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {
                **{name: key.schema() for name, key in self.keys.items()},
                "source": SOURCE_SCHEMA,
                "note": TEXT_SCHEMA,
            },
            "required": [name for name, key in self.keys.items() if key.default is REQUIRED],
            "additionalProperties": False,
        }  # fmt: skip
