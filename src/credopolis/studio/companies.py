"""What the company's page asks of a text, worked out as the commands do it: standing, exposure, plan, another
rulebook."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import UnknownName
from credopolis.core.faults import FaultyFile

if TYPE_CHECKING:
    from credopolis.company.tables import DeskTable
    from credopolis.rulebook import Rulebook

FILE: Final = "company.yaml"
"""What a text is called in what is said of it."""


@cache
def shelf() -> dict[str, Any]:
    """The rulebooks of companies that ship, in words, and a company that exists nowhere to begin with."""
    from credopolis.library.names import FOLDER
    from credopolis.library.rules import list_regimes

    books = [
        {"name": one.name, "title": one.title, "account": one.account, "summary": one.summary}
        for one in list_regimes()
        if one.subject == "company"
    ]  # fmt: skip
    return {"rulebooks": books, "example": (FOLDER / "skeleton" / "company.yaml").read_text(encoding="utf-8")}


def asked(text: str, rulebook: str, against: str, on: str, to: str, off: str) -> dict[str, Any]:
    """All that the desk says of a company. against : another rulebook's name, "" for none. on : a date, "" for today.
    to : a grade, and off : a list, of the plan; "" for what usually is planned.

    Raises
    ------
    UnknownName, BadValue
        If there is no such rulebook, grade or list, or the day makes no sense.
    """
    from credopolis.company import desk
    from credopolis.company.file import read_company
    from credopolis.core.yamlfile import load_text

    books = [book_named(name) for name in (rulebook, against) if name]
    day = desk.day_of(on or None)
    try:
        company = read_company(load_text(text, FILE), books)
    except FaultyFile as refused:
        return {"usable": False, "faults": refused.as_json(), "more_faults": refused.more}
    found, plan = (
        desk.standing(company, books[0], day),
        desk.plan(company, books[0], day, to=to, off=[off] if off else []),
    )
    exposure, prospect = desk.exposure(company, books[0], day), desk.chance(company, books[0], day)
    answer = {
        "usable": True, "faults": [], "more_faults": 0, "code": found.code, "on": day.isoformat(),
        "standing": found.standing, "score": found.score, "aside": list(found.aside),
        "grades": list(books[0].grades), "lists": list(books[0].lists), "partners": _partners(exposure),
        **_parts(found, exposure, prospect, plan),
    }  # fmt: skip
    if len(books) > 1:
        answer["compared"] = _compared(desk.compare(company, books[0], books[1], day))
    return answer


def _parts(found: Any, exposure: Any, prospect: Any, plan: Any) -> dict[str, Any]:
    from credopolis.company import tables
    from credopolis.company.words import NO_ADVICE

    return {
        "advice": NO_ADVICE,
        "parts": plain([*tables.standing_parts(found), tables.coming_part(found.coming)]),
        "exposed": plain(tables.exposure_parts(exposure, prospect)),
        "exposed_words": list(exposure.words),
        "plan": plain(tables.plan_parts(plan)),
        "plan_words": [f"To {plan.goal.words() or 'nothing'}. {tables.plan_headline(plan)}", *tables.plan_notes(plan)],
    }


def _compared(found: Any) -> dict[str, Any]:
    from credopolis.company.tables import comparison_parts

    return {"against": found.against, "moves": found.companies[0].moves, "parts": plain(comparison_parts(found))}


def _partners(exposure: Any) -> list[dict[str, Any]]:
    """What the picture of partners is drawn from."""
    return [
        {"name": one.name, "kind": one.kind, "listed": one.listed, "enters": bool(one.acts), "moves": one.moves}
        for one in exposure.partners
    ]


def plain(parts: list[DeskTable]) -> list[Any]:
    """Tables of words as a page has them."""
    return [
        {"title": part.title, "header": list(part.header), "rows": [list(row) for row in part.rows],
         "lines": list(part.lines)}
        for part in parts
        if part.rows or part.lines
    ]  # fmt: skip


def book_named(name: str) -> Rulebook:
    """A rulebook of companies that ships; a page names no file."""
    from credopolis.library.names import COMPANY_REGIMES, regime_folder
    from credopolis.rulebook import load_rulebook

    if name not in COMPANY_REGIMES:
        raise UnknownName("rulebook of companies", name, COMPANY_REGIMES)
    return load_rulebook(Path(regime_folder(name)) / "rulebook.yaml")


DOES: Final[dict[str, Callable[..., Any]]] = {"company": asked}
