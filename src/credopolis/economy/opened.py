"""What each door does: companies live with it and without it, on the same draws, and differences are paired."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from credopolis.analysis.measures.town import town_of
from credopolis.company.desk import Named, book_of
from credopolis.economy.doubts import BothDoubts, Drawn, doubted, draws_of, known_in, told_of
from credopolis.economy.measures import figures_of, words_of
from credopolis.economy.society import begin, check_numbers, ranges_of
from credopolis.firms import course as _course
from credopolis.firms.course import Town
from credopolis.firms.doors import DOORS, PARTS, checked, doors_of
from credopolis.firms.given import values
from credopolis.rulebook import Rulebook

COMMON: Final = ("growth held back", "growth favoured", "closures", "fallen")
OWN: Final[dict[str, tuple[str, ...]]] = {
    "easier_credit": ("loans refused", "loans favoured", "interest", "loans unpaid"),
    "procurement_priority": ("contracts first",),
    "tax_relief": ("tax remitted", "tax paid"),
    "licences": (), "share_issue": (), "market_segments": (), "production_and_trade": (), "import_inspection": (),
    "general_sanctions": (), "invoices": (), "export_refunds": (),
    "public_contracts": ("bids barred", "contracts first"),
    "loans": ("loans refused", "loans held back", "interest", "loans unpaid", "loans unpaid private",
              "loans unpaid state"),
    "unannounced_audits": ("inspections", "found", "tax hidden"),
    "travel": ("trips refused",),
    "growth": ("moved", "wanted", "large"),
    "banks": ("loans unpaid", "entries"),
    "procurement": ("contracts first",),
    "taxes": ("tax paid", "tax hidden"),
}  # fmt: skip
"""By door and part, the figures that it is told by, besides those of COMMON whose sign chance does not change."""
NOTES: Final = (
    "Synthetic companies. A difference is what holds with the door less what holds without it, on the same draws.",
    "With a door off nobody is held back by it and nobody gains by it, in deed or in what is at stake; who has fallen "
    "is as the rulebook says.",
)


@dataclass(frozen=True)
class OpenedRow:
    """A door or a part, and a figure with it and without it. holds : the share of draws of the assumptions that have
    the sign of the difference, None without draws. told : finding, open or not asked. shown : in tables."""

    off: str
    on: float
    without: float
    figure: BothDoubts
    holds: float | None
    told: str
    shown: bool


@dataclass(frozen=True)
class OpenedFound:
    """What each door of a rulebook does."""

    rulebook: str
    title: str
    society: str
    people: int
    companies: int
    years: int
    seeds: tuple[int, ...]
    draws: int
    rows: tuple[OpenedRow, ...]
    notes: tuple[str, ...]


def doors(
    rulebook: Named | Rulebook, *, people: int = 150_000, years: int = 5, seed: int = 1, seeds: int = 3, draws: int = 0,
    society: str = "china-2020", given: Mapping[str, float] | None = None, off: Collection[str] | None = None,
    threads: int = 1,
) -> OpenedFound:  # fmt: skip
    """Ask what each door of a rulebook does to companies. off : which are asked about; None for all that it has, and
    the parts of business. given : parameters, by name.

    Raises
    ------
    UnknownName, FaultyFile, NotOfCompanies, NotSimulated
        If there is no such rulebook or society, it cannot be used, judges no companies, or says what no run follows.
    BadValue
        If there is no such door and no such part, or a number lies outside its bounds.
    """
    check_numbers(people, seed, seeds, draws)
    book, fixed = book_of(rulebook), dict(given or {})
    values(fixed)
    asked = [name for name in (*DOORS, *PARTS) if name in checked(off)] if off is not None else doors_had(book)
    town, numbers = town_of(society, people, seed, threads), tuple(range(seed, seed + seeds))
    drawn = draws_of(ranges_of(book, fixed, {}), draws, seed)
    held: dict[str, _Lived] = {
        name: _lived(book, town, years, numbers, drawn, fixed, threads, name) for name in ("", *asked)
    }
    rows = [row for name in asked for row in _rows(name, held[""], held[name])]
    companies = round(float(town.people.sum()) / values(fixed)["people_each"])
    return OpenedFound(
        book.name, book.title, society, int(town.people.sum()), companies, years, numbers, draws, tuple(rows), NOTES
    )


def doors_had(book: Rulebook) -> list[str]:
    """The doors that some grade or list of a rulebook opens or closes, and the parts of business."""
    of_grades, of_lists = doors_of(book)
    had = of_grades.any(axis=0) | of_lists.any(axis=0)
    return [name for name, there in zip(DOORS, np.asarray(had).tolist(), strict=True) if there] + list(PARTS)


_Figures = dict[str, float]
_Lived = tuple[list[_Figures], list[_Figures]]


def _lived(
    book: Rulebook, town: Town, years: int, seeds: Sequence[int], drawn: Sequence[Drawn], fixed: Mapping[str, float],
    threads: int, off: str,
) -> _Lived:  # fmt: skip
    """Figures over seeds, and over draws on the first seed, with a door or part off, or none."""

    def ask(seed: int, values: Drawn) -> _Figures:
        one = begin(book, town, seed, values, fixed, {}, threads, [off] if off else [])
        return figures_of(one, list(_course.live(one, years)))

    return [ask(seed, {}) for seed in seeds], [ask(seeds[0], one) for one in drawn]


def _rows(name: str, on: _Lived, off: _Lived) -> list[OpenedRow]:
    rows = []
    for figure in known_in([one for side in (on, off) for part in side for one in part]):
        by_seed, by_draw = (
            [one[figure] - other[figure] for one, other in zip(a, b, strict=True)] for a, b in zip(on, off, strict=True)
        )
        found = doubted(figure, words_of(figure), by_seed, by_draw)
        with_it, without = (float(np.mean([one[figure] for one in side[0]])) for side in (on, off))
        shown = figure in OWN[name] or (figure in COMMON and found.low * found.high > 0)
        rows.append(OpenedRow(name, with_it, without, found, *told_of(found, by_draw), shown))
    return rows
