"""What a rulebook says, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from credopolis.core.shapes import Source
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook.conduct import ActConduct

RULEBOOK_FORMAT: Final = "credopolis-rulebook/1"
ACCOUNTS: Final = ("popular", "documented", "hypothetical")
DECISIONS: Final = ("none", "office", "court")
ABOUT: Final = ("self", "child", "parent", "spouse", "household", "associate", "employer", "others")
AREAS: Final = (
    "credit", "tax", "transport", "education", "employment", "health", "housing", "business", "benefits", "travel",
    "public_service", "insurance", "justice", "communication", "immigration", "other",
)  # fmt: skip
PLACES: Final = ("china", "eu", "us", "elsewhere")
"""Where a scheme applies, as far as the laws that an audit asks about tell places apart."""
SUBJECTS: Final = ("person", "company", "vessel", "account")
GRAVITIES: Final = ("minor", "serious", "crime")
KINDS: Final = ("bankruptcy", "conviction", "other")
SEEING: Final = (
    "records", "informants", "cameras", "faces", "robots", "drones", "checkpoints", "recorders", "officers", "traffic",
)  # fmt: skip
"""The channels by which an act may be seen, as files name them; a test compares them with `mechanisms.channels`."""
NO_BASIS: Final = "none"
"""In place of a legal basis: the file says that there is none."""
BAND: Final = "band"
MOST_ENTRIES_BEFORE_A_LISTING: Final = 20
MOST_LISTS, MOST_GRADES, MOST_ACTS, MOST_GATES = 8, 30, 60, 60
LARGEST_POINTS: Final = 10_000
MOST_A_YEAR: Final = 30_000
"""Entries of an act that may count in a year; the engine counts them in 16 bits."""
LARGEST_SCORE: Final = 30_000
MOST_AGAIN: Final = 3
"""Lengths of a lock that is longer soon after earlier ones; so many are remembered of a life and grade."""
MOST_IN_A_WINDOW: Final = 6
MOST_IN_WINDOWS: Final = 12
"""Entries within windows of caps that are remembered of a life: of one act, and of all acts of a rulebook."""


@dataclass(frozen=True)
class Resets:
    """When a score returns to its start, with what was entered before cleared; one of the two is 0.

    every : days of a cycle that begins on the first scored day. after : days without an entry that takes points or
    drops a grade.
    """

    every: int = 0
    after: int = 0


@dataclass(frozen=True)
class GivesBack:
    """Points that each `after` days without an entry that takes points or drops a grade give back, until the score is
    `up_to` (None: its start). The time also runs from the first scored day where `up_to` lies above the start."""

    points: int
    after: int
    up_to: int | None = None


@dataclass(frozen=True)
class AtOnce:
    """The most points that all entries of one day together take and give; 0 for no such limit."""

    lost: int = 0
    gained: int = 0

    def within(self, points: int, today: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        """What is left of an entry's points after those that were lost and gained today, and what there is then."""
        lost, gained = today
        if points < 0 and self.lost:
            points = -min(-points, self.lost - lost)
        if points > 0 and self.gained:
            points = min(points, self.gained - gained)
        return points, (lost - min(points, 0), gained + max(points, 0))


@dataclass(frozen=True)
class Score:
    """The score everybody starts with and its bounds, points. resets : when it returns to its start, None for never.
    at_once : what entries of one day move at most, None for no limit. gives_back : what clean time gives back."""

    start: int
    min: int
    max: int
    resets: Resets | None = None
    at_once: AtOnce | None = None
    gives_back: GivesBack | None = None

    @property
    def given_up_to(self) -> int:
        """The score up to which clean time gives points back; the lowest score if it gives none."""
        if self.gives_back is None:
            return self.min
        return self.start if self.gives_back.up_to is None else self.gives_back.up_to


@dataclass(frozen=True)
class Again:
    """A lock that is longer soon after earlier ones of its grade. within : days for which one makes others longer, from
    its beginning, or with `after_its_end` from the end of its whole length. days : the length with one earlier lock,
    with two, and so on; the last holds for more."""

    within: int
    days: tuple[int, ...]
    after_its_end: bool = False

    def length(self, usual: int, earlier: int) -> int:
        """Days of a lock with so many earlier ones that make it longer."""
        return self.days[min(earlier, len(self.days)) - 1] if earlier else usual

    def stands_for(self, days: int) -> int:
        """Days from its beginning for which a lock makes others longer."""
        return self.within + days * self.after_its_end


@dataclass(frozen=True)
class Lock:
    """A lock that begins on entering a grade: days it lasts, and the release, a grade's name or `band`.

    sets_score : the score that its release sets, with all that was on file cleared; None if the score is kept. again :
    how much longer it lasts soon after earlier ones, None if all are of one length.
    """

    days: int
    release: str = BAND
    sets_score: int | None = None
    again: Again | None = None

    @property
    def longest(self) -> int:
        """The most days that it ever lasts."""
        return self.days if self.again is None else self.again.days[-1]


@dataclass(frozen=True)
class Grade:
    """A grade: the lowest score of its band (None: the score's minimum), and what it opens and closes.

    `highest` is the highest score of the band if the file states it, for checking only. listing : the list on which
    whoever enters the grade is put, or whose lock there begins anew; "" for none."""

    lowest: int | None = None
    highest: int | None = None
    title: str = ""
    benefits: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    lock: Lock | None = None
    listing: str = ""


@dataclass(frozen=True)
class Gate:
    """A service: a benefit is open to those who are granted it, a restriction to all but those refused it.

    worth : the value of the gate being open, relative to other gates. area : the area of life it belongs to, of AREAS.
    """

    kind: str
    title: str = ""
    worth: float = 1.0
    area: str = "other"


@dataclass(frozen=True)
class Listing:
    """A blacklist or redlist: days an entry lasts (0: no end), what it opens and closes, whether it is published.

    removal : whether those on it are removed from civic life until the listing ends: no grade, no acts, no gate open.
    """

    days: int = 0
    title: str = ""
    benefits: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    public: bool = False
    removal: bool = False
    legal_basis: str = ""


@dataclass(frozen=True)
class Cap:
    """Entries of an act that count within any `days` days, a window that rolls; 0 days: in a life."""

    times: int
    days: int = 0


@dataclass(frozen=True)
class Act:
    """An act that the rulebook prices.

    cap_per_year : entries a year that count, 0 for no cap. cap : the same within a window that rolls. only : the grades
    in which an entry counts, all if empty. expires_days :
    days an entry counts, 0 for ever. decision : what must decide before it is posted. seen_by : sensitivity in [0, 1]
    by channel.
    adds_after : the entry of this act, counted from 1, from which on it lists. about : whose conduct the entry is
    really about, of ABOUT. repairable : whether its entry can be repaired before it expires. discretion : the lowest
    and highest points that an official may choose, None for no choice. prices : the fact of the world that it prices,
    "" for the act's own name. area : the area of life it belongs to, of AREAS. gravity : of GRAVITIES, "" if the file
    does not say. kind : what is recorded, of KINDS, where a law asks.
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
    adds_after: int = 1
    about: str = "self"
    repairable: bool = True
    discretion: tuple[int, int] | None = None
    prices: str = ""
    area: str = "other"
    gravity: str = ""
    kind: str = "other"
    cap: Cap | None = None
    only: tuple[str, ...] = ()

    @property
    def capped(self) -> bool:
        """Whether only some of its entries count."""
        return bool(self.cap_per_year or self.cap)


@dataclass(frozen=True)
class DueProcess:
    """Declared safeguards, each a dial from 0 (none) to 1 (full); delays and waits in days (0: none stated).

    reasons, human_review : whether the reasons of an entry are given, and whether a person looks at it again on demand;
    None if the file does not say. repair_steps : steps that a repair takes, such as a training and a pledge.
    """

    notice: float = 0.0
    access: float = 0.0
    appeal: float = 0.0
    appeal_days: int = 0
    repair: float = 0.0
    repair_wait_days: int = 0
    notice_days: int = 0
    repair_steps: int = 0
    reasons: float | None = None
    human_review: float | None = None


@dataclass(frozen=True)
class Rulebook:
    """A rulebook: what acts cost and what grades mean. Grades stand highest first, as in the file.

    subject : whom it judges, of SUBJECTS. applies_in : of PLACES, where its law counts; empty if the file does not say.
    """

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
    legal_basis: str = ""
    subject: str = "person"
    applies_in: tuple[str, ...] = ()
    sources: Mapping[KeyPath, Source] = field(default_factory=dict, repr=False, compare=False)
    located: Located | None = field(default=None, repr=False, compare=False)

    def fact_of(self, act: str) -> str:
        """The fact of the world that an act prices: two acts that price one fact strike it twice."""
        return self.acts[act].prices or act

    def states(self, *path: str) -> bool:
        """Whether the file itself says something there; of a rulebook without a file, everything is said."""
        return self.located is None or path in self.located.positions

    def source_of(self, *path: str | int) -> Source:
        """Where a value comes from: its own source, else that of the innermost block around it that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.sources and self.sources[path[:end]].source:
                return self.sources[path[:end]]
        return Source()

    def place_of(self, *path: str | int) -> str:
        """Where a value stands, as `file:line`; empty for a rulebook that was not read from a file."""
        return "" if self.located is None else f"{self.located.file}:{self.located.at(path)[0]}"
