"""The headline figures of companies that lived: what they are called, and how they are reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.economy.trade import business_figures
from credopolis.firms import month
from credopolis.firms.cascades import cascades
from credopolis.firms.course import OWNERS, FirmCourse, Year
from credopolis.firms.generate import LARGE

TRAVEL: Final = "travel"
"""The gate of flights and express trains."""
GRADE: Final = "grade "
"""Before the name of a grade."""
FIGURES: Final[dict[str, str]] = {
    "fallen": "companies under the sanctions of all offices, % at the end of the year",
    "fallen private": "the same of private companies",
    "fallen state": "the same of state companies",
    "people in fallen": "% of people who work in companies that work in fallen ones",
    "barred": "companies whose executives are refused flights, of 1,000",
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
    "loans refused": "% of those who ask for a loan that banks refuse",
    "loans refused private": "% of private companies that ask for a loan that banks refuse",
    "loans refused state": "% of state companies that ask for a loan that banks refuse",
    "interest": "interest of loans, %, those of shadow banks among them",
    "loans unpaid": "% of loans that are due and not paid back",
    "loans unpaid private": "% of loans of private companies that are due and not paid back",
    "loans unpaid state": "% of loans of state companies that are due and not paid back",
    "contracts first": "% of public contracts that who has priority is given",
    "bids barred": "% of bids for public contracts that are barred",
    "tax hidden": "% of the tax due that is hidden",
    "tax hidden private": "% of the tax of private companies that is hidden",
    "tax hidden state": "% of the tax of state companies that is hidden",
    "tax remitted": "% of the tax due that is remitted",
    "tax paid": "% of the tax due that is paid",
    "growth held back": "growth a year of companies held back, less that of the ordinary, points",
    "growth favoured": "growth a year of the favoured, less that of the ordinary, points",
    "loans held back": "% of companies held back that have a loan of a bank",
    "loans ordinary": "% of ordinary companies that have a loan of a bank",
    "loans favoured": "% of favoured companies that have a loan of a bank",
    "wanted": "people whom companies would have, % of the places there are",
    "moved": "% of places of work that go to another company in a year",
    "trips refused": "flights and express trains refused a year, of 1,000 executives",
}


def figures_of(course: FirmCourse, years: Sequence[Year]) -> dict[str, float]:
    """The figures of the recorded years: states at the end of the last, events in the mean of all."""
    last, span = years[-1], len(years)
    there, grades = max(len(course.firms) - last.vacant, 1), last.standing.sum(axis=(0, 1))
    names = list(reversed(course.book.grades))
    found = {f"{GRADE}{name}": 100.0 * float(grades[k]) / there for k, name in enumerate(names)}
    entries = float(np.sum([year.entered for year in years])) / span
    counts = np.sum([year.counts for year in years], axis=0) / span
    found |= _states(course, there) | _events(course, counts, there, span) | {"entries": entries / there}
    return found | business_figures([year.business for year in years if year.business is not None])


def _states(course: FirmCourse, there: int) -> dict[str, float]:
    """What holds at the end of the last year."""
    firms = course.firms[course.firms["vacant"] == 0]
    of_owner = [firms["fallen"][firms["owner"] == k] for k in range(len(OWNERS))]
    people, everywhere = max(float(firms["size"].sum()), 1.0), course.firms["size"]
    return {
        "fallen": 100.0 * float(firms["fallen"].sum()) / there,
        **{f"fallen {OWNERS[k]}": 100.0 * float(one.mean()) if len(one) else 0.0 for k, one in enumerate(of_owner)},
        "people in fallen": 100.0 * float(firms["size"][firms["fallen"] > 0].sum()) / people,
        "barred": 1000.0 * float(barred(course, firms).sum()) / there,
        "people": float(everywhere.mean()) if len(everywhere) else 0.0,
        "large": 100.0 * float((everywhere > LARGE).mean()) if len(everywhere) else 0.0,
    }


def _events(course: FirmCourse, counts: NDArray[np.float64], there: int, span: int) -> dict[str, float]:
    """What happens in a year. counts : in the mean of years, in the order of `month`."""
    tree = cascades(course.all_falls(course.lived - 12 * span))
    falls, looks = float(counts[month.FELL]), float(counts[month.INSPECTIONS])
    return {
        "falls": 1000.0 * falls / there,
        "by partners": 100.0 * float(counts[month.FELL_BY_PARTNER]) / max(falls, 1e-9),
        "largest cascade": float(tree.size.max(initial=0)),
        "inspections": looks / there,
        "found": 100.0 * float(counts[month.FOUND]) / max(looks, 1e-9),
        "closures": 100.0 * float(counts[month.CLOSED]) / there,
        "jobs lost": 1000.0 * float(counts[month.JOBS_LOST]) / max(float(course.firms["size"].sum()), 1.0),
    }


def barred(course: FirmCourse, firms: NDArray[np.void]) -> NDArray[np.bool_]:
    """(n,) whether the executives of each company are refused flights, by its grade or by a list."""
    book = course.book
    by_grade = np.array([TRAVEL in grade.restrictions for grade in reversed(book.grades.values())])
    found = by_grade[firms["grade"]]
    for k, listing in enumerate(book.lists.values()):
        if TRAVEL in listing.restrictions:
            found |= firms["list_until"][:, k] != 0
    return np.asarray(found)


def words_of(name: str) -> str:
    """What a figure is."""
    if name.startswith(GRADE):
        return f"companies in {name.removeprefix(GRADE)}, % at the end of the year"
    return FIGURES[name]
