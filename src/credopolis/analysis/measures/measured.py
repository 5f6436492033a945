"""One run counted in memory: what headline measures, decompositions, comparisons and ablations are worked out from.

Nothing is written to disk. `gather` runs a scenario, adds up its intervals by cell (sex, age band, group, area), and
keeps how every life ended and, if asked, the fields of every tick, from which any life can be replayed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES, TRUE
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

if TYPE_CHECKING:
    from credopolis.engine.build import Engine
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario

Values = NDArray[np.float64]
AXES: Final = {"sex": (0, SEXES), "age_band": (1, AGE_BANDS), "group": (2, GROUPS), "area": (3, AREAS)}
"""Axis of a cell's shape, and the labels along it, of every column that lives are grouped by."""
SHAPE: Final = tuple(len(labels) for _, labels in AXES.values())


@dataclass(frozen=True)
class Lives:
    """How every life ended, each (n_lives,), in the order of life numbers.

    worth : float32, worth of the gates that are open, as a share of what this rulebook can open; 0 if removed. grade :
    uint8, one past the highest if not scored. score : int16, points. listed : bool, on any list. removed : bool, from
    civic life. ever_below : bool, below the starting grade at the end of some interval. cell : int64, where the life
    was counted on day 0, an index into the flattened `SHAPE`.
    """

    worth: NDArray[np.float32]
    grade: NDArray[np.uint8]
    score: NDArray[np.int16]
    listed: NDArray[np.bool_]
    removed: NDArray[np.bool_]
    ever_below: NDArray[np.bool_]
    cell: NDArray[np.int64]


@dataclass
class Measured:
    """Counts of a run; those by cell have the shape `SHAPE`.

    years : life-years scored, by the trapezoid rule over the counts. entries, negative, false : posted entries (person-
    times). locked_days : person-days in a lock, by the same rule. falls : falls to a lower grade by an entry.
    recoveries : (days + 1,), straight drops back in good standing by the days it took. grades : (*SHAPE, n_grades + 1)
    lives on the last day, the last for those not scored. fields : (n_ticks, n_provinces, n_fields), or nothing.
    """

    scenario: Scenario
    years: Values = field(default_factory=lambda: np.zeros(SHAPE))
    entries: Values = field(default_factory=lambda: np.zeros(SHAPE))
    negative: Values = field(default_factory=lambda: np.zeros(SHAPE))
    false: Values = field(default_factory=lambda: np.zeros(SHAPE))
    locked_days: float = 0.0
    falls: float = 0.0
    searches: float = 0.0
    liberty_days: float = 0.0
    score_sum: float = 0.0
    recoveries: Values = field(default_factory=lambda: np.zeros(1))
    grades: Values = field(default_factory=lambda: np.zeros((*SHAPE, 1)))
    lives: Lives | None = None
    fields: Values | None = None
    state_digest: str = ""

    @property
    def scored(self) -> Values:
        """Lives scored on the last day, by cell."""
        return np.asarray(self.grades[..., :-1].sum(axis=-1))

    def of(self, counts: Values, column: str, label: str) -> float:
        """The sum of counts by cell over one group, such as ("group", "minority")."""
        axis, labels = AXES[column]
        return float(np.take(counts, labels.index(label), axis=axis).sum())

    def rate(self, counts: Values, column: str, label: str) -> float:
        """Counts of one group per 1,000 life-years of it."""
        return 1000.0 * self.of(counts, column, label) / max(self.of(self.years, column, label), 1e-9)


@dataclass
class Gathering:
    """Takes what a run hands out, and adds it up; from its start, or from where it stands (`on_fork`)."""

    found: Measured
    keep_fields: bool
    engine: Engine | None = None
    negative: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    below: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    ticks: list[Values] = field(default_factory=list)
    before: tuple[int, Values, float] | None = None
    liberty_before: float = 0.0
    search: int = 0

    def on_built(self, engine: Engine) -> None:
        from credopolis.core.labels import ENCOUNTERS

        self.engine, self.search = engine, ENCOUNTERS.index("search")
        self.negative = engine.world.acts["negative"] > 0
        self.living = is_living(engine.world)
        self.below = np.zeros(int(self.living.sum()), bool)

    def on_fork(self, course: Course) -> None:
        """Begin amid a run, at the end of an interval: only what comes after is counted."""
        self.on_built(course.engine)
        counts, day = course.workers.count(course.day), course.day
        grades = counts["census"].sum(axis=0).reshape(*SHAPE, -1).astype(np.float64)
        self.before = (day, grades[..., :-1].sum(axis=-1), float(counts["locked"].sum()))
        self.liberty_before = float((counts["liberty"] + counts["removed"] * day).sum())

    def on_tick(self, tick: Tick) -> None:
        if self.keep_fields:
            self.ticks.append(tick.fields)

    def on_period(self, period: Period) -> None:
        m = self.found
        if self.engine is not None:
            self.below |= self.engine.world.standing["grade"][self.living] < int(self.engine.rules["start_grade"])
        m.grades = period.census.sum(axis=0).reshape(*SHAPE, -1).astype(np.float64)
        scored, locked = m.scored, float(period.locked.sum())
        if self.before is not None:
            day, then, locked_then = self.before
            days = period.end_day - day
            m.years += (scored + then) / 2 * (days / DAYS_PER_YEAR_OF_RATES)
            m.locked_days += (locked + locked_then) / 2 * days
        self.before = (period.end_day, scored, locked)
        entries = period.entries.sum(axis=0)
        m.entries += entries.sum(axis=(1, 2)).reshape(SHAPE)
        m.negative += entries[:, self.negative[period.pairs[:, 0]]].sum(axis=(1, 2)).reshape(SHAPE)
        m.false += entries[:, :, TRUE + 1 :].sum(axis=(1, 2)).reshape(SHAPE)
        m.falls += float(period.falls.sum())
        m.searches += float(period.encounters[..., self.search].sum())
        m.liberty_days = float(period.liberty.sum()) - self.liberty_before
        m.score_sum = float(period.score_sum.sum())
        m.recoveries = m.recoveries + period.recoveries.sum(axis=0)

    def finish(self, state_digest: str) -> Measured:
        """What was counted, once the run is over."""
        self.found.state_digest = state_digest
        if self.engine is not None:
            self.found.lives = _lives(self.engine, self.below)
        if self.keep_fields:
            self.found.fields = np.stack(self.ticks)
        return self.found


def gather(scenario: Scenario, threads: int, *, keep_fields: bool = False) -> Measured:
    """Run a scenario and count it. keep_fields : also keep what replaying single lives needs."""
    from credopolis.engine.run import simulate

    gathering = Gathering(Measured(scenario), keep_fields)
    outcome = simulate(
        scenario, threads=threads, on_period=gathering.on_period, on_tick=gathering.on_tick,
        on_built=gathering.on_built,
    )  # fmt: skip
    return gathering.finish(outcome.state_digest)


def _lives(engine: Engine, below: NDArray[np.bool_]) -> Lives:
    living = is_living(engine.world)
    rules, standing = engine.rules, engine.world.standing[living]
    grade, listed = standing["grade"].copy(), standing["listed"].astype(np.int64)
    removed = (listed & int(rules["removal_lists"])) != 0
    n_grades = int(rules["n_grades"])
    at = np.where(grade < n_grades, grade, int(rules["start_grade"])).astype(np.int64)
    worth = np.where(removed, 0.0, np.asarray(rules["worth"])[at, listed]).astype(np.float32)
    return Lives(worth, grade, standing["score"].copy(), listed > 0, removed, below, cells(engine.world.person[living]))


def cells(person: NDArray[Any]) -> NDArray[np.int64]:
    """Cell of every life on day 0, an index into the flattened `SHAPE`: (n_lives,)."""
    from credopolis.core.schema import AGE_BAND_STARTS_YEARS, FEMALE, MINORITY, URBAN

    flags = person["flags"]
    age = -person["birth_day"] / DAYS_PER_YEAR_OF_RATES
    band = np.clip(np.searchsorted(AGE_BAND_STARTS_YEARS, age, side="right") - 1, 0, None)
    sex, group, area = ((flags & bit) != 0 for bit in (FEMALE, MINORITY, URBAN))
    return np.ravel_multi_index((sex.astype(int), band, group.astype(int), area.astype(int)), SHAPE).astype(np.int64)
