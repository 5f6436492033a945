"""The table of evidence: one row a fact, with its source, confidence and id; every parameter cites one or says so."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from credopolis.core.errors import CredopolisError, UnknownName
from credopolis.core.reading import Source
from credopolis.core.yamlfile import KeyPath

MEMORY: Final = "memory"
THRESHOLDS: Final = "the thresholds of its grades are remembered: no source that can be looked up shows them"
"""What a regime of the documented record says of itself in its first line, if so."""
_ENDS: Final = ("from", "to")
_FILE = Path(__file__).parent / "evidence" / "facts.csv"


@dataclass(frozen=True)
class Fact:
    """One row of the table of evidence, as it stands in the file; fields that are not known are empty."""

    id: str
    topic: str
    statement: str
    value: str
    unit: str
    low: str
    high: str
    year: str
    place: str
    source_title: str
    source_url: str
    source_type: str
    confidence: str
    note: str

    @property
    def checkable(self) -> bool:
        """Whether anybody can look it up: it is no memory, or names where it stands."""
        return self.source_type != MEMORY or bool(self.source_url)


@cache
def facts() -> tuple[Fact, ...]:
    """All facts, in the order of the table."""
    try:
        with open(_FILE, encoding="utf-8", newline="") as file:
            return tuple(Fact(**{k: (v or "").strip() for k, v in row.items()}) for row in csv.DictReader(file))
    except (OSError, TypeError, csv.Error) as error:
        raise CredopolisError(
            f"The table of evidence {_FILE} cannot be read ({error}). Install the package again."
        ) from None


def fact(identifier: str) -> Fact:
    """One fact by its id.

    Raises
    ------
    UnknownName
        If there is no such id.
    """
    found = _by_id().get(identifier.lower())
    if found is not None:
        return found
    raise UnknownName("fact", identifier, _near(identifier), "See `credopolis facts` for the topics.")


def nobody_can_check(cited: Iterable[str]) -> bool:
    """Whether sources are facts of the table throughout, and none of them can be looked up."""
    known = _by_id()
    found = [known.get(text.strip().lower()) for text in cited]
    return bool(found) and all(row is not None and not row.checkable for row in found)


@cache
def _by_id() -> dict[str, Fact]:
    return {row.id.lower(): row for row in facts()}


def find(word: str) -> tuple[Fact, ...]:
    """Facts whose id, topic, statement, value, place, source, its kind or note holds the word, in any case of
    letters.
    """
    needle = word.lower()
    return tuple(
        row
        for row in facts()
        if needle
        in " ".join(
            (row.id, row.topic, row.statement, row.value, row.place, row.source_title, row.source_type, row.note)
        ).lower()
    )


def look_up(id_or_word: str) -> tuple[Fact, ...]:
    """The fact of this id, or else all facts that hold the word.

    Raises
    ------
    UnknownName
        If nothing matches.
    """
    exact = tuple(row for row in facts() if row.id.lower() == id_or_word.lower())
    found = exact or find(id_or_word)
    if not found:
        raise UnknownName(
            "fact or word in the evidence", id_or_word, _near(id_or_word), "`credopolis facts` lists topics."
        )
    return found


def topics() -> dict[str, int]:
    """Topics of the table, with the number of facts of each, in order of first appearance."""
    counted: dict[str, int] = {}
    for row in facts():
        counted[row.topic] = counted.get(row.topic, 0) + 1
    return counted


def _near(word: str) -> list[str]:
    """Ids and topics near a word: the whole list would not be read by anybody."""
    import difflib

    names = [row.id for row in facts()] + list(topics())
    return difflib.get_close_matches(word, names, n=8, cutoff=0.3) or sorted(topics())[:8]


def thresholds_remembered(sources: Mapping[KeyPath, Source]) -> bool:
    """Whether nobody can look up where a grade of a rulebook begins or ends. sources : of the rulebook, by path."""
    ends = (written for path, written in sources.items() if len(path) == 3 and path[0] == "grades" and path[2] in _ENDS)
    return any(nobody_can_check(written.source) for written in ends)
