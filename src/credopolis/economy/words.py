"""What was found of companies, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from credopolis.company.tables import DeskTable
from credopolis.economy.inflation import OfficeFound
from credopolis.economy.opened import OpenedFound
from credopolis.economy.society import CompaniesFound
from credopolis.economy.strangers import TrustFound
from credopolis.economy.tables import office_parts, opened_parts, parts_of, trust_parts


def headline(found: CompaniesFound) -> str:
    """Who lived, and for how long."""
    return (
        f"{found.companies:,} companies ({found.large:,} of them in the national table) of {found.people:,} people, "
        f"{found.employed:,} of whom work there, with {found.ties:,} ties; {found.years} years under {found.rulebook}."
    )


def society_text(found: CompaniesFound) -> str:
    """A result in words."""
    return "\n".join([headline(found), *found.notes, "", *text_of(parts_of(found))])


def opened_text(found: OpenedFound) -> str:
    """What each door does, in words."""
    told = f"{found.companies:,} companies of {found.people:,} people, {found.years} years under {found.rulebook}."
    return "\n".join([told, *found.notes, "", *text_of(opened_parts(found))])


def trust_text(found: TrustFound) -> str:
    """Markets in words."""
    told = f"{found.companies:,} companies of {found.people:,} people, {found.months} months."
    return "\n".join([told, *found.notes, "", *text_of(trust_parts(found))])


def office_text(found: OfficeFound) -> str:
    """The colours of a place in words."""
    return "\n".join([f"{found.place}: better conduct, or a softer office?", "", *text_of(office_parts(found))])


def text_of(parts: Iterable[DeskTable]) -> list[str]:
    """Tables as lines of words."""
    lines: list[str] = []
    for part in parts:
        held = _columns([part.header, *part.rows]) if part.rows else []
        lines += [part.title, *held, *part.lines, ""]
    return lines[:-1]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))] if rows and rows[0] else []
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
