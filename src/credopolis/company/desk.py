"""The desk as Python knows it, `cp.desk`: files, rulebooks and dates as they are written, results as frozen data.

import credopolis as cp
cp.desk.standing("firm.yaml", "company-2020", on="2026-11-30").standing
cp.desk.plan("firm.yaml", "company-2020", off=["serious_dishonesty"]).ways[0].by
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from credopolis.audit.made import Made
from credopolis.company import chance as _chance
from credopolis.company import compare as _compare
from credopolis.company import exposure as _exposure
from credopolis.company import ics as _ics
from credopolis.company import page as _page
from credopolis.company import plan as _plan
from credopolis.company import portfolio as _portfolio
from credopolis.company import standing as _standing
from credopolis.company import watch as _watch
from credopolis.company.chance import Prospect
from credopolis.company.compare import RulesCompared
from credopolis.company.exposure import Exposure
from credopolis.company.file import load_company as _load_company
from credopolis.company.history import check_subject
from credopolis.company.plan import EFFORT, LEAST_EFFORT, MOST_EFFORT, Plan
from credopolis.company.result import Coming, StandingFound
from credopolis.company.shapes import Company
from credopolis.company.workdays import USUAL, Workdays, load_workdays
from credopolis.core.errors import BadValue
from credopolis.core.outputs import write_output
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import Rulebook, load_rulebook

Named = str | Path
MOST_SEED: Final = 2**63 - 1


def book_of(rulebook: Named | Rulebook) -> Rulebook:
    """A rulebook by a regime's name or a path, one that judges companies.

    Raises
    ------
    UnknownName, FaultyFile, NotOfCompanies
        If there is none, it cannot be used, or it judges somebody else.
    """
    book = rulebook if isinstance(rulebook, Rulebook) else load_rulebook(resolve_rulebook(str(rulebook)))
    check_subject(book)
    return book


def day_of(on: str | date | None, what: str = "the day that is asked about") -> date:
    """A day as it is written, as 2026-11-30; today (UTC) if none is. Raises BadValue."""
    if on is None:
        return datetime.now(UTC).date()
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    try:
        return date.fromisoformat(on) if isinstance(on, str) and len(on) == 10 else _no_day(on, what)
    except ValueError:
        return _no_day(on, what)


def _no_day(on: object, what: str) -> date:
    raise BadValue(what, on, "a date such as 2026-11-30")


def load_company(path: Named) -> Company:
    """Read a company's file. Raises FaultyFile with every fault."""
    return _load_company(path)


def load_portfolio(path: Named) -> tuple[Company, ...]:
    """Read a portfolio, CSV or Excel. Raises FaultyFile with every fault."""
    return _portfolio.load_portfolio(path)


def _company(file: Named | Company, *books: Rulebook) -> Company:
    return file if isinstance(file, Company) else _load_company(file, books)


def standing(file: Named | Company, rulebook: Named | Rulebook, on: str | date | None = None) -> StandingFound:
    """Where a company stands, with reasons. See `company.standing`."""
    book = book_of(rulebook)
    return _standing.standing(_company(file, book), book, day_of(on))


def exposure(file: Named | Company, rulebook: Named | Rulebook, on: str | date | None = None) -> Exposure:
    """What partners and people do to its standing. See `company.exposure`."""
    book = book_of(rulebook)
    return _exposure.exposure(_company(file, book), book, day_of(on))


def chance(file: Named | Company, rulebook: Named | Rulebook, on: str | date | None = None, seed: int = 1) -> Prospect:
    """The chance of being listed within one, two and three years. See `company.chance`."""
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= MOST_SEED:
        raise BadValue("the seed", seed, f"a whole number from 0 to {MOST_SEED:,}")
    book = book_of(rulebook)
    return _chance.chance(_company(file, book), book, day_of(on), seed)


def plan(
    file: Named | Company, rulebook: Named | Rulebook, on: str | date | None = None, *, to: str = "",
    off: Sequence[str] = (), by: str | date | None = None, holidays: Named | Workdays | None = None,
    effort: int = EFFORT,
) -> Plan:  # fmt: skip
    """The cheapest lawful plan, and dearer ones that are sooner. by : the last day on which one may arrive. holidays :
    a file of holidays. See `company.plan`."""
    if not LEAST_EFFORT <= effort <= MOST_EFFORT:
        raise BadValue("the effort", effort, f"{LEAST_EFFORT:,} to {MOST_EFFORT:,} places")
    book, day = book_of(rulebook), day_of(on)
    until = None if by is None else day_of(by, "the last day of a plan")
    if until is not None and until < day:
        raise BadValue("the last day of a plan", str(until), f"{day} or later")
    worked = holidays if isinstance(holidays, Workdays) else USUAL if holidays is None else load_workdays(holidays)
    return _plan.plan(
        _company(file, book), book, day, to=to, off=tuple(off), workdays=worked, effort=effort, until=until
    )


def coming(file: Named | Company, rulebook: Named | Rulebook, on: str | date | None = None) -> tuple[Coming, ...]:
    """What happens by itself, and what is due, in the order of dates."""
    return standing(file, rulebook, on).coming


def companies_of(file: Named, *books: Rulebook) -> tuple[Company, ...]:
    """The companies of a portfolio, or the one of a company's file."""
    return _portfolio.load_portfolio(file, books) if _portfolio.is_table(file) else (_load_company(file, books),)


def compare(
    file: Named | Company | Sequence[Company], rulebook: Named | Rulebook, against: Named | Rulebook,
    on: str | date | None = None,
) -> RulesCompared:  # fmt: skip
    """What another rulebook does to a company, or to each of a portfolio. See `company.compare`."""
    book, other = book_of(rulebook), book_of(against)
    asked = companies_of(file, book, other) if isinstance(file, str | Path) else file
    return _compare.compare(asked, book, other, day_of(on))


def watch(
    file: Named, rulebook: Named | Sequence[Named], on: str | date | None = None, *, every: float = _watch.EVERY_S
) -> Iterator[_watch.Look]:
    """Look again whenever a file changes, without end. every : seconds between two looks. See `company.watch`."""
    names = [rulebook] if isinstance(rulebook, str | Path) else list(rulebook)
    files = [resolve_rulebook(str(name)) for name in names]
    return _watch.watch(Path(file), files, lambda: day_of(on), every_s=every)


def write_page(
    path: Named, found: StandingFound | Plan | RulesCompared | tuple[Exposure, Prospect], *rulebooks: Named | Rulebook,
    made: Made | None = None, coming: Sequence[Coming] = (),
) -> None:  # fmt: skip
    """Write a result as a page to print. rulebooks : under which it was found. coming : dates beside a plan.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    books = [book_of(one) for one in rulebooks] or [book_of(_names(found)[0])]
    if isinstance(found, StandingFound):
        text = _page.standing_html(found, books[0], made)
    elif isinstance(found, Plan):
        text = _page.plan_html(found, coming, books[0], made)
    elif isinstance(found, RulesCompared):
        text = _page.comparison_html(found, books, made)
    else:
        text = _page.exposure_html(*found, books[0], made)
    write_output(Path(path), text)


def _names(found: StandingFound | Plan | RulesCompared | tuple[Exposure, Prospect]) -> tuple[str, ...]:
    return (found[0].rulebook,) if isinstance(found, tuple) else (found.rulebook,)


def write_calendar(path: Named, found: StandingFound, plan: Plan | None = None) -> None:
    """Write what is coming, and the steps of the cheapest plan, as calendar entries (.ics).

    Raises
    ------
    MissingExtra, NotWritten
        If the library for it is not installed, or the file cannot be written.
    """
    way = plan.ways[0] if plan is not None and plan.ways and not plan.reached else None
    write_output(Path(path), _ics.calendar_of(found.code, found.rulebook, found.on, found.coming, way))


__all__ = [
    "Company", "Rulebook", "chance", "coming", "compare", "exposure", "load_company", "load_portfolio", "plan",
    "standing", "watch", "write_calendar", "write_page",
]  # fmt: skip
