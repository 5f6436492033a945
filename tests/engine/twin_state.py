"""What the twin moves about: the mixer of draws on plain integers, lives with their agendas, grids, provinces."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from credopolis.core.schema import FLAG_NAMES
from credopolis.engine.replay import TraceEvent

MASK64 = 2**64 - 1
GOLDEN, M1, M2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
LOCK_END, CAME_OF_AGE, LIST_END, EXPIRY, CASE = range(5)  # the order of things due on one day
TRUE, MISTAKEN, MALICIOUS = range(3)
TRUTHS = ("true", "mistaken", "malicious")


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


def exponential(bits: int) -> float:
    """Standard exponential, from the high half of a draw."""
    return -math.log(((bits >> 32) + 0.5) / 2**32)


@dataclass(order=True)
class Due:
    """Something due to a life. `act` is an act, or a list; `moved` the points that an expiring entry had moved."""

    day: int
    kind: int
    moved: int = 0
    act: int = 0
    channel: int = 0
    truth: int = 0
    since: int = 0


@dataclass
class Life:
    """One life. `grade` is None before it is scored; `listed` maps a list to the day it ends (None: never)."""

    number: int
    born: int
    flags: int
    traits: tuple[int, ...]
    children: int
    eldest: int | None  # number of the eldest child
    score: int = 0
    grade: int | None = None
    lock_until: int = 0
    since: int = 0
    fell_on: int = -1
    caught: float = 0.0
    caught_on: int = 0
    listed: dict[str, int | None] = field(default_factory=dict)
    counted: Counter[tuple[int, int]] = field(default_factory=Counter)
    agenda: list[Due] = field(default_factory=list)
    story: list[TraceEvent] = field(default_factory=list)

    def has(self, flag: str) -> bool:
        return bool(self.flags & FLAG_NAMES[flag])


@dataclass
class Neighbourhood:
    """A grid: its lives, and what it remembers between ticks."""

    number: int
    province: int
    lives: list[Life]
    reports: float = 0.0
    charged: float = 0.0
    violations: float = 0.0


@dataclass
class Province:
    """Fields that lives read, and smoothed counts behind them."""

    detection: float
    coverage: float = 0.0
    climate: float = 1.0
    charged: float = 0.0
    violations: float = 0.0


@dataclass
class Candidate:
    """A draw that may become an act or a false alarm."""

    life: Life
    day: int
    bits: int
    kind: str
    index: int
    mark: float
