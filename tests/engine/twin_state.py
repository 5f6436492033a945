"""What the twin moves about: the mixer of draws on plain integers, lives with their agendas, grids, and the record."""

from __future__ import annotations

import math
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field

from credopolis.core.schema import FLAG_NAMES
from credopolis.engine.replay import TraceEvent
from credopolis.rulebook.conduct import DOMAINS

MASK64 = 2**64 - 1
GOLDEN, M1, M2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
# The order of things due on one day.
LOCK_END, CAME_OF_AGE, LIST_END, EXPIRY, REPAIR, CORRECTION, CASE, FRIGHT, JOINT, KIN, BIRTH = range(11)
DEATH, REQUEST, STAGE, VETTING, CHAMPIONSHIP, JOB, STRUCK, SPEECH = 12, 15, 16, 17, 18, 19, 20, 21
TRUTHS = ("true", "mistaken", "malicious", "fabricated")
TRUE, MISTAKEN, MALICIOUS, FABRICATED = range(4)
NEWCOMER, RESET, GIVEN = 253, 254, 255  # in place of a list: a newcomer's gains or end; all ends; clean time gives
STAGES = ("filed", "posted", "dismissed", "waived", "lost")
STEPS = ("learned", "appealed", "refused", "corrected", "repaired", "expired", "spread")
ENCOUNTERS = ("visit", "deed", "search", "find")
SPELL_ENDS = ("release", "fall", "relock", "correction", "removal", "death")
TALLIES = (
    "flows", "falls", "entries", "acts", "spells", "recoveries", "cases", "process", "encounters",
    "jolts", "sightings", "refusals", "delays", "turned_away", "held_up", "births", "deaths", "stages",
    "doors", "schooling", "incomes", "indebted", "owed", "army", "championships",
    "jobs", "party", "trust", "voices", "strata", "members", "opinions", "answers", "openness", "loyalty",
    "spoken", "taken", "strain_lives", "strain_for_points", "strain_on_care", "strain_behind", "strain_stuck",
    "dismissed", "barred_representatives",
    "news",
)  # fmt: skip


def mix(x: int) -> int:
    """The finaliser of SplitMix64."""
    x = (x ^ (x >> 30)) * M1 & MASK64
    x = (x ^ (x >> 27)) * M2 & MASK64
    return x ^ (x >> 31)


def key_of(seed: int, purpose: int, who: int, when: int) -> int:
    """The key of a stream of draws."""
    k = mix((seed + GOLDEN) & MASK64)
    k = mix(k ^ (purpose * GOLDEN & MASK64))
    k = mix((k + who * M1) & MASK64)
    return mix(k ^ ((when * M2 + GOLDEN) & MASK64))


def draw(key: int, counter: int) -> int:
    """A 64-bit draw of a stream."""
    return mix((key + (counter + 1) * GOLDEN) & MASK64)


def uniform(bits: int) -> float:
    """In [0, 1)."""
    return (bits >> 11) / 2**53


def low_uniform(bits: int) -> float:
    """In [0, 1), from the low half of a draw."""
    return (bits & 0xFFFFFFFF) / 2**32


def exponential(bits: int) -> float:
    """Standard exponential, from the high half of a draw."""
    return -math.log(((bits >> 32) + 0.5) / 2**32)


@dataclass(order=True)
class Due:
    """Something due to a life.

    about : of a listing's end the list; of a case act, channel, outcome and truth; of what strikes an entry the points
    it had moved, its truth, whether it began a lock, and the act.
    """

    day: int
    kind: int
    about: tuple[int, ...] = ()
    since: int = 0
    made: Made | None = field(default=None, compare=False, repr=False)  # the entry that is struck


@dataclass(eq=False)
class Made:
    """An entry: its act, its day, the points that it moved itself, and in a mean those that it has; `stood` if others
    could end it from then on."""

    act: int
    day: int
    moved: int = 0
    points: int = 0
    stood: bool = False


@dataclass(eq=False)
class Life:
    """One life. `grade` is None before it is scored and while it is removed; `listed` has the day of each listing."""

    number: int
    born: int
    flags: int
    traits: tuple[int, ...]
    guanxi: int
    children: int
    eldest: Life | None = field(repr=False)
    score: int = 0
    grade: int | None = None
    lock_until: int = 0
    since: int = 0
    fell_on: int = -1
    own: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 0))  # experience by class, in 127ths
    own_on: int = 0
    cleared_on: int = 0
    moved: tuple[int, int, int] = (-1, 0, 0)  # a day, and points lost and gained on it
    locked_on: int = 0
    locks: dict[int, list[int]] = field(default_factory=dict)  # by grade, until when earlier locks make others longer
    new_until: int = 0  # the day from which the life is no newcomer any more
    gains_on: int = 0  # the day on which clean time adds points to a newcomer's
    gives_on: int = 0  # the day on which clean time gives points back
    resets_on: int = 0  # the day on which the score returns to its start
    again: dict[int, list[int]] = field(
        default_factory=dict
    )  # days of entries that change the points of others, by act
    within: dict[int, list[int]] = field(default_factory=dict)  # days of entries that counted, by act with a window
    taken: list[tuple[int, int]] = field(default_factory=list)  # days and points of entries that took some
    held: bool = False  # whether a lock holds until the end of a cycle sets the grade
    sets_on: int = 0  # the day from which the grade holds that a cycle has set, by the band `due`
    due: int = 0
    heads: dict[int, tuple[int, int]] = field(default_factory=dict)  # by act: moves starts of cycles until, since
    rated: list[Made] = field(default_factory=list)  # entries in the mean
    stands: list[Made] = field(default_factory=list)  # entries that stand
    together: int = 0  # points that things have together
    removed_on: int | None = None
    days_removed: int = 0
    fear: int = 0  # in 65,535ths
    fear_on: int = 0
    used: int = 0  # how used to it, in 255ths
    near: int = 0  # own parts of trust in neighbours and in the state, in 127ths
    state: int = 0
    opinion: int | None = None  # in 8,000ths, none before the first settling day
    stance: int | None = None
    drawn_schooling: int = 0
    debt: int = 0  # tens of yuan that refusals have cost
    asks_on: int = 0  # day of the next request that may be refused, 0 if none is awaited
    children_at_first: int = 0
    education: int = -1  # below 0 where nobody passes through stages of life
    occupation: int = -1
    level: int = 0  # of the schooling that it will have had
    stage_on: int = 0  # day of its next stage
    army: str = ""  # where it is with the army
    kindergarten: str = ""  # where it was from three to six
    care: float = 1.0  # how many times the hazard of death holds
    place: int = 1000  # at school that it gives its children, in thousandths; the same before, and when it changed
    place_before: int = 1000
    place_on: int = 0
    needs: list[int] = field(default_factory=list)  # places with which it goes on at 15 and at 18
    standing_points: float = 0.0  # of its household, without schooling
    income: int = 0  # class with which it starts work, 0 before
    party: str = ""  # where it is with the Party, and whether it has joined it
    joined: bool | None = None  # none where nobody joins in the run
    income_now: int = 0  # its class
    seeks: bool = False  # whether it is out of work and seeks some
    job_on: int = 0  # day on which something may happen to its work
    province: int = 0
    present: bool = True  # born, and not dead
    happened: bool = True  # its birth, if it may be born in the run
    mark: float = 0.0
    left: float = 0.0  # of the hazard that it lives through, on the day `left_on`
    left_on: int = 0
    dies_on: int = 0
    died_on: int | None = None
    widowed: bool = False
    parent: bool = False
    mother: Life | None = field(default=None, repr=False)
    father: Life | None = field(default=None, repr=False)
    household: list[Life] = field(default_factory=list, repr=False)
    partner: Life | None = field(default=None, repr=False)
    escaped: int | None = None  # the last act that nobody saw and that no search has found
    listed: dict[str, int] = field(default_factory=dict)
    counted: Counter[tuple[int, int]] = field(default_factory=Counter)  # entries by act and year, towards caps
    posted: Counter[int] = field(default_factory=Counter)  # entries by act that were not corrected
    agenda: list[Due] = field(default_factory=list)
    story: list[TraceEvent] = field(default_factory=list)

    @property
    def schooling_now(self) -> int:
        """Level of its schooling."""
        return self.education if self.education >= 0 else self.drawn_schooling

    def has(self, flag: str) -> bool:
        """Whether a flag is set."""
        if flag == "partnered" and self.widowed:
            return False
        if flag in ("student", "employed") and self.occupation >= 0:
            if self.army == "serves":
                return False
            return self.occupation == 1 if flag == "student" else 2 <= self.occupation < 8
        if flag == "party_member" and self.joined is not None:
            return self.joined
        return bool(self.flags & FLAG_NAMES[flag]) or (flag == "parent" and self.parent)


@dataclass
class Neighbourhood:
    """A grid: its lives, and what it remembers between ticks."""

    number: int
    province: int
    lives: list[Life]
    unborn: list[Life] = field(default_factory=list)  # who may be born in the run
    places: list[Life] = field(default_factory=list)  # all of them, household by household
    records: dict[str, tuple[float, float]] = field(default_factory=dict)  # charged, violations as the tick began
    reports: float = 0.0
    shown: float = 0.0  # of the tick: entries shown, false reports, undeserved entries, refusals, good deeds entered
    betrayed: float = 0.0
    wronged: float = 0.0
    turned_away: float = 0.0
    favoured: float = 0.0
    shame: float = 0.0  # entries shown a life and year
    taken: float = 0.0  # removed for what they said, in the tick; a life and year, smoothed
    absent: float = 0.0
    near: float = 0.0  # trust above where nothing moves it
    state: float = 0.0
    seen: float = 0.0  # as last settled: share who spoke against, mean of what is expressed
    spoken: float = 0.0
    charged: dict[str, float] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 0.0))
    violations: dict[str, float] = field(default_factory=lambda: dict.fromkeys(DOMAINS, 0.0))


@dataclass
class Candidate:
    """A draw that may become an act, a false alarm, a visit or a search."""

    life: Life
    day: int
    bits: int
    kind: str
    index: int
    mark: float


class Record:
    """What is written down: tallies as counters, and every life's story."""

    def __init__(self, grades: tuple[str, ...], lists: tuple[str, ...], last_day: int) -> None:
        self.grades, self.lists, self.last_day = grades, lists, last_day
        self.counts: dict[str, Counter[tuple[int, ...]]] = {name: Counter() for name in TALLIES}

    def schedule(self, life: Life, due: Due) -> None:
        """Enter something into a life's agenda, unless it lies beyond the run."""
        if due.day < self.last_day:
            insort(life.agenda, due)

    def count(self, tally: str, *at: int) -> None:
        """One more."""
        self.counts[tally][at] += 1

    def cell(self, life: Life, day: int) -> int:
        """Sex, age band, group and area of a life."""
        age = (day - life.born) * 4 // 1461
        age_band = sum(age >= start for start in (15, 30, 45, 60, 75))
        return ((life.has("female") * 6 + age_band) * 2 + life.has("minority")) * 2 + life.has("urban")

    def note(
        self, life: Life, day: int, kind: str, due: int, act: str = "", channel: str = "", truth: str = "",
        points: int = 0,
    ) -> None:  # fmt: skip
        """One line of a life's story."""
        grade = "unscored" if life.grade is None else self.grades[life.grade]
        lists = tuple(name for name in self.lists if name in life.listed)
        life.story.append(
            TraceEvent(day, kind, act, channel, truth, points, life.score, grade, life.lock_until, due, lists)
        )
