"""How long lives stay below good standing, beside what the rule alone would give.

A spell begins when a life comes below the lowest grade of good standing (the one above every locked grade, from which
recoveries count), and ends when it is back there. How long a lock lasts says only what the rulebook says; how long a
life stays below also hangs on what it does, what is entered against it, and what its score then deserves. Nothing is
kept of single lives while a run goes, so districts spread evenly over the country are lived again under the recorded
fields and watched tick by tick, as many as `MOST_LIVES` hold.

The rule alone: the lock of the grade fallen to and, where it releases to a rung below good standing, that rung's lock
after it. A lock that releases to the band that the score deserves lets go as far as the rule is concerned.

Source
------
Kaplan and Meier 1958, as `analysis.measures.survival`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.exact import share_of
from credopolis.analysis.measures.intervals import Estimate, defined
from credopolis.analysis.measures.metrics import last_day
from credopolis.analysis.measures.recorded import recorded_fields
from credopolis.analysis.measures.survival import Curve, kaplan_meier
from credopolis.core.errors import RunFolderError

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.engine.workplaces import ToldAgain
    from credopolis.store.run import Run

MOST_LIVES: Final = 60_000
BUCKET_DAYS: Final = 30
ALL: Final = "all"


@dataclass(frozen=True)
class Below:
    """Spells below good standing that began with a fall to one grade, or `all` of them.

    rule_days : that the rule alone would hold such a life, 0 if it sets no time. after_rule, after_five : share of
    spells still going after these days, and after five years, with bands; NaN where no spell was followed so long.
    """

    grade: str
    spells: int
    back: int
    curve: Curve
    rule_days: int
    after_rule: Estimate
    after_five: Estimate


@dataclass(frozen=True)
class Served:
    """Lives in a grade with a lock on the last day, and the share of them that have served it and stay."""

    grade: str
    lives: int
    served: Estimate


@dataclass(frozen=True)
class TimeBelow:
    """Time below good standing. lives, districts : that were watched, out of `of_districts`."""

    standing: str
    lives: int
    districts: int
    of_districts: int
    below: tuple[Below, ...]
    served: tuple[Served, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain data; numbers that are not defined are null."""
        return defined(dataclasses.asdict(self))


def time_below(run: Run) -> TimeBelow | None:
    """How long lives of a run stay below good standing; None if it kept no fields, has one grade, or was reformed amid.

    Raises
    ------
    RunFolderError
        If the files that the run came from are no longer what they were.
    """
    from credopolis.engine.workplaces import ToldAgain
    from credopolis.runs.again import rebuild

    reformed = (run.manifest.get("fork") or {}).get("reform")
    if not run.manifest.get("fields_recorded") or reformed or len(run.labels["grade"]) < 3:
        return None
    scenario = rebuild(run)
    if scenario.rulebook.start_grade == scenario.rulebook.ungraded:  # nobody is scored at first: no grade to be below
        return None
    fields = recorded_fields(run)
    spells = _Spells(scenario)
    chosen, districts = _chosen_districts(scenario)
    companies = ToldAgain(scenario, fields)
    for district in chosen:
        spells.live(district, fields, companies)
    return spells.told(len(chosen), districts, served(run))


def time_below_if_any(run: Run) -> TimeBelow | None:
    """As `time_below`, and None too for a run that cannot be lived again."""
    try:
        return time_below(run)
    except RunFolderError:
        return None


def served(run: Run) -> tuple[Served, ...]:
    """Of each grade with a lock, lives in it on the last day and how many of them are not locked any more."""
    last = run.scan("grades").filter(pl.col("day") == last_day(run)).group_by("grade")
    sums = last.agg(pl.col("lives", "locked").sum()).collect().iter_rows()
    rows = {grade: (lives, locked) for grade, lives, locked in sums}
    found = []
    for grade in reversed(run.labels["grade"][:-1]):
        lives, locked = rows.get(grade, (0, 0))
        if lives and int(run.manifest.get("lock_days", {}).get(grade, 0)):
            found.append(Served(grade, lives, share_of(lives - locked, lives)))
    return tuple(found)


def rule_alone(scenario: Scenario, grade: int) -> int:
    """Days that locks alone hold a life that fell to a grade (an index), 0 if none holds it."""
    book, days, seen = scenario.rulebook, 0, set()
    while "locks" not in scenario.off and grade < book.standing_grade and grade not in seen:
        seen.add(grade)
        days += int(book.lock_days[grade])
        rung = int(book.release_to[grade])
        if rung < 0:
            break
        grade = rung
    return days


def _chosen_districts(scenario: Scenario) -> tuple[list[int], int]:
    """Districts spread evenly over all, as many as `MOST_LIVES` hold, at least one; and how many there are."""
    from credopolis.society.layout import plan

    layout = plan(scenario.tables, scenario.people, scenario.grid_lives, scenario.district_grids)
    n, left = layout.n_districts, MOST_LIVES
    sizes = [last - first for first, last in map(layout.lives_of_district, range(n))]
    chosen: list[int] = []
    for k in _spread(n):
        if sizes[k] <= left:
            chosen.append(k)
            left -= sizes[k]
    return sorted(chosen) or [int(np.argmin(sizes))], n


def _spread(n: int) -> list[int]:
    """The numbers below n so that any first few of them lie evenly over all: by van der Corput's sequence."""
    bits = max(n - 1, 1).bit_length()
    return [k for k in (int(f"{j:0{bits}b}"[::-1], 2) for j in range(1 << bits)) if k < n]


class _Spells:
    """Gathers spells from districts that are lived again."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.lives = scenario, 0
        self.good = int(scenario.rulebook.standing_grade)
        buckets = scenario.days // BUCKET_DAYS + 2
        self.ended = np.zeros((self.good, buckets), np.int64)
        self.open = np.zeros((self.good, buckets), np.int64)

    def live(self, district: int, fields: NDArray[np.float64], companies: ToldAgain) -> None:
        """Live a district again, and note when each life comes below good standing and back."""
        from credopolis.engine.build import build
        from credopolis.engine.replay import ticks_again

        engine = build(self.scenario, 1, (district, district + 1))
        grade = engine.world.standing["grade"]
        below = grade < self.good
        first, since = grade.copy(), np.zeros(len(grade), np.int32)
        day = 0
        for tick in ticks_again(engine, fields, companies):
            day = min((tick + 1) * self.scenario.tick_days, self.scenario.days)
            now = engine.world.standing["grade"] < self.good
            came, went = now & ~below, below & ~now
            self._count(self.ended, first[went], day - since[went])
            first[came], since[came] = engine.world.standing["grade"][came], day
            below = now
        self._count(self.open, first[below], day - since[below])
        self.lives += len(grade)

    def _count(self, into: NDArray[np.int64], grades: NDArray[np.uint8], days: NDArray[np.int32]) -> None:
        np.add.at(into, (grades.astype(np.int64), days // BUCKET_DAYS), 1)

    def told(self, chosen: int, districts: int, served: tuple[Served, ...]) -> TimeBelow:
        """What was found: all spells together, then those by the grade fallen to, the highest first."""
        names = self.scenario.rulebook.grade_names
        rows = [(ALL, self.ended.sum(axis=0), self.open.sum(axis=0), self._rule_of_all())]
        for grade in reversed(range(self.good)):
            rows.append((names[grade], self.ended[grade], self.open[grade], rule_alone(self.scenario, grade)))
        below = tuple(_below(*row, self.scenario.tick_days) for row in rows if row[1].sum() + row[2].sum())
        return TimeBelow(names[self.good], self.lives, chosen, districts, below, served)

    def _rule_of_all(self) -> int:
        """The longest that the rule holds anybody who fell."""
        return max((rule_alone(self.scenario, grade) for grade in range(self.good)), default=0)


def _below(grade: str, ended: NDArray[np.int64], still: NDArray[np.int64], rule_days: int, tick_days: int) -> Below:
    curve = kaplan_meier(ended.tolist(), still.tolist(), BUCKET_DAYS)
    released = ((rule_days + tick_days) // BUCKET_DAYS + 1) * BUCKET_DAYS  # by when releases of that day are counted
    after = (curve.after(released) if rule_days else Estimate(*[float("nan")] * 3), curve.after(5 * 365))
    return Below(grade, int((ended + still).sum()), int(ended.sum()), curve, rule_days, *after)
