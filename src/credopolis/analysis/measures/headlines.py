"""Headline measures of a run: what a comparison, a fork, an ablation or a sweep reports, as mechanisms declare them.

Every measure is one number of a run, from the counts of `analysis.measures.measured`; NaN where it is not defined (a
share of nothing, a grade that the ladder does not have).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from credopolis.analysis.measures.amounts import amount
from credopolis.analysis.measures.measured import Measured
from credopolis.mechanisms.all import HEADLINES
from credopolis.mechanisms.headline import BELOW_START, Headline


@dataclass(frozen=True)
class Measure:
    """A headline measure: its name, words, unit, and how it is had from a run's counts."""

    name: str
    title: str
    unit: str
    of: Callable[[Measured], float]

    @classmethod
    def made_of(cls, declared: Headline) -> Measure:
        """The measure that a mechanism declares."""
        return cls(declared.name, declared.title, declared.unit, partial(value, declared))


def value(declared: Headline, m: Measured) -> float:
    """A headline measure of a run."""
    if not _is_defined(declared, m):
        return math.nan
    if declared.between is None:
        return _of(declared, m, None)
    column, *names = declared.between
    one, other = (_of(declared, m, (column, name)) for name in names)
    return one / other if other > 0 else math.nan


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
