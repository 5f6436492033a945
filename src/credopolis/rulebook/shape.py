"""The shape of a rulebook's file, `credopolis-rulebook/1`, and its JSON Schema."""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.shapes import Choice, Days, Key, ListOf, MapOf, Number, Record, Text, Truth, Whole
from credopolis.rulebook.conduct import CONDUCT, NAME
from credopolis.rulebook.model import (
    ABOUT,
    ACCOUNTS,
    AREAS,
    DECISIONS,
    GRAVITIES,
    KINDS,
    LARGEST_POINTS,
    LARGEST_SCORE,
    MOST_ACTS,
    MOST_ENTRIES_BEFORE_A_LISTING,
    MOST_GATES,
    MOST_GRADES,
    MOST_LISTS,
    NO_BASIS,
    RULEBOOK_FORMAT,
    SUBJECTS,
    Act,
    DueProcess,
    Gate,
    Grade,
    Listing,
    Lock,
    Rulebook,
    Score,
)

GRADE_NAME: Final = Text(
    "a grade's name of up to 12 letters, digits, + - _", r"^[A-Za-z][A-Za-z0-9+_-]{0,11}\Z", "name"
)
_SLUG: Final = Text("a name of lower-case letters, digits and -", r"^[a-z][a-z0-9-]{0,59}\Z", "name")
_TITLE: Final = Text("a title of 1 to 120 characters", r"^.{1,120}\Z", "name")
_LEGAL_BASIS: Final = Text()
_NAMES: Final = ListOf(NAME, MOST_GATES)
_SCORE: Final = Whole(-LARGEST_SCORE, LARGEST_SCORE)
_POINTS: Final = Whole(-LARGEST_POINTS, LARGEST_POINTS)
_DIAL: Final = Number(0, 1)

_GRADE: Final = Record(
    Grade,
    {
        "from": Key(_SCORE, "lowest", None),
        "to": Key(_SCORE, "highest", None),
        "title": Key(_TITLE, default=""),
        "benefits": Key(_NAMES, default=()),
        "restrictions": Key(_NAMES, default=()),
        "lock": Key(Record(Lock, {"lasts": Key(Days(), "days"), "release": Key(GRADE_NAME)}), default=None),
    },
)
_GATE: Final = Record(
    Gate,
    {
        "kind": Key(Choice(("benefit", "restriction"))),
        "title": Key(_TITLE, default=""),
        "worth": Key(Number(0, 1000), default=1.0),
        "area": Key(Choice(AREAS), default="other"),
    },
)


def _named(legal_basis: str) -> str:
    """A legal basis, "" where the file says that there is none."""
    return "" if legal_basis.strip().lower() == NO_BASIS else legal_basis


def _act(**values: Any) -> Act:
    return Act(**values | {"legal_basis": _named(values["legal_basis"])})


def _listing(**values: Any) -> Listing:
    return Listing(**values | {"legal_basis": _named(values["legal_basis"])})


_LISTING: Final = Record(
    _listing,
    {
        "lasts": Key(Days(), "days", 0),
        "title": Key(_TITLE, default=""),
        "benefits": Key(_NAMES, default=()),
        "restrictions": Key(_NAMES, default=()),
        "public": Key(Truth(), default=False),
        "removal": Key(Truth(), default=False),
        "legal_basis": Key(_LEGAL_BASIS, default=""),
    },
)
_ACT: Final = Record(
    _act,
    {
        "title": Key(_TITLE, default=""),
        "points": Key(_POINTS, default=0),
        "falls_to": Key(GRADE_NAME, default=""),
        "adds_to": Key(NAME, default=""),
        "adds_after": Key(Whole(1, MOST_ENTRIES_BEFORE_A_LISTING), default=1),
        "removes_from": Key(NAME, default=""),
        "seen_by": Key(MapOf(NAME, _DIAL, 16), default={}),
        "decision": Key(Choice(DECISIONS), default="none"),
        "cap_per_year": Key(Whole(1, 200), default=0),
        "counts_for": Key(Days(), "expires_days", 0),
        "legal_basis": Key(_LEGAL_BASIS, default=""),
        "about": Key(Choice(ABOUT), default="self"),
        "prices": Key(NAME, default=""),
        "area": Key(Choice(AREAS), default="other"),
        "gravity": Key(Choice(GRAVITIES), default=""),
        "kind": Key(Choice(KINDS), default="other"),
        "discretion": Key(ListOf(_POINTS, 2, 2, distinct=False), default=None),
        "repairable": Key(Truth(), default=True),
        "conduct": Key(CONDUCT, default=None),
    },
)
_DUE_PROCESS: Final = Record(
    DueProcess,
    {
        "notice": Key(_DIAL, default=0.0),
        "notice_within": Key(Days(), "notice_days", 0),
        "reasons": Key(_DIAL, default=None),
        "access": Key(_DIAL, default=0.0),
        "appeal": Key(_DIAL, default=0.0),
        "appeal_within": Key(Days(), "appeal_days", 0),
        "human_review": Key(_DIAL, default=None),
        "repair": Key(_DIAL, default=0.0),
        "repair_after": Key(Days(0), "repair_wait_days", 0),
        "repair_steps": Key(Whole(0, 10), default=0),
    },
)


def _build(**values: Any) -> Rulebook:
    values.pop("format")
    values["legal_basis"] = _named(values["legal_basis"])
    return Rulebook(**values)


RULEBOOK: Final = Record(
    _build,
    {
        "format": Key(Choice((RULEBOOK_FORMAT,)), spare=""),
        "name": Key(_SLUG, spare=""),
        "title": Key(_TITLE, spare=""),
        "account": Key(Choice(ACCOUNTS), spare=""),
        "legal_basis": Key(_LEGAL_BASIS, default=""),
        "subject": Key(Choice(SUBJECTS), default="person"),
        "score": Key(Record(Score, {"start": Key(_SCORE), "min": Key(_SCORE), "max": Key(_SCORE)}), default=None),
        "scored_from_age": Key(Days(0), "scored_from_days", 0),
        "grades": Key(MapOf(GRADE_NAME, _GRADE, MOST_GRADES), default={}),
        "gates": Key(MapOf(NAME, _GATE, MOST_GATES), default={}),
        "lists": Key(MapOf(NAME, _LISTING, MOST_LISTS), default={}),
        "acts": Key(MapOf(NAME, _ACT, MOST_ACTS, 1), spare={}),
        "due_process": Key(_DUE_PROCESS, default=None),
    },
)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rulebook's file; it accepts what the loader accepts, names and sums aside."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:credopolis:rulebook:1",
        "title": "A Credopolis rulebook",
        **RULEBOOK.schema(),
    }
