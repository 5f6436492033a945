"""What a rulebook makes of a company's record: its incidents and late filings, posted by date on the readable
ladder."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from credopolis.company.shapes import Company
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.faults import Fault, FaultyFile
from credopolis.rulebook import Rulebook, Standing
from credopolis.rulebook.calendar import Dates
from credopolis.rulebook.gates import in_province
from credopolis.rulebook.ledger import Entry

_DAY: Final = timedelta(days=1)


class NotOfCompanies(CredopolisError):
    """A rulebook that judges somebody else."""

    exit_code = 2

    def __init__(self, rulebook: str, subject: str) -> None:
        self.rulebook, self.subject = rulebook, subject
        super().__init__(
            f"Rulebook {rulebook} judges a {subject}, not a company. Name one with `subject: company`: "
            f"tax-credit, environment-credit, company-2020 or popular-company, or a file of your own."
        )


@dataclass(eq=False)
class Posted:
    """An entry of the record. name : of the incident or filing. day : its date. what : `incidents` or `filings`."""

    what: str
    name: str
    entry: Entry
    day: date


@dataclass(eq=False)
class CompanyHistory:
    """A company's record under a rulebook until a day. aside : what the rulebook says nothing of, in words."""

    company: Company
    book: Rulebook
    dates: Dates
    standing: Standing
    posted: list[Posted] = field(default_factory=list)
    aside: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        """The day that it has come to."""
        return self.dates.date_of(self.standing.day)


def check_subject(book: Rulebook) -> None:
    """Refuse a rulebook that does not judge companies. Raises NotOfCompanies."""
    if book.subject != "company":
        raise NotOfCompanies(book.name, book.subject)


def history_of(company: Company, book: Rulebook, on: date) -> CompanyHistory:
    """Post what was entered about a company until a day, that day among it.

    Raises
    ------
    NotOfCompanies
        If the rulebook judges somebody else.
    BadValue
        If the day lies before the company was founded.
    FaultyFile
        If something was repaired that the rulebook does not let be repaired then.
    """
    check_subject(book)
    if on < company.founded:
        raise BadValue("the day that is asked about", str(on), f"{company.founded}, when it was founded, or later")
    book = in_province(book, company.province)
    dates = Dates(date(company.founded.year, 1, 1))
    standing = Standing(book, day=dates.day_of(company.founded), calendar=dates)
    found = CompanyHistory(company, book, dates, standing, aside=tuple(_aside(company, book, on)))
    for day, order, what, name, act, times in _entered(company, on):
        if order == _REPAIR:
            _repair(found, name, day)
        elif act in book.acts:
            for _ in range(times):
                found.posted.append(Posted(what, name, standing.post(act, dates.day_of(day)), day))
    standing.advance(dates.day_of(on))
    return found


_ENTRY, _REPAIR = 0, 1


def _entered(company: Company, on: date) -> list[tuple[date, int, str, str, str, int]]:
    """Entries and repairs until a day, in the order of dates; those of one day in the order of the file."""
    found: list[tuple[date, int, str, str, str, int]] = []
    for name, one in company.incidents.items():
        found.append((one.day, _ENTRY, "incidents", name, one.act, one.times))
        if one.repaired is not None:
            found.append((one.repaired, _REPAIR, "incidents", name, one.act, 1))
    for name, filing in company.filings.items():
        late = filing.filed is None or filing.filed > filing.due
        found += [(filing.due + _DAY, _ENTRY, "filings", name, filing.act, 1)] * late
    return sorted((one for one in found if one[0] <= on), key=lambda one: one[:2])


def _aside(company: Company, book: Rulebook, on: date) -> list[str]:
    """What of the record plays no part here, and why."""
    lines = []
    for what, held in (("incidents", company.incidents), ("filings", company.filings)):
        other = sorted({one.act for one in held.values() if one.act not in book.acts})
        lines += [f"{book.name} says nothing of {', '.join(other)}: these {what} play no part."] if other else []
    coming = [name for name, one in company.incidents.items() if one.day > on]
    lines += [f"Incidents after {on} play no part: {', '.join(coming)}."] if coming else []
    return lines


def _repair(found: CompanyHistory, name: str, day: date) -> None:
    """Repair the entries of an incident on a day."""
    for posted in found.posted:
        if (posted.what, posted.name) != ("incidents", name):
            continue
        try:
            if not repairs_at_all(found.book):
                raise BadValue("a repair", str(day), "none: this rulebook has no repair")
            found.standing.repair(posted.entry, found.dates.day_of(day))
        except BadValue as refused:
            opens = found.dates.date_of(repair_opens(found, posted.entry))
            raise _fault(
                found.company, name, day, f"{found.book.name} allows no such repair: {refused}", opens
            ) from None


def _fault(company: Company, name: str, day: date, message: str, opens: date) -> CredopolisError:
    path, allowed = ("incidents", name, "repaired"), f"{opens} or later, while the entry counts"
    if company.located is not None:
        return FaultyFile([company.located.fault(path, message, str(day), allowed)])
    return FaultyFile([Fault(company.code, 0, 0, ".".join(path), message, str(day), allowed)])


def repairs_at_all(book: Rulebook) -> bool:
    """Whether a rulebook has a repair of entries."""
    return book.due_process is not None and book.due_process.repair > 0


def repair_opens(found: CompanyHistory, entry: Entry) -> int:
    """The day from which on an entry may be repaired."""
    return found.dates.after(entry.day, found.book.repair_wait_of(entry.act))


def branch(standing: Standing, entries: list[Entry]) -> tuple[Standing, list[Entry]]:
    """A standing that goes its own way from here, and some of its entries there."""
    memo: dict[int, object] = {id(standing.rulebook): standing.rulebook, id(standing.calendar): standing.calendar}
    return copy.deepcopy((standing, entries), memo)


def with_day(found: CompanyHistory, day: int) -> CompanyHistory:
    """The same record, come to a later day, without touching the one that is given."""
    standing, entries = branch(found.standing, [posted.entry for posted in found.posted])
    standing.advance(day)
    posted = [replace(one, entry=entry) for one, entry in zip(found.posted, entries, strict=True)]
    return replace(found, standing=standing, posted=posted)
