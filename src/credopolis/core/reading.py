"""What reading a file keeps besides its data: the faults, and the source, note and range of each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from credopolis.core.faults import MOST_KEPT, Fault, FaultyFile, near_miss
from credopolis.core.persons import NO_PERSONS, found_in_prose
from credopolis.core.units import parse_duration
from credopolis.core.yamlfile import KeyPath, Located

Schema = dict[str, Any]

TEXT_SCHEMA: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": 2000}
SOURCE_SCHEMA: Final[Schema] = {
    "anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA, "minItems": 1, "maxItems": 50}]
}
DURATION_SCHEMA: Final[Schema] = {"type": "string", "pattern": r"^\s*[0-9]{1,6}(\.[0-9]{1,3})?\s*(y|mo|w|d)\s*$"}
_END: Final[Schema] = {"anyOf": [{"type": "number"}, DURATION_SCHEMA]}
RANGE_SCHEMA: Final[Schema] = {"type": "array", "items": _END, "minItems": 2, "maxItems": 2}


LARGEST_END: Final = 1e9


@dataclass(frozen=True)
class Source:
    """Where a value comes from: evidence ids, other sources or the word assumption; a note; the range it may have."""

    source: tuple[str, ...] = ()
    note: str = ""
    range: tuple[float, float] | None = None


@dataclass
class Reading:
    """One file being read: its faults and the sources met so far."""

    located: Located
    faults: list[Fault] = field(default_factory=list)
    sources: dict[KeyPath, Source] = field(default_factory=dict)
    faulty: list[KeyPath] = field(default_factory=list)

    def refuse(self, path: KeyPath, message: str, value: object = ..., allowed: str = "", remedy: str = "") -> None:
        """Note a fault.

        Raises
        ------
        FaultyFile
            If there are a thousand of them: nobody would read more, and finding them could take hours.
        """
        self.faulty.append(path)
        self.faults.append(self.located.fault(path, message, value, allowed, remedy))
        if len(self.faults) >= MOST_KEPT:
            raise FaultyFile(self.faults)

    def clean(self, *path: str | int) -> bool:
        """Whether no fault was noted at a path or within it."""
        return not any(faulty[: len(path)] == path for faulty in self.faulty)


class Bad:
    """Stands for a value whose fault is noted already."""


BAD: Final = Bad()


def read_source(node: Mapping[str, object], path: KeyPath, reading: Reading) -> None:
    """Take up the `source`, `note` and `range` of a block or of a leaf."""
    raw = node.get("source", [])
    texts: list[Any] = raw if isinstance(raw, list) else [raw]
    if not all(_is_text(text) for text in texts) or ("source" in node and not 1 <= len(texts) <= 50):
        reading.refuse((*path, "source"), "not a source", raw, "a text, or a list of 1 to 50 texts")
        return
    for found in filter(None, map(found_in_prose, texts)):
        reading.refuse((*path, "source"), f"a source holds {found}", remedy=f"{NO_PERSONS} Take it out.")
        return
    note, span = node.get("note", ""), node.get("range")
    if "note" in node and not _is_text(note):
        reading.refuse((*path, "note"), "not a note", note, "a text of 1 to 2000 characters")
        return
    if found := found_in_prose(str(note)):
        reading.refuse((*path, "note"), f"a note holds {found}", remedy=f"{NO_PERSONS} Take it out.")
        return
    pair = None
    if "range" in node:
        ends = [_end(end) for end in span] if isinstance(span, list) else []
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            allowed = "[low, high], two numbers or two durations"
            reading.refuse((*path, "range"), "not a range", span, allowed)
            return
        pair = (ends[0], ends[1])
        if max(abs(pair[0]), abs(pair[1])) > LARGEST_END:
            reading.refuse((*path, "range"), "not a range", span, f"ends of at most {LARGEST_END:,.0f}")
            return
        if pair[0] > pair[1]:
            reading.refuse((*path, "range"), "the range is upside down", span, "low before high", "Swap the two.")
    if texts or note or pair:
        reading.sources[path] = Source(tuple(texts), str(note), pair)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= 2000


def _end(value: object) -> float | None:
    """One end of a range: a number, or the days of a duration."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(parse_duration(value)) if isinstance(value, str) and len(value) <= 30 else None
    except ValueError:
        return None


def refuse_unknown(node: Mapping[str, object], known: tuple[str, ...], path: KeyPath, reading: Reading) -> None:
    """Note a fault for each key that is not known, with a suggestion."""
    for name in node:
        if name not in known:
            remedy = near_miss(name, known) or "Remove it."
            reading.refuse((*path, name), "this key is not known here", allowed=", ".join(known), remedy=remedy)
