"""Headline measures of a run: what a comparison, a fork, an ablation or a sweep reports, as mechanisms declare them.

Every measure is one number of a run, from the counts of `analysis.measures.measured`; NaN where it is not defined (a
share of nothing, a grade that the ladder does not have).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from credopolis.analysis.measures.amounts import amount, is_count
from credopolis.analysis.measures.measured import Measured
from credopolis.mechanisms.all import HEADLINES
from credopolis.mechanisms.headline import BELOW_START, DAYS, END, MEAN, SUM, Headline

PERCENT: Final = 100.0


@dataclass(frozen=True)
class Measure:
    """A headline measure: its name, words and unit, how it is had from a run's counts, and on how many it rests."""

    name: str
    title: str
    unit: str
    of: Callable[[Measured], float]
    rests: Callable[[Measured], tuple[float, float]]
    ratio: bool = False

    @classmethod
    def made_of(cls, declared: Headline) -> Measure:
        """The measure that a mechanism declares."""
        return cls(
            declared.name,
            declared.title,
            declared.unit,
            partial(value, declared),
            partial(rests_on, declared),
            declared.between is not None,
        )

    def found(self, m: Measured) -> tuple[float, float, float]:
        """The measure of a run, the events that it rests on, and what one more is worth (`rests_on`)."""
        return (self.of(m), *self.rests(m))


def value(declared: Headline, m: Measured) -> float:
    """A headline measure of a run."""
    if not _is_defined(declared, m):
        return math.nan
    if declared.between is None:
        return _of(declared, m, None)
    column, *names = declared.between
    one, other = (_of(declared, m, (column, name)) for name in names)
    return one / other if other > 0 else math.nan


def rests_on(declared: Headline, m: Measured) -> tuple[float, float]:
    """How many events a measure of a run rests on, and by how much one more would move it.

    Of a share it is the rarer of those that count and those that do not; of a ratio between groups the events of the
    group with fewer, of a mean what it is the mean of, of person-days the lives on the last day: all three have no one
    step. Infinitely many for what is no count, such as the worth of gates.
    """
    if not _is_defined(declared, m):
        return 0.0, math.nan
    if declared.between is not None:
        column, *names = declared.between
        return min(_events(declared, m, (column, name)) for name in names), math.nan
    events = _events(declared, m, None)
    if not is_count(declared.part):
        return events, math.nan
    whole = 1.0 if declared.whole is None else amount(m, declared.whole)
    if declared.part.take == MEAN and m.lives is not None:
        whole *= len(m.lives.cell)
    return events, declared.times / whole if whole > 0 else math.nan


def _events(declared: Headline, m: Measured, group: tuple[str, str] | None) -> float:
    """The fewest events behind a measure."""
    part, whole = declared.part, declared.whole
    if part.take == DAYS:
        return amount(m, replace(part, take=END), group)
    if not is_count(part):
        return amount(m, whole, group) if whole is not None and is_count(whole) else math.inf
    counted = amount(m, replace(part, take=SUM) if part.take == MEAN else part, group)
    if part.take == MEAN and m.lives is not None:
        return min(counted, len(m.lives.cell) - counted)
    if whole is not None and is_count(whole) and declared.times == PERCENT:
        return min(counted, amount(m, whole, group) - counted)
    return counted


def _is_defined(declared: Headline, m: Measured) -> bool:
    """Whether the rulebook has what the measure needs."""
    book = m.scenario.rulebook
    if declared.needs == "grades":
        named = {word for column, word in declared.part.where if column == "grade"} - {BELOW_START}
        return len(book.grade_names) > 1 and named <= set(book.grade_names)
    if declared.needs == "lists":
        return bool(book.list_names)
    return declared.needs != "gates" or bool(np.ptp(book.worth))


def _of(declared: Headline, m: Measured, group: tuple[str, str] | None) -> float:
    part = amount(m, declared.part, group)
    if declared.whole is None:
        return declared.times * part
    whole = amount(m, declared.whole, group)
    return declared.times * part / whole if whole > 0 else math.nan


MEASURES: Final = tuple(Measure.made_of(one) for one in HEADLINES if not one.of_each_grade and not one.asked)
ASKED: Final = tuple(Measure.made_of(one) for one in HEADLINES if one.asked)
"""Measures that only a sweep or a calibration gives, if asked for by name."""


def measures_for(ladders: list[tuple[str, ...]]) -> tuple[Measure, ...]:
    """Every headline measure of runs under rulebooks with these grades: shares of grades first, the highest foremost.

    ladders : names of grades of each rulebook, lowest first. A grade counts if all have it; none of a ladder of one.
    """
    shared = [name for name in ladders[0] if all(name in ladder for ladder in ladders)] if len(ladders[0]) > 1 else []
    of_grades = (one.of_grade(name) for one in HEADLINES if one.of_each_grade for name in reversed(shared))
    return (*map(Measure.made_of, of_grades), *MEASURES)


def headlines(found: Measured) -> dict[str, float]:
    """Every headline measure of one run, by name."""
    return {m.name: m.of(found) for m in measures_for([tuple(found.scenario.rulebook.grade_names)])}
