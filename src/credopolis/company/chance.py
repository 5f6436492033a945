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
from functools import cached_property
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from credopolis.audit.proofs.lists import is_blacklist
from credopolis.company.exposure import ABOUT_PARTNERS
from credopolis.company.history import CompanyHistory, branch, history_of
from credopolis.company.rates import LEVEL_OF_DOUBT, RateGround, rate_of, rates_drawn, stated
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
        value, low, high = drawn.chance(kind, name, end)
        error = math.sqrt(max(value * (1 - value), 0.25 / CENTRAL_LIVES) / CENTRAL_LIVES)
        found.append(_chance(history, years, end, value, low, high, error, unknown))
    return Chances(kind, name, there, tuple(found), tuple(acts), unknown, DRAWN)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    ends = np.quantile(values, [(1 - LEVEL_OF_DOUBT) / 2, (1 + LEVEL_OF_DOUBT) / 2])
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
"""By kind and name, the first day on a list, or in a grade or below it."""


class _Drawn:
    """Rates drawn from their ranges, and lives of the company, drawn when first asked for.

    Every draw is keyed by the seed, the act and the life, whatever else is asked: the first lives under the rates
    themselves and those under drawn rates have the same draws, so what differs between them are the rates.
    """

    def __init__(self, history: CompanyHistory, grounds: Mapping[str, RateGround], ends: list[int], seed: int) -> None:
        self._history, self.ends, self._seed = history, ends, seed
        known = {act: ground for act, ground in grounds.items() if ground.value is not None}
        self._rates = {act: rates_drawn(ground, DRAWN_RATES, self._stream(act, 0)) for act, ground in known.items()}
        self._value = {act: ground.value or 0.0 for act, ground in known.items()}
        self._doubted = any(ground.low != ground.high for ground in known.values())

    def sums(self, acts: Iterable[str]) -> NDArray[np.float64]:
        """(DRAWN_RATES,) the rate of some acts together, times a year."""
        return np.sum([self._rates[act] for act in acts], axis=0) if acts else np.zeros(DRAWN_RATES)

    def chance(self, kind: str, name: str, end: int) -> tuple[float, float, float]:
        """The chance of something by a day, and the range in which it lies as far as rates are in doubt."""
        hits = [life.get((kind, name), end + 1) <= end for life in self._central]
        value = sum(hits) / len(hits)
        if not self._doubted:
            return value, value, value
        same = sum(hits[:DRAWN_LIVES]) / DRAWN_LIVES
        shifts = [
            sum(life.get((kind, name), end + 1) <= end for life in row) / DRAWN_LIVES - same for row in self._rows
        ]
        low, high = _middle(np.clip(value + np.array(shifts), 0.0, 1.0))
        return value, low, high

    @cached_property
    def _central(self) -> list[_First]:
        return [self._life(self._value, number) for number in range(CENTRAL_LIVES)]

    @cached_property
    def _rows(self) -> list[list[_First]]:
        drawn = [{act: float(rates[k]) for act, rates in self._rates.items()} for k in range(DRAWN_RATES)]
        return [[self._life(rates, number) for number in range(DRAWN_LIVES)] for rates in drawn]

    def _stream(self, act: str, number: int) -> np.random.Generator:
        """The draws of an act in one life; number 0 is that of its rates."""
        return np.random.Generator(np.random.Philox(key=self._seed, counter=[0, 0, number, crc32(act.encode())]))

    def _life(self, rates: Mapping[str, float], number: int) -> _First:
        """One life under some rates -> the first day on each list and in each grade, or below it."""
        begun, last = self._history.standing.day, self.ends[-1]
        entries: list[tuple[int, str]] = []
        for act, rate in rates.items():
            daily, day, stream = min(rate, _MANY) / DAYS_PER_YEAR_OF_RATES, float(begun), self._stream(act, number + 1)
            while daily > 0:
                day += stream.standard_exponential() / daily
                if day >= last:
                    break
                entries.append((math.floor(day) + 1, act))
        return _followed(self._history, sorted(entries))


def _followed(history: CompanyHistory, entries: list[tuple[int, str]]) -> _First:
    if not entries and history.standing.next_day() is None:
        return {}
    begun, (standing, _) = history.standing.day, branch(history.standing, [])
    order, first = list(history.book.grades), _First()
    seen = len(standing.changes)
    for day, act in (*entries, (history.dates.after(begun, YEARS[-1] * DAYS_PER_YEAR), "")):
        if act:
            standing.post(act, day)
        else:
            standing.advance(day)
        _note(standing.changes[seen:], order, first)
        seen = len(standing.changes)
        for name, since in standing.ledger.listed_on.items():  # also by a grade, which the end of a cycle may set
            if since > begun:
                first.setdefault(("list", name), since)
    return first


def _note(changes: list[Change], order: list[str], first: _First) -> None:
    """The first day in each grade, or below it."""
    for change in changes:
        for grade in order[: order.index(change.after) + 1] if change.after in order else ():
            first.setdefault(("grade", grade), change.day)
