"""One run counted in memory: what headline measures, decompositions, comparisons and ablations are worked out from.

Nothing is written to disk. `gather` runs a scenario, adds up its intervals without regard to provinces, and keeps how
every life ended and, if asked, the fields of every tick, from which any life can be replayed. Which tallies and stocks
are kept follows from the headline measures that mechanisms declare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.axes import CELL, Axis, Tally, category
from credopolis.core.schema import AGE_BANDS, AREAS, GROUPS, SEXES
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.all import QUANTITIES, SHEETS, TABLES, TALLIES
from credopolis.mechanisms.headline import DAYS, YEARS
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

if TYPE_CHECKING:
    from credopolis.engine.build import Engine
    from credopolis.engine.records import Period, Tick
    from credopolis.engine.run import Course
    from credopolis.engine.scenario import Scenario

Values = NDArray[np.float64]
AXES: Final = {"sex": (0, SEXES), "age_band": (1, AGE_BANDS), "group": (2, GROUPS), "area": (3, AREAS)}
"""Axis of a cell's shape, and the labels along it, of every column that lives are grouped by."""
SHAPE: Final = tuple(len(labels) for _, labels in AXES.values())

_STANDING: Final = Axis("standing", "n_standings", (category("grade", "grade"),))
_GRADE: Final = Axis("grade", "n_grades", (category("grade", "grade"),))
STOCKS: Final[dict[tuple[str, str], tuple[str, tuple[Axis, ...]]]] = {
    ("grades", "lives"): ("census", (CELL, _STANDING)),
    ("grades", "locked"): ("locked", (CELL, _GRADE)),
    ("scores", "lives"): ("scored", (CELL,)),
    ("scores", "score_sum"): ("score_sum", (CELL,)),
    ("removals", "days_lost"): ("liberty", ()),
}
"""What stands on a day, by table and column: its name among the arrays of a `Period` (`scored` is made of its census)
and its axes."""
RESTRICTED: Final = "restricted"
"""Lives to whom some service is closed, which only comparisons of rulebooks with other gates ask for."""
OVER_TIME: Final = {(STOCKS[q.table, q.column][0], q.take) for q in QUANTITIES if q.take in (DAYS, YEARS)}
"""Stocks that are added up over the days or years for which they stood."""
EVENTS: Final[dict[str, Tally]] = {t.table_name: t for t in TALLIES if t.table_name in {q.table for q in QUANTITIES}}
"""Tallies that are added up, by the name of their table."""
_SHEETS: Final = {sheet.name: sheet for sheet in SHEETS}
FLOWS: Final[dict[tuple[str, str], tuple[str, str, tuple[Axis, ...]]]] = {
    (table.name, value.column.name): (value.array, value.label, _SHEETS[value.array].axes)
    for table in TABLES
    for value in table.values
    if value.array in _SHEETS and value.of is None
}
"""What institutions of provinces do, by table and column: its sheet, its place among the sheet's labels if it has one,
and the sheet's axes."""
ADDED: Final = {FLOWS[q.table, q.column][0] for q in QUANTITIES if (q.table, q.column) in FLOWS}
"""Sheets that are added up."""


FLAGS: Final = ("scored", "listed", "removed", "ever_below", "ever_scored", "standing")
"""What is true of a life or not, among what is kept of each."""


@dataclass(frozen=True)
class Lives:
    """How every life ended, each (n_lives,), in the order of life numbers.

    worth : float32, worth of the gates that are open, as a share of what this rulebook can open; 0 if removed. grade :
    uint8, one past the highest if not scored. score : int16, points. scored : bool, in a grade. listed : bool, on any
    list. removed : bool, from civic life. ever_below : bool, below the starting grade at the end of some interval.
    lists : uint8, bits of the lists that it is on. cell : int64, where the life was counted on day 0, an index into the
    flattened `SHAPE`.
    """

    worth: NDArray[np.float32]
    grade: NDArray[np.uint8]
    score: NDArray[np.int16]
    scored: NDArray[np.bool_]
    listed: NDArray[np.bool_]
    removed: NDArray[np.bool_]
    lists: NDArray[np.uint8]
    ever_below: NDArray[np.bool_]
    cell: NDArray[np.int64]

    @property
    def ever_scored(self) -> NDArray[np.bool_]:
        """Lives that are in a grade, or were below the starting one."""
        return np.asarray(self.scored | self.ever_below)

    @property
    def standing(self) -> NDArray[np.bool_]:
        """Lives that are in a grade or removed: those for whom gates are open or shut by the rulebook."""
        return np.asarray(self.scored | self.removed)


@dataclass
class Measured:
    """Counts of a run.

    negative : (n_acts,) bool, acts that lose points or gates. pairs : (n_pairs, 2) act and channel. events : by table,
    what happened, with the axes of its tally as tables show them. flows : by sheet, what institutions did, with its
    axes; 0 of what a run does not have. ends, begins : by stock, what stood on the last day
    and when counting began amid a run; with the axes in `STOCKS`. over_time : stocks times the days (years) for which
    they stood, by the trapezoid rule. fields : (n_ticks, n_provinces, n_fields), or nothing.
    """

    scenario: Scenario
    negative: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    events: dict[str, Values] = field(default_factory=dict)
    flows: dict[str, Values] = field(default_factory=dict)
    ends: dict[str, Values] = field(default_factory=dict)
    begins: dict[str, Values] = field(default_factory=dict)
    over_time: dict[tuple[str, str], Values] = field(default_factory=dict)
    lives: Lives | None = None
    fields: Values | None = None
    state_digest: str = ""

    @property
    def grades(self) -> Values:
        """Lives on the last day, (*SHAPE, n_grades + 1), the last for those not scored."""
        return self.ends["census"].reshape(*SHAPE, -1)

    @property
    def years(self) -> Values:
        """Life-years scored, SHAPE."""
        return self.over_time["scored", YEARS].reshape(SHAPE)

    def of(self, counts: Values, column: str, label: str) -> float:
        """The sum of counts by cell over one group, such as ("group", "minority")."""
        axis, labels = AXES[column]
        return float(np.take(counts, labels.index(label), axis=axis).sum())

    def rate(self, counts: Values, column: str, label: str) -> float:
        """Counts of one group per 1,000 life-years of it."""
        return 1000.0 * self.of(counts, column, label) / max(self.of(self.years, column, label), 1e-9)


def stocks_of(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Values]:
    """Stocks of a day in all provinces together."""
    found = {name: arrays[name].sum(axis=0).astype(np.float64) for name, _ in STOCKS.values() if name in arrays}
    return found | {"scored": found["census"][:, :-1].sum(axis=-1)}


@dataclass
class Gathering:
    """Takes what a run hands out, and adds it up; from its start, or from where it stands (`on_fork`)."""

    found: Measured
    keep_fields: bool
    engine: Engine | None = None
    below: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    ticks: list[Values] = field(default_factory=list)
    before: tuple[int, dict[str, Values]] | None = None
    restricted: NDArray[np.bool_] | None = None

    def on_built(self, engine: Engine) -> None:
        self.engine = engine
        self.found.negative = np.any(engine.law.acts["negative"] > 0, axis=0)  # under any rules that hold in the run
        self.below = np.zeros(int(_living(engine).sum()), bool)

    def on_fork(self, course: Course) -> None:
        """Begin amid a run, at the end of an interval: only what comes after is counted."""
        self.on_built(course.engine)
        counts, day = course.workers.count(course.day), course.day
        stocks = stocks_of({**counts, "liberty": counts["liberty"] + counts["removed"] * day})
        self.before, self.found.begins = (day, stocks), stocks

    def on_tick(self, tick: Tick) -> None:
        if self.keep_fields:
            self.ticks.append(tick.fields)

    def on_period(self, period: Period) -> None:
        m = self.found
        if self.engine is not None:
            grade = self.engine.world.standing["grade"][_living(self.engine)]
            self.below |= grade < int(self.engine.rules["start_grade"])
        now = stocks_of(period.arrays)
        if self.restricted is not None and self.engine is not None:
            now[RESTRICTED] = np.array(float(_restricted(self.engine, self.restricted).sum()))
        day, then = self.before or (period.end_day, now)
        days = period.end_day - day
        for name, take in OVER_TIME | ({(RESTRICTED, DAYS)} if self.restricted is not None else set()):
            stood = (now[name] + then[name]) / 2 * (days / DAYS_PER_YEAR_OF_RATES if take == YEARS else days)
            m.over_time[name, take] = m.over_time.get((name, take), 0.0) + stood
        self.before, m.ends, m.pairs = (period.end_day, now), now, period.pairs
        for table, tally in EVENTS.items():
            m.events[table] = m.events.get(table, 0.0) + period.arrays[tally.name].sum(axis=0).astype(np.float64)
        for sheet in ADDED:
            m.flows[sheet] = m.flows.get(sheet, 0.0) + period.arrays[sheet].sum(axis=0).astype(np.float64)

    def finish(self, state_digest: str) -> Measured:
        """What was counted, once the run is over."""
        self.found.state_digest = state_digest
        if self.engine is not None:
            self.found.lives = _lives(self.engine, self.below)
        if self.keep_fields:
            self.found.fields = np.stack(self.ticks)
        return self.found


def gather(
    scenario: Scenario, threads: int, *, keep_fields: bool = False, restricted: NDArray[np.bool_] | None = None
) -> Measured:
    """Run a scenario and count it.

    keep_fields : also keep what replaying single lives needs. restricted : states in which some service is closed
    (`states.restricted_states`), to count the days that lives are in them.
    """
    with Session.begin(scenario, RunSettings(threads=threads, hold_period=False)) as session:
        gathering = Gathering(Measured(scenario), keep_fields, restricted=restricted)
        gathering.on_built(session.course.engine)
        session.watch(gathering)
        session.advance()
        return gathering.finish(session.outcome().state_digest)


def gathering_after(session: Session) -> Gathering:
    """Who counts what a session lives from now on, the end of a recording interval."""
    gathering = Gathering(Measured(session.scenario), False)
    gathering.on_fork(session.course)
    session.watch(gathering)
    return gathering


def _living(engine: Engine) -> NDArray[np.bool_]:
    """Places of the lives of day 0, dead or not, (n_places,)."""
    from credopolis.engine.places import of_day_0

    return of_day_0(engine.world)


def _restricted(engine: Engine, states: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Lives to whom some service is closed, or who are removed from civic life, (n_lives,)."""
    standing, rules = engine.world.standing[_living(engine)], engine.rules
    listed = standing["listed"].astype(np.int64)
    grade = np.where(standing["grade"] < int(rules["n_grades"]), standing["grade"], int(rules["start_grade"]))
    return np.asarray(states[grade.astype(np.int64), listed] | ((listed & int(rules["removal_lists"])) != 0))


def _lives(engine: Engine, below: NDArray[np.bool_]) -> Lives:
    living = _living(engine)
    rules, standing = engine.rules, engine.world.standing[living]
    grade, listed = standing["grade"].copy(), standing["listed"].astype(np.int64)
    removed = (listed & int(rules["removal_lists"])) != 0
    n_grades = int(rules["n_grades"])
    scored = grade < n_grades
    at = np.where(scored, grade, int(rules["start_grade"])).astype(np.int64)
    worth = np.where(removed, 0.0, np.asarray(rules["worth"])[at, listed]).astype(np.float32)
    return Lives(
        worth, grade, standing["score"].copy(), scored, listed > 0, removed,
        standing["listed"].copy(), below, cells(engine.world.person[living])
    )  # fmt: skip


def cells(person: NDArray[Any]) -> NDArray[np.int64]:
    """Cell of every life on day 0, an index into the flattened `SHAPE`: (n_lives,)."""
    from credopolis.core.schema import AGE_BAND_STARTS_YEARS, FEMALE, MINORITY, URBAN

    flags = person["flags"]
    age = -person["birth_day"] / DAYS_PER_YEAR_OF_RATES
    band = np.clip(np.searchsorted(AGE_BAND_STARTS_YEARS, age, side="right") - 1, 0, None)
    sex, group, area = ((flags & bit) != 0 for bit in (FEMALE, MINORITY, URBAN))
    return np.ravel_multi_index((sex.astype(int), band, group.astype(int), area.astype(int)), SHAPE).astype(np.int64)
