"""Companies in a society under one rulebook: grades, falls, closures, with both doubts, and what was published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.company.desk import MOST_SEED, Named, book_of
from credopolis.core.errors import BadValue
from credopolis.economy.doubts import BothDoubts, Drawn, both, draws_of
from credopolis.economy.measures import figures_of, words_of
from credopolis.economy.published import COMMON, PUBLISHED, Published
from credopolis.economy.starters import StartedBy, started_by
from credopolis.economy.town import town_of
from credopolis.firms import course as _course
from credopolis.firms.business import STANDINGS
from credopolis.firms.cascades import cascades
from credopolis.firms.conduct import WAYS, Done, conduct_of
from credopolis.firms.course import OWNERS, SIZES, FirmCourse, Town, Year
from credopolis.firms.doors import checked
from credopolis.firms.given import GIVEN, FirmGiven, values
from credopolis.rulebook import Rulebook

ACT: Final = "act "
"""Before the name of an act whose rate is drawn."""
MOST_SEEDS, MOST_DRAWS, MOST_PEOPLE = 100, 1000, 200_000_000
NOTES: Final = (
    "Synthetic companies: none of them is any real one, and nobody who works there is anywhere in the model.",
    "Places of work stay as many in each district: who grows takes them from neighbours, and another company has those "
    "of one that closed.",
)


@dataclass(frozen=True)
class GradeRow:
    """Companies of an owner and a size in each grade, highest first, at the end of the last year."""

    owner: str
    size: str
    companies: int
    shares: dict[str, float]


@dataclass(frozen=True)
class YearRow:
    """Where companies stood at the end of a year, %."""

    year: int
    grades: dict[str, float]
    lists: dict[str, float]
    fallen: float


@dataclass(frozen=True)
class BusinessRow:
    """What companies of a grade, or of a standing, have at the end of the last year: growth a year beyond chance,
    beside that of all companies, points; % with a loan of a bank and with a public contract; interest of loans, %."""

    of: str
    companies: int
    growth: float
    loans: float
    contracts: float
    interest: float


@dataclass(frozen=True)
class ActRow:
    """How often an act was done and entered, a year of 1,000 companies; its rate, the range and the source of it."""

    act: str
    comes_by: str
    rate: float
    low: float
    high: float
    source: str
    done: float
    entered: float


@dataclass(frozen=True)
class Beside:
    """A published figure and that of the model."""

    words: str
    published: float
    found: float
    low: float
    high: float
    source: str
    use: str
    note: str


@dataclass(frozen=True)
class CascadeRow:
    """Cascades of a size: how many, and how many falls are in them."""

    size: str
    cascades: int
    falls: int


@dataclass(frozen=True)
class CompaniesFound:
    """What companies of a society came to under a rulebook."""

    rulebook: str
    title: str
    society: str
    people: int
    companies: int
    large: int
    employed: int
    ties: int
    years: int
    seeds: tuple[int, ...]
    draws: int
    figures: tuple[BothDoubts, ...]
    beside: tuple[Beside, ...]
    by_year: tuple[YearRow, ...]
    by_kind: tuple[GradeRow, ...]
    acts: tuple[ActRow, ...]
    cascades: tuple[CascadeRow, ...]
    started: tuple[StartedBy, ...]
    off: tuple[str, ...]
    business: tuple[BusinessRow, ...]
    notes: tuple[str, ...]


def ranges_of(book: Rulebook, fixed: Mapping[str, float], rates: Mapping[str, float]) -> dict[str, FirmGiven]:
    """Everything that may be drawn: parameters that nobody fixed, and rates of acts."""
    found = {name: one for name, one in GIVEN.items() if name not in fixed and one.low < one.high}
    for name, done in zip(book.acts, conduct_of(book), strict=True):
        if name not in rates and done.rate.low < done.rate.high:
            found[f"{ACT}{name}"] = done.rate
    return found


def begin(
    book: Rulebook, town: Town, seed: int, drawn: Drawn, fixed: Mapping[str, float], rates: Mapping[str, float],
    threads: int, off: Collection[str] = (),
) -> FirmCourse:  # fmt: skip
    """Companies of day 0 under one draw of the assumptions. off : doors and parts of business that are off."""
    given = {name: value for name, value in drawn.items() if not name.startswith(ACT)}
    acts = {name.removeprefix(ACT): value for name, value in drawn.items() if name.startswith(ACT)}
    return _course.begin(book, town, seed, {**given, **fixed}, {**acts, **rates}, threads, True, off)


def companies(
    rulebook: Named | Rulebook, *, people: int = 1_000_000, years: int = 10, seed: int = 1, seeds: int = 3,
    draws: int = 0, society: str = "china-2020", given: Mapping[str, float] | None = None,
    rates: Mapping[str, float] | None = None, off: Collection[str] = (), threads: int = 1,
) -> CompaniesFound:  # fmt: skip
    """Let companies of a society live under a rulebook. given : parameters, by name. rates : by act, times a year.
    off : doors and parts of business that are off, of DOORS and PARTS.

    Raises
    ------
    UnknownName, FaultyFile, NotOfCompanies, NotSimulated
        If there is no such rulebook or society, it cannot be used, judges no companies, or says what no run follows.
    BadValue
        If a number lies outside its bounds.
    """
    check_numbers(people, seed, seeds, draws)
    book, fixed, told = book_of(rulebook), dict(given or {}), dict(rates or {})
    values(fixed)
    less = checked(off)
    town, kept = town_of(society, people, seed, threads), dict[int, tuple[FirmCourse, list[Year]]]()

    def ask(number: int, drawn: Drawn) -> dict[str, float]:
        one = begin(book, town, number, drawn, fixed, told, threads, less)
        lived = list(_course.live(one, years))
        if number == seed and not drawn:
            kept[0] = one, lived
        return figures_of(one, lived)

    numbers = tuple(range(seed, seed + seeds))
    found = both(ask, numbers, draws_of(ranges_of(book, fixed, told), draws, seed), words_of)
    return _found(book, society, town, *kept[0], numbers, draws, found, tuple(sorted(less)))


def check_numbers(people: int, seed: int, seeds: int, draws: int) -> None:
    """Raises BadValue if a number of a question lies outside its bounds."""
    _check("seeds", seeds, 1, MOST_SEEDS)
    _check("draws of the assumptions", draws, 0, MOST_DRAWS)
    _check("people", people, 1000, MOST_PEOPLE)
    _check("seed", seed, 0, MOST_SEED - MOST_SEEDS)


def _check(what: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadValue(f"the number of {what}" if what != "seed" else "the seed", value, f"{low:,} to {high:,}")


def _found(
    book: Rulebook, society: str, town: Town, one: FirmCourse, lived: list[Year], seeds: tuple[int, ...], draws: int,
    figures: tuple[BothDoubts, ...], off: tuple[str, ...],
) -> CompaniesFound:  # fmt: skip
    falls = one.all_falls(one.lived - 12 * len(lived))
    trees = cascades(falls)
    notes = [*NOTES] if draws else [*NOTES, "Without --draws nothing is told of what the assumptions leave open."]
    return CompaniesFound(
        book.name, book.title, society, int(town.people.sum()), len(one.firms),
        int((one.firms["district"] < 0).sum()), int(town.employed.sum()), len(one.links.supplier), len(lived), seeds,
        draws, figures, _beside(book, figures), tuple(_year(one, year) for year in lived), _by_kind(one, lived[-1]),
        _acts(one, lived), _cascades(trees.size), started_by(one, falls, trees), off, _business(one, lived[-1]),
        tuple(notes),
    )  # fmt: skip


def _beside(book: Rulebook, figures: tuple[BothDoubts, ...]) -> tuple[Beside, ...]:
    by_name = {one.name: one for one in figures}
    known: tuple[Published, ...] = (*PUBLISHED.get(book.name, ()), *COMMON)
    found = []
    for one in known:
        held = [by_name[name] for name in one.of if name in by_name]
        if len(held) == len(one.of):
            value, low, high = (sum(getattr(figure, end) for figure in held) for end in ("value", "low", "high"))
            found.append(Beside(one.words, one.value, value, low, high, one.source, one.use, one.note))
    return tuple(found)


def _year(one: FirmCourse, year: Year) -> YearRow:
    there = max(len(one.firms) - year.vacant, 1)
    grades = dict(zip(reversed(one.book.grades), year.standing.sum(axis=(0, 1)), strict=True))
    lists = dict(zip(one.book.lists, year.listed, strict=True))
    return YearRow(
        year.number, {name: 100.0 * float(grades[name]) / there for name in one.book.grades},
        {name: 100.0 * float(value) / there for name, value in lists.items()}, 100.0 * year.fallen / there,
    )  # fmt: skip


def _by_kind(one: FirmCourse, year: Year) -> tuple[GradeRow, ...]:
    names, rows = list(reversed(one.book.grades)), []
    for k, owner in enumerate(OWNERS):
        for j, size in enumerate(SIZES):
            held = year.standing[k, j]
            shares = dict(zip(names, 100.0 * held / max(int(held.sum()), 1), strict=True))
            rows.append(GradeRow(owner, size, int(held.sum()), {n: float(shares[n]) for n in one.book.grades}))
    return tuple(rows)


def _acts(one: FirmCourse, lived: list[Year]) -> tuple[ActRow, ...]:
    scale = 1000.0 / max(len(one.firms) - lived[-1].vacant, 1) / len(lived)
    done = np.sum([year.done for year in lived], axis=0) * scale
    entered = np.sum([year.entered for year in lived], axis=0) * scale
    held: list[tuple[str, Done]] = list(zip(one.book.acts, one.done, strict=True))
    return tuple(
        ActRow(name, WAYS[act.way], act.rate.value, act.rate.low, act.rate.high,
               act.rate.source if act.rate.high else "", float(done[k]), float(entered[k]))
        for k, (name, act) in enumerate(held)
    )  # fmt: skip


def _business(one: FirmCourse, year: Year) -> tuple[BusinessRow, ...]:
    found = year.business
    if found is None:
        return ()
    mean = 100.0 * found.by_grade[:, 1].sum() / max(found.by_grade[:, 0].sum(), 1.0)
    grades = zip(reversed(one.book.grades), found.by_grade, strict=True)
    rows = [*reversed(list(grades)), *zip(STANDINGS, found.by_standing, strict=True)]
    return tuple(
        BusinessRow(name, int(n), 100.0 * pace / max(n, 1) - mean * (n > 0), 100.0 * loans / max(n, 1),
                    100.0 * hired / max(n, 1), 100.0 * interest / max(owing, 1))
        for name, (n, pace, loans, hired, interest, owing) in rows
    )  # fmt: skip


def _cascades(sizes: np.ndarray) -> tuple[CascadeRow, ...]:
    bounds = ((1, 1, "1"), (2, 2, "2"), (3, 9, "3 to 9"), (10, 99, "10 to 99"), (100, 2**40, "100 and more"))
    rows = []
    for low, high, name in bounds:
        held = sizes[(sizes >= low) & (sizes <= high)]
        rows.append(CascadeRow(name, len(held), int(held.sum())))
    return tuple(rows)
