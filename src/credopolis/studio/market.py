"""Companies that live in a society, on a page: what is asked, worked out in a process of its own as the commands do."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, Literal

from typing_extensions import TypedDict

from credopolis.core.errors import CredopolisError
from credopolis.studio.companies import book_named, plain
from credopolis.studio.shapes import PartShape

if TYPE_CHECKING:
    from collections.abc import Sequence

SOCIETY, TRUST = "society", "trust"
What = Literal["society", "trust"]
PEOPLE: Final = {SOCIETY: 100_000, TRUST: 60_000}
YEARS, SEEDS, DRAWS = 8, 3, 20
"""What the page asks with; commands ask with other numbers."""


class MarketYearShape(TypedDict):
    """Where companies stood at the end of a year, %. grades : in the order of `grades`."""

    year: int
    shares: list[float]
    fallen: float


class MarketShape(TypedDict):
    """What companies came to. grades : highest first, and years; both empty of trust."""

    title: str
    told: str
    notes: list[str]
    grades: list[str]
    years: list[MarketYearShape]
    parts: list[PartShape]


def asked_of(what: What, rulebook: str) -> tuple[str, str]:
    """A question and its rulebook, "" for trust, which asks about none.

    Raises
    ------
    UnknownName
        If no rulebook of companies of this name ships.
    """
    if what == TRUST:
        return what, ""
    book_named(rulebook)
    return what, rulebook


def make(asked: tuple[str, str], line: Connection) -> None:
    """Let companies live, or strangers deal.

    line : to the server. It is told ("result", result, None) or ("failed", message, None).
    """
    try:
        line.send(("result", trust_told() if asked[0] == TRUST else society_told(asked[1]), None))
    except CredopolisError as error:
        line.send(("failed", str(error), None))


def society_told(rulebook: str, people: int = PEOPLE[SOCIETY], seeds: int = SEEDS, draws: int = DRAWS) -> MarketShape:
    """Grades over years, falls, cascades and who starts them, with both doubts, as `credopolis company society`."""
    from credopolis.economy.society import companies
    from credopolis.economy.tables import parts_of
    from credopolis.economy.words import headline

    found = companies(book_named(rulebook), people=people, years=YEARS, seeds=seeds, draws=draws)
    grades = list(found.by_year[0].grades)
    years: list[MarketYearShape] = [
        {"year": row.year, "shares": [row.grades[name] for name in grades], "fallen": row.fallen}
        for row in found.by_year
    ]
    return _shape(found.title, headline(found), found.notes, grades, years, parts_of(found))


def trust_told(people: int = PEOPLE[TRUST], seeds: int = SEEDS, draws: int = DRAWS) -> MarketShape:
    """Whether a record of defaults stands in for courts, with both doubts, as `credopolis company trust`."""
    from credopolis.economy.strangers import trust
    from credopolis.economy.tables import trust_parts

    found = trust(people=people, seeds=seeds, draws=draws)
    told = f"{found.companies:,} companies of {found.people:,} people, {found.months} months."
    return _shape("Does a record of defaults stand in for courts?", told, found.notes, [], [], trust_parts(found))


def _shape(
    title: str, told: str, notes: Sequence[str], grades: list[str], years: list[MarketYearShape], parts: list[Any]
) -> MarketShape:
    return {
        "title": title, "told": told, "notes": list(notes), "grades": grades, "years": years, "parts": plain(parts),
    }  # fmt: skip
