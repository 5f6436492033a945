"""The chance that a company is listed, or falls to a lower grade, within one, two and three years, with both doubts.

Entries come at constant rates (`rates`), each act for itself. Where an act lists by its first entry and no grade lists,
the chance is 1 - exp(-rate * years), exactly. Else lives of the company are drawn and lived on the readable ladder. One
doubt is about rates: they are drawn from their ranges, and the middle 90 % of the chances so found is the interval. The
other is of chance: the standard error of the lives drawn. Where something that could lead there has no known rate, the
chance is unknown, and what is known of it is told as a lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.lists import is_blacklist
from credopolis.company.exposure import ABOUT_PARTNERS
from credopolis.company.history import CompanyHistory, branch, history_of
from credopolis.company.rates import RateGround, drawn_of_record, rate_of, stated
from credopolis.company.shapes import Company
from credopolis.core.units import DAYS_PER_YEAR, DAYS_PER_YEAR_OF_RATES
from credopolis.rulebook import Rulebook
from credopolis.rulebook.calendar import later
from credopolis.rulebook.ledger import Change
from credopolis.rulebook.model import Act
from credopolis.rulebook.place import NO_GRADE

YEARS: Final = (1, 2, 3)
DRAWN_RATES, DRAWN_LIVES, CENTRAL_LIVES = 40, 40, 1000
"""How often rates are drawn from their ranges, lives under each, and lives under the rates themselves."""
EXACT, DRAWN = "exact", "lives drawn"
_LEVEL: Final = 0.9
_MANY: Final = 200.0
"""Entries of an act a year beyond which a life is not followed."""


@dataclass(frozen=True)
class Chance:
    """The chance of one thing within some years. value : None if unknown. low, high : as far as rates are in doubt.
    error : the standard error of lives drawn, 0 if exact. at_least : what is known of it, from acts with a known
    rate."""

    years: int
    by: date
    value: float | None
    low: float | None
    high: float | None
    error: float
    at_least: float


@dataclass(frozen=True)
class Chances:
    """The chances of one list or grade. kind : `list` or `grade`. there : whether the company is there today. unknown :
    acts that could lead there and have no known rate. method : exact, or lives drawn."""

    kind: str
    name: str
    there: bool
    chances: tuple[Chance, ...]
    acts: tuple[str, ...]
    unknown: tuple[str, ...]
    method: str


@dataclass(frozen=True)
class Prospect:
    """All of them under a rulebook, and the grounds of the rates."""

    code: str
    rulebook: str
    on: date
    seed: int
    grounds: dict[str, RateGround]
    chances: tuple[Chances, ...]


def chance(company: Company, book: Rulebook, on: date, seed: int = 1) -> Prospect:
    """The chance of each list that takes something, and of each grade below today's. Raises as `standing.standing`."""
    history = history_of(company, book, on)
    grounds = {name: _ground(history, name) for name, act in history.book.acts.items() if _burdens(act)}
    ends = [history.dates.day_of(later(on, 12 * years)) for years in YEARS]
    drawn = _Drawn(history, grounds, ends, seed)
    return Prospect(company.code, book.name, on, seed, grounds, tuple(_chances(history, grounds, ends, drawn)))


def _burdens(act: Act) -> bool:
    return act.points < 0 or bool(act.falls_to or act.adds_to)


def _ground(history: CompanyHistory, name: str) -> RateGround:
    """How often an act is entered of the whole company, by whomever it is about."""
    about, company = history.book.acts[name].about, history.company
    each = rate_of(history, name)
    if about == "employee" and each.kind != "stated":
        return _times(each, company.staff.all) if company.staff.all else RateGround.unknown()
    if about not in ABOUT_PARTNERS or each.kind == "stated":
        return each
    partners = [p for p in company.partners.values() if p.kind in ABOUT_PARTNERS[about] and p.listed is not True]
    if any(one.rate is None for one in partners):
        return RateGround.unknown()
    rates = [stated(one.rate, "what the file says of its partners") for one in partners if one.rate is not None]
    value, low, high = (math.fsum(getattr(one, end) for one in rates) for end in ("value", "low", "high"))
    return RateGround(value, low, high, "what the file says of partners that are not listed", "stated")


def _times(each: RateGround, people: int) -> RateGround:
    value, low, high = (None if end is None else end * people for end in (each.value, each.low, each.high))
    return RateGround(value, low, high, f"{each.of}, times {people} people", each.kind)


def _chances(
    history: CompanyHistory, grounds: Mapping[str, RateGround], ends: list[int], drawn: _Drawn
) -> Iterator[Chances]:
    book, now = history.book, history.standing
    lists_by_grade = any(grade.listing for grade in book.grades.values())
    for name, listing in book.lists.items():
        if not is_blacklist(listing):
            continue
        acts = [act for act, priced in book.acts.items() if priced.adds_to == name]
        plain = all(book.acts[act].adds_after == 1 and not book.acts[act].capped for act in acts)
        plain = plain and not any(book.acts[act].only for act in acts)
        if lists_by_grade:
            acts = list(grounds)
        if plain and not lists_by_grade:
            yield _exactly(history, "list", name, name in now.lists, acts, grounds, drawn)
        else:
            yield _by_lives(history, "list", name, name in now.lists, acts, grounds, drawn)
    grades = list(book.grades)
    below = grades[grades.index(now.grade) + 1 :] if now.grade != NO_GRADE else []
    new = book.score.newcomers if book.score is not None else None
    below = [name for name in below if new is None or name != new.begins_in]
    for name in below:
        yield _by_lives(history, "grade", name, False, list(grounds), grounds, drawn)


def _exactly(
    history: CompanyHistory,
    kind: str,
    name: str,
    there: bool,
    acts: list[str],
    grounds: Mapping[str, RateGround],
    drawn: _Drawn,
) -> Chances:
    unknown = tuple(act for act in acts if grounds[act].value is None)
    spans = [(end - history.standing.day) / DAYS_PER_YEAR_OF_RATES for end in drawn.ends]
    known = [act for act in acts if act not in unknown]
    total = math.fsum(grounds[act].value or 0.0 for act in known)
    rates = drawn.sums(known)
    found = []
    for years, span, end in zip(YEARS, spans, drawn.ends, strict=True):
        value = -math.expm1(-total * span)
        low, high = _middle(-np.expm1(-rates * span)) if known else (value, value)
        found.append(_chance(history, years, end, value, low, high, 0.0, unknown))
    return Chances(kind, name, there, tuple(found), tuple(acts), unknown, EXACT)


def _by_lives(
    history: CompanyHistory,
    kind: str,
    name: str,
    there: bool,
    acts: list[str],
    grounds: Mapping[str, RateGround],
    drawn: _Drawn,
) -> Chances:
    unknown = tuple(act for act in acts if grounds[act].value is None)
    found = []
    for years, end in zip(YEARS, drawn.ends, strict=True):
        value = float(drawn.central(kind, name, end).mean())
        low, high = _middle(drawn.hits(kind, name, end).mean(axis=1))
        error = math.sqrt(max(value * (1 - value), 0.25 / CENTRAL_LIVES) / CENTRAL_LIVES)
        found.append(_chance(history, years, end, value, low, high, error, unknown))
    return Chances(kind, name, there, tuple(found), tuple(acts), unknown, DRAWN)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    ends = np.quantile(values, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return float(ends[0]), float(ends[1])


def _chance(
    history: CompanyHistory,
    years: int,
    end: int,
    value: float,
    low: float,
    high: float,
    error: float,
    unknown: tuple[str, ...],
) -> Chance:
    by = history.dates.date_of(end)
    if unknown:
        return Chance(years, by, None, None, None, error, value)
    return Chance(years, by, value, min(low, value), max(high, value), error, value)


_First = dict[tuple[str, str], int]


class _Drawn:
    """Rates drawn from their ranges, and lives of the company under them, drawn when first asked for."""

    def __init__(self, history: CompanyHistory, grounds: Mapping[str, RateGround], ends: list[int], seed: int) -> None:
        self._history, self.ends = history, ends
        self._known = {act: ground for act, ground in grounds.items() if ground.value is not None}
        generator = np.random.Generator(np.random.Philox(key=seed))
        self._uniform = generator.random((DRAWN_RATES, len(self._known)))
        self._generator = generator
        self._rates = {
            act: np.array([rate_at(g, u) for u in self._uniform[:, k]])
            for k, (act, g) in enumerate(self._known.items())
        }
        self._value = {act: ground.value or 0.0 for act, ground in self._known.items()}
        self._first: list[list[_First]] | None = None
        self._central: list[_First] | None = None

    def sums(self, acts: Iterable[str]) -> NDArray[np.float64]:
        """(DRAWN_RATES,) the rate of some acts together, times a year."""
        return np.sum([self._rates[act] for act in acts], axis=0) if acts else np.zeros(DRAWN_RATES)

    def hits(self, kind: str, name: str, end: int) -> NDArray[np.float64]:
        """(DRAWN_RATES, DRAWN_LIVES) whether a life has come to a list or a grade, or below it, by a day."""
        if self._first is None:
            drawn = [{act: float(rates[k]) for act, rates in self._rates.items()} for k in range(DRAWN_RATES)]
            self._first = [[self._life(rates) for _ in range(DRAWN_LIVES)] for rates in drawn]
        far = end + 1
        return np.array([[life.get((kind, name), far) <= end for life in row] for row in self._first], dtype=np.float64)

    def central(self, kind: str, name: str, end: int) -> NDArray[np.float64]:
        """(CENTRAL_LIVES,) the same under the rates themselves."""
        if self._central is None:
            self._central = [self._life(self._value) for _ in range(CENTRAL_LIVES)]
        return np.array([life.get((kind, name), end + 1) <= end for life in self._central], dtype=np.float64)

    def _life(self, rates: Mapping[str, float]) -> _First:
        """One life under some rates -> the first day on each list and in each grade, or below it."""
        begun, last = self._history.standing.day, self.ends[-1]
        entries: list[tuple[int, str]] = []
        for act, rate in rates.items():
            daily, day = min(rate, _MANY) / DAYS_PER_YEAR_OF_RATES, float(begun)
            while daily > 0:
                day -= math.log1p(-self._generator.random()) / daily
                if day >= last:
                    break
                entries.append((math.floor(day) + 1, act))
        return _followed(self._history, sorted(entries))


def _followed(history: CompanyHistory, entries: list[tuple[int, str]]) -> dict[tuple[str, str], int]:
    if not entries and history.standing.next_day() is None:
        return {}
    standing, _ = branch(history.standing, [])
    order, first = list(history.book.grades), dict[tuple[str, str], int]()
    seen = len(standing.changes)
    for day, act in entries:
        standing.post(act, day)
        _note(standing.changes[seen:], order, first)
        seen = len(standing.changes)
        for name in standing.lists:
            if standing.ledger.listed_on[name] == day:
                first.setdefault(("list", name), day)
    standing.advance(history.dates.after(history.standing.day, YEARS[-1] * DAYS_PER_YEAR))
    _note(standing.changes[seen:], order, first)
    return first


def _note(changes: list[Change], order: list[str], first: dict[tuple[str, str], int]) -> None:
    """The first day in each grade, or below it."""
    for change in changes:
        for grade in order[: order.index(change.after) + 1] if change.after in order else ():
            first.setdefault(("grade", grade), change.day)


def rate_at(ground: RateGround, share: float) -> float:
    """The rate below which a share of its doubt lies: of a record by its distribution, else straight through the range,
    half of it below the value."""
    if ground.value is None or ground.low is None or ground.high is None:
        return 0.0
    if ground.kind == "record":
        return drawn_of_record(ground, share)
    if share < 0.5:
        return ground.low + (ground.value - ground.low) * 2 * share
    return ground.value + (ground.high - ground.value) * (2 * share - 1)
