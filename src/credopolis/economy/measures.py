"""The headline figures of companies that lived: what they are called, and how they are reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from credopolis.firms import month
from credopolis.firms.cascades import cascades
from credopolis.firms.course import OWNERS, FirmCourse, Year
from credopolis.firms.generate import LARGE

GRADE: Final = "grade "
"""Before the name of a grade."""
FIGURES: Final[dict[str, str]] = {
    "fallen": "companies under the sanctions of all offices, % at the end of the year",
    "fallen private": "the same of private companies",
    "fallen state": "the same of state companies",
    "falls": "falls under them a year, of 1,000 companies",
    "by partners": "% of falls that partners or sisters brought",
    "largest cascade": "companies in the largest cascade of falls",
    "entries": "entries a year of a company",
    "inspections": "inspections a year of a company",
    "found": "breaches found, of 100 inspections",
    "closures": "% of companies that close in a year",
    "jobs lost": "places of work lost with closures a year, of 1,000",
    "people": "people who work in a company, in the mean",
    "large": "% of companies with more than 300 people",
}


def figures_of(course: FirmCourse, years: Sequence[Year]) -> dict[str, float]:
    """The figures of the recorded years: states at the end of the last, events in the mean of all."""
    last, n, span = years[-1], len(course.firms), len(years)
    counts = np.sum([year.counts for year in years], axis=0) / span
    entries = np.sum([year.entered for year in years]) / span
    there, grades = max(n - last.vacant, 1), last.standing.sum(axis=(0, 1))
    names = list(reversed(course.book.grades))
    found = {f"{GRADE}{name}": 100.0 * float(grades[k]) / there for k, name in enumerate(names)}
    firms = course.firms[course.firms["vacant"] == 0]
    of_owner = [firms["fallen"][firms["owner"] == k] for k in range(len(OWNERS))]
    falls = float(counts[month.FELL])
    tree = cascades(course.all_falls(course.lived - 12 * span))
    rest = (
        100.0 * last.fallen / there, *(100.0 * float(one.mean()) if len(one) else 0.0 for one in of_owner),
        1000.0 * falls / there, 100.0 * float(counts[month.FELL_BY_PARTNER]) / max(falls, 1e-9),
        float(tree.size.max(initial=0)), float(entries) / there, float(counts[month.INSPECTIONS]) / there,
        100.0 * float(counts[month.FOUND]) / max(float(counts[month.INSPECTIONS]), 1e-9),
        100.0 * float(counts[month.CLOSED]) / there,
        1000.0 * float(counts[month.JOBS_LOST]) / max(float(course.firms["size"].sum()), 1.0),
        float(course.firms["size"].mean()) if n else 0.0,
        100.0 * float((course.firms["size"] > LARGE).mean()) if n else 0.0,
    )  # fmt: skip
    return found | dict(zip(FIGURES, rest, strict=True))


def words_of(name: str) -> str:
    """What a figure is."""
    if name.startswith(GRADE):
        return f"companies in {name.removeprefix(GRADE)}, % at the end of the year"
    return FIGURES[name]
