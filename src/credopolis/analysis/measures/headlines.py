"""Headline measures: the one list of what a comparison, an ablation or a sweep reports of a run.

Every measure is one number of a run, from the counts of `analysis.measured`; NaN where it is not defined (a share of
nothing, a grade that the ladder does not have). Rates are per 1,000 life-years scored, so that runs of other sizes and
lengths, and of other scales, can stand beside each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.analysis.measures.measured import Measured, Values

_RATE: Final = "per 1,000 life-years"


@dataclass(frozen=True)
class Measure:
    """A headline measure: its name, words, unit, and how it is had from a run's counts."""

    name: str
    title: str
    unit: str
    of: Callable[[Measured], float]


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else math.nan


def _rate(count: float, m: Measured) -> float:
    years = float(m.years.sum())
    return 1000.0 * count / years if years > 0 else math.nan


def _mean_score(m: Measured) -> float:
    book = m.scenario.rulebook
    scored = float(m.scored.sum())
    return m.score_sum / scored if scored > 0 and len(book.grade_names) > 1 else math.nan


def _below(m: Measured) -> float:
    start = m.scenario.rulebook.start_grade
    return _share(float(m.grades[..., :start].sum()), float(m.scored.sum())) if _ranked(m) else math.nan


def _ranked(m: Measured) -> bool:
    return len(m.scenario.rulebook.grade_names) > 1


def _ever_below(m: Measured) -> float:
    lives = m.lives
    if lives is None or not _ranked(m):
        return math.nan
    ever_scored = (lives.grade < len(m.scenario.rulebook.grade_names)) | lives.ever_below
    return _share(float(lives.ever_below.sum()), float(ever_scored.sum()))


def _worth(m: Measured) -> float:
    lives = m.lives
    if lives is None or not np.ptp(m.scenario.rulebook.worth):
        return math.nan
    counted = (lives.grade < len(m.scenario.rulebook.grade_names)) | lives.removed
    return 100.0 * float(lives.worth[counted].mean(dtype=np.float64)) if counted.any() else math.nan


def _listed(m: Measured) -> float:
    lives = m.lives
    if lives is None or not m.scenario.rulebook.list_names:
        return math.nan
    return 100.0 * float(lives.listed.mean(dtype=np.float64))


def _recovery_days(m: Measured) -> float:
    total = float(m.recoveries.sum())
    return float(np.arange(len(m.recoveries)) @ m.recoveries) / total if total > 0 else math.nan


def _ratio(counts: Callable[[Measured], Values], column: str, group: str, against: str) -> Callable[[Measured], float]:
    def of(m: Measured) -> float:
        other = m.rate(counts(m), column, against)
        return m.rate(counts(m), column, group) / other if other > 0 else math.nan

    return of


def _below_ratio(m: Measured) -> float:
    start = m.scenario.rulebook.start_grade
    below, scored = m.grades[..., :start].sum(axis=-1), m.scored
    shares = [_share(m.of(below, "group", g), m.of(scored, "group", g)) for g in ("minority", "majority")]
    return shares[0] / shares[1] if _ranked(m) and shares[1] > 0 else math.nan


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("mean_score", "mean score", "points, last day", _mean_score),
    Measure("below_start", "below the starting grade", "% of scored lives, last day", _below),
    Measure("ever_below", "ever below the starting grade", "% of lives ever scored", _ever_below),
    Measure("gates_open", "gates open", "% of the worth that the rulebook can open, mean of lives, last day", _worth),
    Measure("listed", "on any list", "% of lives, last day", _listed),
    Measure("entries", "entries posted", _RATE, lambda m: _rate(float(m.entries.sum()), m)),
    Measure("negative_entries", "negative entries", _RATE, lambda m: _rate(float(m.negative.sum()), m)),
    Measure("false_entries", "false entries", _RATE, lambda m: _rate(float(m.false.sum()), m)),
    Measure("false_share", "entries that are false", "% of entries",
            lambda m: _share(float(m.false.sum()), float(m.entries.sum()))),
    Measure("falls", "falls to a lower grade", _RATE, lambda m: _rate(m.falls, m)),
    Measure("lock_days", "days in a lock", "person-days per 1,000 life-years", lambda m: _rate(m.locked_days, m)),
    Measure("recoveries", "recoveries from a straight drop", _RATE, lambda m: _rate(float(m.recoveries.sum()), m)),
    Measure("recovery_days", "time to recover", "days, mean of the recoveries", _recovery_days),
    Measure("removal_days", "removal from civic life", "person-days per 1,000 life-years",
            lambda m: _rate(m.liberty_days, m)),
    Measure("searches", "searches of homes without cause", _RATE, lambda m: _rate(m.searches, m)),
    Measure("negative_ratio_group", "negative entries, minority to majority", "ratio of rates",
            _ratio(lambda m: m.negative, "group", "minority", "majority")),
    Measure("false_ratio_group", "false entries, minority to majority", "ratio of rates",
            _ratio(lambda m: m.false, "group", "minority", "majority")),
    Measure("below_ratio_group", "below the starting grade, minority to majority", "ratio of shares", _below_ratio),
    Measure("negative_ratio_area", "negative entries, urban to rural", "ratio of rates",
            _ratio(lambda m: m.negative, "area", "urban", "rural")),
    Measure("negative_ratio_sex", "negative entries, women to men", "ratio of rates",
            _ratio(lambda m: m.negative, "sex", "female", "male")),
)  # fmt: skip


def grade_measures(grades: tuple[str, ...]) -> tuple[Measure, ...]:
    """The share of scored lives in each grade on the last day, highest first; none for a ladder of one grade."""

    def share_of(name: str) -> Callable[[Measured], float]:
        def of(m: Measured) -> float:
            names = m.scenario.rulebook.grade_names
            if name not in names or len(names) < 2:
                return math.nan
            return _share(float(m.grades[..., names.index(name)].sum()), float(m.scored.sum()))

        return of

    listed = reversed(grades) if len(grades) > 1 else ()
    return tuple(
        Measure(f"grade {name}", f"in grade {name}", "% of scored lives, last day", share_of(name)) for name in listed
    )


def measures_for(ladders: list[tuple[str, ...]]) -> tuple[Measure, ...]:
    """Every headline measure of runs under rulebooks with these grades: shares of grades first.

    ladders : names of grades of each rulebook, lowest first. A grade counts if all have it.
    """
    shared = tuple(name for name in ladders[0] if all(name in ladder for ladder in ladders))
    return (*grade_measures(shared if len(ladders[0]) > 1 else ()), *MEASURES)


def headlines(found: Measured) -> dict[str, float]:
    """Every headline measure of one run, by name."""
    return {m.name: m.of(found) for m in measures_for([tuple(found.scenario.rulebook.grade_names)])}
