"""What a rulebook says of its score: bounds, clocks, the limit of a day, and other rules for newcomers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Resets:
    """When a score returns to its start, with what was entered before cleared; one of the two is 0.

    every : days of a cycle that begins on the first scored day. after : days without an entry that takes points or
    drops a grade. sets_grade : whether only the end of a cycle sets the grade, by the score that the cycle ends with.
    sets_after : days after that end from which the grade holds, 0 for at once.
    """

    every: int = 0
    after: int = 0
    sets_grade: bool = False
    sets_after: int = 0


@dataclass(frozen=True)
class Mean:
    """A score that is the start and the mean of the points of the `last` entries, rounded down; with fewer entries
    than `at_least` it is the start."""

    last: int
    at_least: int = 1

    def of(self, start: int, points: Sequence[int]) -> int:
        """The score by the points of the entries that are in the mean."""
        return start if len(points) < self.at_least else start + sum(points) // len(points)


@dataclass(frozen=True)
class GivesBack:
    """Points that each `after` days without an entry that takes points or drops a grade give back, until the score is
    `up_to` (None: its start). The time also runs from the first scored day where `up_to` lies above the start."""

    points: int
    after: int
    up_to: int | None = None


@dataclass(frozen=True)
class AtOnce:
    """The most points that all entries of one day together take and give; 0 for no such limit. only_largest : whether
    of several entries of one day only the largest loss and the largest gain count."""

    lost: int = 0
    gained: int = 0
    only_largest: bool = False

    def within(self, points: int, today: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        """What is left of an entry's points after those that were lost and gained today, and what there is then."""
        lost, gained = today
        if self.only_largest:
            points = min(points + lost, 0) if points < 0 else max(points - gained, 0)
        if points < 0 and self.lost:
            points = -min(-points, self.lost - lost)
        if points > 0 and self.gained:
            points = min(points, self.gained - gained)
        return points, (lost - min(points, 0), gained + max(points, 0))


@dataclass(frozen=True)
class Gains:
    """Points that a newcomer gains at the end of each `each` days, as long as no entry took points or dropped a grade
    since the first scored day."""

    points: int
    each: int


@dataclass(frozen=True)
class Newcomers:
    """Other rules for the first `days` days, from the first scored day on.

    start : the score with which one begins, None for everybody's. gains : points that clean time adds, None for none.
    lowest : the lowest score of each grade's band, by name; a grade left out has no band then. Empty: everybody's.
    begins_in : the grade in which one is until the first cycle has ended, whatever the score; "" for its band.
    """

    days: int
    start: int | None = None
    gains: Gains | None = None
    lowest: Mapping[str, int] = field(default_factory=dict)
    begins_in: str = ""


@dataclass(frozen=True)
class Counter:
    """Points lost within a window of its own: an entry with which `lost` or more of them were taken within `days` days
    drops to the grade `falls_to`."""

    lost: int
    days: int
    falls_to: str


@dataclass(frozen=True)
class ActSet:
    """Acts of which entries stand together, and the points for that."""

    acts: tuple[str, ...]
    points: int


@dataclass(frozen=True)
class Together:
    """Points for several things together: those of each set, and of all of them at most so many."""

    sets: Mapping[str, ActSet]
    most: int = 10_000


@dataclass(frozen=True)
class Score:
    """The score everybody starts with and its bounds, points. resets : when it returns to its start, None for never.
    at_once : what entries of one day move at most, None for no limit. gives_back : what clean time gives back.
    newcomers : what is otherwise in the first time, None for nothing. counters : by name, points lost within windows of
    their own. mean : if it is a mean of the last entries and no sum, None for a sum. together : by name, points
    for what stands together."""

    start: int
    min: int
    max: int
    resets: Resets | None = None
    at_once: AtOnce | None = None
    gives_back: GivesBack | None = None
    newcomers: Newcomers | None = None
    counters: Mapping[str, Counter] = field(default_factory=dict)
    mean: Mean | None = None
    together: Mapping[str, Together] = field(default_factory=dict)

    @property
    def by_cycle(self) -> int:
        """Days of a cycle if only the end of one sets the grade, else 0."""
        return self.resets.every if self.resets is not None and self.resets.sets_grade else 0

    @property
    def first(self) -> int:
        """The score on the first scored day."""
        own = self.newcomers.start if self.newcomers is not None else None
        return self.start if own is None else own

    def after(self, days: int) -> int:
        """The score of somebody of whom nothing was entered, so many days after the first scored one."""
        gains = self.newcomers.gains if self.newcomers is not None else None
        if self.newcomers is None or days >= self.newcomers.days:
            return self.start
        return min(self.first + (days // gains.each * gains.points if gains is not None else 0), self.max)

    @property
    def given_up_to(self) -> int:
        """The score up to which clean time gives points back; the lowest score if it gives none."""
        if self.gives_back is None:
            return self.min
        return self.start if self.gives_back.up_to is None else self.gives_back.up_to
