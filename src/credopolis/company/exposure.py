"""What others do to a company's standing: partners that are listed, or may be, and the people who work there.

A rulebook says of an act whose conduct it is really about. An act about a partner is entered once for each partner that
is listed; one about an associate, for each sister, an enterprise run by the same person; one about an employee, so many
times a year as there are people. Partners and staff are numbers and codes, nobody's record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from credopolis.company.history import CompanyHistory, branch, history_of
from credopolis.company.rates import RateGround, rate_of, stated
from credopolis.company.result import RuleAt, act_rule, rule_at
from credopolis.company.shapes import Company, Partner
from credopolis.rulebook import Rulebook
from credopolis.rulebook.place import NO_GRADE

ABOUT_PARTNERS: Final = {
    "partner": ("supplier", "customer", "owner", "subsidiary", "sister", "lender"),
    "associate": ("sister",),
}
"""By whom an act is about, the partners whose listing it enters."""


@dataclass(frozen=True)
class After:
    """Where a company would stand. score : None without one."""

    score: int | None
    grade: str
    lists: tuple[str, ...]
    locked_until: date | None


@dataclass(frozen=True)
class OfPartner:
    """What one partner does. listed : None if not known. acts : that its listing enters. after : where the company
    would stand with these entries today; None if no act is about such a partner. a_year : how often it would be
    listed."""

    name: str
    code: str
    kind: str
    listed: bool | None
    share: float | None
    acts: tuple[str, ...]
    after: After | None
    moves: bool
    a_year: RateGround


@dataclass(frozen=True)
class OfStaff:
    """An act about an employee: entries a year of all who work there, and where a year of them would lead."""

    act: str
    title: str
    people: int
    a_year: RateGround
    expected: float | None
    low: float | None
    high: float | None
    after: After | None
    rule: RuleAt


@dataclass(frozen=True)
class Exposure:
    """What a company is exposed to. today : where it stands. all_listed : with the entries of every partner that is
    listed. if_all : with those of every partner. words : in a few sentences."""

    code: str
    rulebook: str
    on: date
    today: After
    with_listed: After
    if_all: After
    partners: tuple[OfPartner, ...]
    staff: tuple[OfStaff, ...]
    rules: tuple[RuleAt, ...]
    words: tuple[str, ...]


def exposure(company: Company, book: Rulebook, on: date) -> Exposure:
    """What partners and people do to a company's standing on a day. Raises as `standing.standing` does."""
    history = history_of(company, book, on)
    today = after(history, ())
    partners = tuple(_partners(history, today))
    listed = tuple(act for one in partners if one.listed for act in one.acts)
    every = tuple(act for one in partners for act in one.acts)
    acts = {name: act for name, act in history.book.acts.items() if act.about in (*ABOUT_PARTNERS, "employee")}
    rules = tuple(rule_at(history.book, "acts", name, "about") for name in acts)
    found = Exposure(
        company.code, book.name, on, today, after(history, listed), after(history, every), partners,
        tuple(_staff(history)), rules, (),
    )  # fmt: skip
    return Exposure(**{**vars(found), "words": tuple(_words(history, found))})


def after(history: CompanyHistory, acts: tuple[str, ...]) -> After:
    """Where a company would stand if some acts were entered today."""
    standing, _ = branch(history.standing, [])
    for act in acts:
        standing.post(act, standing.day)
    grade = standing.grade if standing.grade != NO_GRADE else ""
    until = history.dates.date_of(standing.lock_until) if standing.locked else None
    return After(standing.score if history.book.score is not None else None, grade, standing.lists, until)


def _about(history: CompanyHistory, partner: Partner) -> tuple[str, ...]:
    return tuple(name for name, act in history.book.acts.items() if partner.kind in ABOUT_PARTNERS.get(act.about, ()))


def _partners(history: CompanyHistory, today: After) -> Iterator[OfPartner]:
    for name, partner in history.company.partners.items():
        acts = _about(history, partner)
        then = after(history, acts) if acts else None
        moves = then is not None and (then.grade, then.lists) != (today.grade, today.lists)
        told = stated(partner.rate) if partner.rate is not None else RateGround.unknown()
        yield OfPartner(name, partner.code, partner.kind, partner.listed, partner.share, acts, then, moves, told)


def _staff(history: CompanyHistory) -> Iterator[OfStaff]:
    people = history.company.staff.all
    for name, act in history.book.acts.items():
        if act.about != "employee":
            continue
        each = rate_of(history, name)
        expected, low, high = (None if rate is None else rate * people for rate in (each.value, each.low, each.high))
        then = None if expected is None else after(history, (name,) * min(round(expected), 1000))
        yield OfStaff(name, act.title, people, each, expected, low, high, then, act_rule(history.book, name))


def _words(history: CompanyHistory, found: Exposure) -> Iterator[str]:
    if not found.rules:
        yield f"{found.rulebook} has no act that is about a partner or an employee: it exposes a company to nobody."
        return
    listed = [one for one in found.partners if one.listed and one.acts]
    unknown = [one for one in found.partners if one.listed is None and one.acts]
    moves = [one.name for one in found.partners if one.moves and not one.listed]
    count = f"{len(listed)} of {len(found.partners)} partners"
    yield f"{count}: listed, and entered by this rulebook."
    if unknown:
        yield f"Of {', '.join(one.name for one in unknown)} the file does not say whether it is listed."
    if moves:
        yield f"One listing alone would change the grade or a list: {', '.join(moves)}."
    for one in found.staff:
        if not one.people:
            yield f"The file does not say how many people work there, and {one.act} is about them."
        elif one.expected is None:
            yield f"How often {one.act} is entered of an employee nobody says: unknown."
