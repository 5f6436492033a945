"""A company's standing, exposure, plan, or comparison as one page to print; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from credopolis.audit.made import Made
from credopolis.audit.pages.frame import framed, section, table
from credopolis.company.chance import Prospect
from credopolis.company.compare import MOVES, RulesCompared
from credopolis.company.exposure import Exposure
from credopolis.company.plan import Plan
from credopolis.company.result import Coming, StandingFound
from credopolis.company.tables import (
    DeskTable,
    coming_part,
    comparison_parts,
    exposure_parts,
    plan_headline,
    plan_notes,
    plan_parts,
    standing_parts,
)
from credopolis.company.words import NO_ADVICE, after_text
from credopolis.rulebook import Rulebook


def standing_html(found: StandingFound, book: Rulebook, made: Made | None = None) -> str:
    """The page of a standing."""
    score = f", score {found.score:,}" if found.score is not None else ""
    lock = f" A lock holds until {found.locked_until}." if found.locked_until else ""
    head = _head(found.code, found.title, f"On {found.on}: {found.standing}{score}.{lock}")
    parts = [*standing_parts(found), coming_part(found.coming)]
    return _page(f"{found.code} under {found.rulebook}", head, found.aside, parts, (book,), made)


def exposure_html(found: Exposure, prospect: Prospect, book: Rulebook, made: Made | None = None) -> str:
    """The page of an exposure."""
    head = _head(found.code, book.title, f"Exposure on {found.on}. Today: {after_text(found.today)}.")
    title = f"Exposure of {found.code} under {found.rulebook}"
    return _page(title, head, found.words, exposure_parts(found, prospect), (book,), made)


def plan_html(found: Plan, coming: Sequence[Coming], book: Rulebook, made: Made | None = None) -> str:
    """The page of a plan, with what is coming beside it."""
    told = f"On {found.on}, to {found.goal.words() or 'nothing'}. {plan_headline(found)}"
    parts = [*plan_parts(found), coming_part(coming)]
    head = _head(found.code, book.title, told)
    return _page(f"Plan of {found.code} under {found.rulebook}", head, plan_notes(found), parts, (book,), made)


def comparison_html(found: RulesCompared, books: Sequence[Rulebook], made: Made | None = None) -> str:
    """The page of a comparison."""
    counts = ", ".join(f"{found.counts[name]:,} {name}" for name in MOVES)
    title = f"From {found.rulebook} to {found.against}"
    head = _head(title, f"{len(found.companies):,} companies on {found.on}", f"{counts}.")
    return _page(title, head, found.aside, comparison_parts(found), books, made)


def _head(title: str, under: str, told: str) -> str:
    return f"<header><h1>{escape(title)}</h1><p>{escape(under)}</p><p><strong>{escape(told)}</strong></p></header>"


def _page(
    title: str,
    head: str,
    notes: Iterable[str],
    parts: Sequence[DeskTable],
    books: Iterable[Rulebook],
    made: Made | None,
) -> str:
    told = "".join(f"<p class='note'>{escape(line)}</p>" for line in notes)
    held = "".join(section(part.title, _held(part)) for part in parts)
    body = f"<article>{head}{told}{held}<p class='note'>{escape(NO_ADVICE)}</p></article>"
    return framed(title, body, books, made)


def _held(part: DeskTable) -> str:
    return table(part.header, part.rows) + "".join(f"<p>{escape(line)}</p>" for line in part.lines)
