"""V22: errors in credit files and what disputes change; each step of the funnel has fewer people.

The study asked people to read their own file with help, and to dispute every error. Here the same is done to synthetic
people after the score has settled: of a random third whose dossiers are written, each false entry still in force is
found and disputed, and falls with the regime's chance that a dispute of a false entry succeeds. What entries moved is
read off the dossier; a tier is a grade.

    finds an error, file corrected, score changed, better tier     in percent of grown-ups of the third

Two parameters were chosen by these numbers: mistakes a life and year, and the weight of errors that move no score
(`file_error`). Four numbers of which two were fitted: how many files are corrected of those with an error, and how many
reach a better tier, check.

Source: us-002 to us-005; tolerances of the table of targets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.dossiers import COLUMN, Dossiers, write_dossiers
from credopolis.analysis.targets.target import Setting, TargetNumber, Validated
from credopolis.core.schema import TRUTHS
from credopolis.engine.scenario import Scenario
from credopolis.engine.standing import TRACE_CORRECTION, TRACE_ENTRY, TRACE_EXPIRY
from credopolis.mechanisms.due_process import practice

STEPS: Final = ("finds an error", "file corrected", "score changed", "better tier")
_TRUE: Final = TRUTHS.index("true")
_KEPT_DAYS: Final = 7 * 365
"""How long an error that moves no score stays on file, as the list of it has it."""
_GRID_LIVES: Final = 300


@dataclass(frozen=True)
class Error:
    """A false entry in force: the day it was posted, its act, and the points that it moved."""

    day: int
    act: int
    moved: int


@dataclass(frozen=True)
class Funnel:
    """Grown-ups whose files were read, and how many of them came to each step."""

    adults: int
    reached: dict[str, int]

    def percent(self, step: str) -> float:
        """Who came to a step, in percent of all; NaN without anybody."""
        return 100.0 * self.reached[step] / self.adults if self.adults else float("nan")


def errors_in_force(rows: NDArray[Any], last_day: int, start: int, file_error: int) -> list[Error]:
    """False entries of one dossier that nothing has struck by the last day. rows : its lines, in the order of days."""
    false = rows[:, COLUMN["truth"]] != _TRUE
    if not ((rows[:, COLUMN["kind"]] == TRACE_ENTRY) & false).any():
        return []
    errors: list[Error] = []
    score = start
    for row, wrong in zip(rows, false.tolist(), strict=True):
        kind, day, act, now = (int(row[COLUMN[name]]) for name in ("kind", "day", "act", "score"))
        if wrong and kind == TRACE_ENTRY:
            errors.append(Error(day, act, now - score))
        elif wrong and kind in (TRACE_CORRECTION, TRACE_EXPIRY):
            posted = int(row[COLUMN["due_day"]])
            gone = next((e for e in errors if e.act == act and e.day == posted), None)
            if gone is not None:
                errors.remove(gone)
        score = now
    return [e for e in errors if e.moved != 0 or (e.act == file_error and e.day > last_day - _KEPT_DAYS)]


def funnel_of(written: Dossiers) -> Funnel:
    """Read and dispute the files of all who were traced and have a score."""
    scenario = written.scenario
    book = scenario.rulebook
    succeeds = practice(book.due_process, scenario.regime.due_process, scenario.off).upheld_if_false
    rng = np.random.default_rng([26, scenario.seed])
    reached, adults = dict.fromkeys(STEPS, 0), 0
    file_error = scenario.act_names.index("file_error")
    for life, rows in written.of_each().items():
        standing = written.standing[life]
        if standing["grade"] >= len(book.grade_names):
            continue
        adults += 1
        errors = errors_in_force(rows, scenario.days, book.score_start, file_error)
        struck = [e for e in errors if rng.random() < succeeds]
        score = int(standing["score"])
        after = min(max(score - sum(e.moved for e in struck), book.score_min), book.score_max)
        better = written.bands[after - book.score_min] > written.bands[score - book.score_min]
        for step, came in zip(STEPS, (bool(errors), bool(struck), after != score, bool(better)), strict=True):
            reached[step] += came
    return Funnel(adults, reached)


def lived(scenario: Scenario) -> Funnel:
    """The funnel of a run."""
    third = np.random.default_rng([2012, scenario.seed]).choice(scenario.people, scenario.people // 3, replace=False)
    return funnel_of(write_dossiers(replace(scenario, grid_lives=_GRID_LIVES, district_grids=1), np.sort(third)))


def _step(step: str, percent: float, fitted: bool, fact: str) -> TargetNumber:
    return TargetNumber(
        step, "percent", percent, percent - 4.0, percent + 4.0, fitted, (fact,), lambda funnel: funnel.percent(step),
        floor=0.0,
    )  # fmt: skip


def _least_fall(funnel: Funnel) -> float:
    shares = [funnel.percent(step) for step in STEPS]
    return min(one - other for one, other in pairwise(shares))


TARGET: Final = Validated(
    "V22",
    Setting("us-bank-score, a third of dossiers", "us-bank-score", 10.5, people=12_000, live=lived,
            fixed=("regime.records.mistakes_a_year", "rulebook.acts.file_error.conduct.rate")),
    (
        _step("finds an error", 26.2, True, "us-002"),
        _step("file corrected", 20.6, False, "us-003"),
        _step("score changed", 12.9, True, "us-004"),
        _step("better tier", 5.2, False, "us-005"),
        TargetNumber("least fall from a step to the next", "points", 5.6, 0.0, 100.0, False,
                     ("us-002", "us-003", "us-004", "us-005"), _least_fall, "any fall agrees"),
    ),
)  # fmt: skip
