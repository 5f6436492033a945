"""What a rulebook says, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from credopolis.core.shapes import Source
from credopolis.core.yamlfile import KeyPath, Located
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.entitled import Entitlement
from credopolis.rulebook.grade import Grade
from credopolis.rulebook.score import Score

RULEBOOK_FORMAT: Final = "credopolis-rulebook/1"
ACCOUNTS: Final = ("popular", "documented", "hypothetical")
DECISIONS: Final = ("none", "office", "court")
ABOUT: Final = (
    "self", "child", "parent", "spouse", "household", "associate", "employer", "partner", "employee", "others",
)  # fmt: skip
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
MOST_ENTRIES_BEFORE_A_LISTING: Final = 20
MOST_LISTS, MOST_GRADES, MOST_ACTS, MOST_GATES = 8, 30, 60, 60
LARGEST_POINTS: Final = 10_000
MOST_A_YEAR: Final = 30_000
"""Entries of an act that may count in a year; the engine counts them in 16 bits."""
LARGEST_SCORE: Final = 30_000
MOST_AGAIN: Final = 3
"""Lengths of a lock that is longer soon after earlier ones; so many are remembered of a life and grade."""
MOST_COUNTERS: Final = 12
MOST_COUNTED: Final = 24
"""Entries that took points and are remembered of a life for counters with windows of their own."""
MOST_IN_A_MEAN: Final = 1_000
MOST_SETS: Final = 200
"""Things together that have points, of one name."""
MOST_CYCLES: Final = 20
"""Cycles of the score for which a lock holds, or an act moves their starts."""
MOST_IN_A_WINDOW: Final = 6
MOST_IN_WINDOWS: Final = 12
"""Entries within windows of caps that are remembered of a life: of one act, and of all acts of a rulebook."""


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
class Repeated:
    """Points of an entry that is made within `within` days of earlier ones of its act: with one, with two, and so on;
    the last holds for more."""

    within: int
    points: tuple[int, ...]

    def points_of(self, usual: int, earlier: int) -> int:
        """Points of an entry with so many earlier ones."""
        return self.points[min(earlier, len(self.points)) - 1] if earlier else usual


@dataclass(frozen=True)
class HeadStart:
    """Points by which an entry moves where cycles of the score start: the one that runs, and those after it, so many in
    all. An entry while it holds lengthens it and adds nothing."""

    points: int
    cycles: int = 1


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
    does not say. kind : what is recorded, of KINDS, where a law asks. again : other points soon after earlier entries,
    None for none. head_start : what it adds to starts of cycles, None for nothing. ends : acts
    whose entries that stand an entry of it ends: what they moved is taken back. repair_wait_days : the shortest wait
    before a repair of its entries, None for that of the whole rulebook.
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
    again: Repeated | None = None
    head_start: HeadStart | None = None
    ends: tuple[str, ...] = ()
    repair_wait_days: int | None = None

    @property
    def in_mean(self) -> bool:
        """Whether its entries are in the mean, where the score is one: it has points, or does nothing else."""
        return bool(self.points) or not (self.falls_to or self.adds_to or self.removes_from)

    @property
    def all_points(self) -> tuple[int, ...]:
        """The usual points of an entry, and those soon after earlier ones."""
        return (self.points, *(self.again.points if self.again is not None else ()))

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

    consent : the share of those of age who agree to be scored; 1 where nobody is asked. subject : whom it judges, of
    SUBJECTS. applies_in : of PLACES, where its law counts; empty if the file does not say.
    entitlements : by gate and name, rules of what it decides for whom, in their order; none of a gate that has none.
    """

    name: str
    title: str
    account: str
    acts: dict[str, Act]
    score: Score | None = None
    scored_from_days: int = 0
    consent: float = 1.0
    grades: dict[str, Grade] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    lists: dict[str, Listing] = field(default_factory=dict)
    entitlements: dict[str, dict[str, Entitlement]] = field(default_factory=dict)
    due_process: DueProcess | None = None
    note: str = ""
    legal_basis: str = ""
    subject: str = "person"
    applies_in: tuple[str, ...] = ()
    sources: Mapping[KeyPath, Source] = field(default_factory=dict, repr=False, compare=False)
    located: Located | None = field(default=None, repr=False, compare=False)

    def lowest_scores(self, newcomer: bool = False) -> dict[str, int]:
        """The lowest score of each grade's band, highest grade first; that of the band above for a grade that has no
        band, so that no score deserves it. newcomer : of the bands in the first time."""
        if self.score is None:
            return {}
        own = self.score.newcomers.lowest if newcomer and self.score.newcomers is not None else {}
        found, above = dict[str, int](), self.score.max + 1
        for name, grade in self.grades.items():
            if own:
                above = own.get(name, above)
            elif grade.banded:
                above = self.score.min if grade.lowest is None else grade.lowest
            found[name] = above
        return found

    def band_bounds(self, grade: str, newcomer: bool = False) -> tuple[int, int] | None:
        """The lowest and the highest score of a grade's band, None if it has none."""
        low, top = self.lowest_scores(newcomer), self.score.max if self.score is not None else 0
        for name, lowest in low.items():
            if name == grade:
                return (lowest, top) if lowest <= top else None
            top = lowest - 1
        return None

    def repair_wait_of(self, act: str) -> int:
        """Days from an entry of an act to the first on which it may be repaired."""
        own = self.acts[act].repair_wait_days
        return own if own is not None else self.due_process.repair_wait_days if self.due_process else 0

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
