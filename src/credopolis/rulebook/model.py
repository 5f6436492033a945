"""What a rulebook says, as plain frozen data; and the shape of its file, `credopolis-rulebook/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from credopolis.core.shapes import Choice, Days, Key, ListOf, MapOf, Number, Record, Source, Text, Truth, Whole
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook.conduct import CONDUCT, NAME, ActConduct

RULEBOOK_FORMAT: Final = "credopolis-rulebook/1"
ACCOUNTS: Final = ("popular", "documented", "hypothetical")
DECISIONS: Final = ("none", "office", "court")
BAND: Final = "band"
MOST_LISTS, MOST_GRADES, MOST_ACTS, MOST_GATES = 8, 30, 60, 60
LARGEST_POINTS: Final = 10_000
LARGEST_SCORE: Final = 30_000


@dataclass(frozen=True)
class Score:
    """The score everybody starts with and its bounds, points."""

    start: int
    min: int
    max: int


@dataclass(frozen=True)
class Lock:
    """A lock that begins on entering a grade: days it lasts, and the release, a grade's name or `band`."""

    days: int
    release: str = BAND


@dataclass(frozen=True)
class Grade:
    """A grade: the lowest score of its band (None: the score's minimum), and what it opens and closes.

    `highest` is the highest score of the band if the file states it, for checking only.
    """

    lowest: int | None = None
    highest: int | None = None
    title: str = ""
    benefits: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    lock: Lock | None = None


@dataclass(frozen=True)
class Gate:
    """A service: a benefit is open to those who are granted it, a restriction to all but those refused it.

    worth : the value of the gate being open, relative to other gates.
    """

    kind: str
    title: str = ""
    worth: float = 1.0


@dataclass(frozen=True)
class Listing:
    """A blacklist or redlist: days an entry lasts (0: no end), what it opens and closes, whether it is published."""

    days: int = 0
    title: str = ""
    benefits: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True)
class Act:
    """An act that the rulebook prices.

    cap_per_year : entries a year that count, 0 for no cap. expires_days : days an entry counts, 0 for ever.
    decision : what must decide before it is posted. seen_by : sensitivity in [0, 1] by channel.
    """

    title: str = ""
    points: int = 0
    falls_to: str = ""
    adds_to: str = ""
    removes_from: str = ""
    seen_by: dict[str, float] = field(default_factory=dict)
    decision: str = "none"
    cap_per_year: int = 0
    expires_days: int = 0
    legal_basis: str = ""
    conduct: ActConduct | None = None


@dataclass(frozen=True)
class DueProcess:
    """Declared safeguards, each a dial from 0 (none) to 1 (full); delays and waits in days (0: none stated)."""

    notice: float = 0.0
    access: float = 0.0
    appeal: float = 0.0
    appeal_days: int = 0
    repair: float = 0.0
    repair_wait_days: int = 0


@dataclass(frozen=True)
class Rulebook:
    """A rulebook: what acts cost and what grades mean. Grades stand highest first, as in the file."""

    name: str
    title: str
    account: str
    acts: dict[str, Act]
    score: Score | None = None
    scored_from_days: int = 0
    grades: dict[str, Grade] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    lists: dict[str, Listing] = field(default_factory=dict)
    due_process: DueProcess | None = None
    note: str = ""
    sources: Mapping[KeyPath, Source] = field(default_factory=dict, repr=False, compare=False)
    located: Located | None = field(default=None, repr=False, compare=False)

    def source_of(self, *path: str | int) -> Source:
        """Where a value comes from: its own source, else that of the innermost block around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.sources and self.sources[path[:end]].source:
                return self.sources[path[:end]]
        return Source()

    def place_of(self, *path: str | int) -> str:
        """Where a value stands, as `file:line`; empty for a rulebook that was not read from a file."""
        return "" if self.located is None else f"{self.located.file}:{self.located.at(path)[0]}"


GRADE_NAME: Final = Text("a grade's name of up to 12 letters, digits, + - _", r"^[A-Za-z][A-Za-z0-9+_-]{0,11}\Z")
_SLUG: Final = Text("a name of lower-case letters, digits and -", r"^[a-z][a-z0-9-]{0,59}\Z")
_TITLE: Final = Text("a title of 1 to 120 characters", r"^.{1,120}\Z")
_NAMES: Final = ListOf(NAME, MOST_GATES)
_SCORE: Final = Whole(-LARGEST_SCORE, LARGEST_SCORE)
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
    },
)
_LISTING: Final = Record(
    Listing,
    {
        "lasts": Key(Days(), "days", 0),
        "title": Key(_TITLE, default=""),
        "benefits": Key(_NAMES, default=()),
        "restrictions": Key(_NAMES, default=()),
        "public": Key(Truth(), default=False),
    },
)
_ACT: Final = Record(
    Act,
    {
        "title": Key(_TITLE, default=""),
        "points": Key(Whole(-LARGEST_POINTS, LARGEST_POINTS), default=0),
        "falls_to": Key(GRADE_NAME, default=""),
        "adds_to": Key(NAME, default=""),
        "removes_from": Key(NAME, default=""),
        "seen_by": Key(MapOf(NAME, _DIAL, 16), default={}),
        "decision": Key(Choice(DECISIONS), default="none"),
        "cap_per_year": Key(Whole(1, 200), default=0),
        "counts_for": Key(Days(), "expires_days", 0),
        "legal_basis": Key(Text(), default=""),
        "conduct": Key(CONDUCT, default=None),
    },
)
_DUE_PROCESS: Final = Record(
    DueProcess,
    {
        "notice": Key(_DIAL, default=0.0),
        "access": Key(_DIAL, default=0.0),
        "appeal": Key(_DIAL, default=0.0),
        "appeal_within": Key(Days(), "appeal_days", 0),
        "repair": Key(_DIAL, default=0.0),
        "repair_after": Key(Days(0), "repair_wait_days", 0),
    },
)


def _build(**values: Any) -> Rulebook:
    values.pop("format")
    return Rulebook(**values)


RULEBOOK: Final = Record(
    _build,
    {
        "format": Key(Choice((RULEBOOK_FORMAT,)), spare=""),
        "name": Key(_SLUG, spare=""),
        "title": Key(_TITLE, spare=""),
        "account": Key(Choice(ACCOUNTS), spare=""),
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
