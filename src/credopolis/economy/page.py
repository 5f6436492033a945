"""What was found of companies as one page; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from credopolis.audit.made import Made
from credopolis.audit.pages.frame import framed, section, table
from credopolis.company.desk import book_of
from credopolis.company.tables import DeskTable
from credopolis.core.drawn import PER_CENT, bars, part
from credopolis.core.figure import Figure
from credopolis.core.outputs import write_output
from credopolis.core.page import figure_section
from credopolis.economy.inflation import OfficeFound
from credopolis.economy.opened import OpenedFound
from credopolis.economy.society import CompaniesFound
from credopolis.economy.strangers import TrustFound
from credopolis.economy.tables import (
    DOUBTED,
    doubted_rows,
    number,
    office_parts,
    opened_parts,
    parts_of,
    span,
    trust_parts,
)
from credopolis.economy.words import headline
from credopolis.rulebook import Rulebook

COLOURS = ("#14181c", "#7f2704", "#d95f0e", "#fdae6b", "#9ecae1", "#4292c6", "#2171b5", "#08519c")


def society_html(found: CompaniesFound, book: Rulebook, made: Made | None = None) -> str:
    """The page of companies under a rulebook."""
    return page_of(
        f"Companies under {found.rulebook}", found.title, headline(found), found.notes, [grades_of_years(found)],
        parts_of(found), (book,), made,
    )  # fmt: skip


def grades_of_years(found: CompaniesFound) -> Figure:
    """Bars: the grades at the end of each year."""
    names = list(found.by_year[0].grades)
    fills = {name: COLOURS[-1 - k * (len(COLOURS) - 1) // max(len(names) - 1, 1)] for k, name in enumerate(names)}
    rows = [
        {
            "name": f"year {row.year}", "end": f"{number(row.fallen)} % fallen",
            "bars": [{"parts": [part(k, row.grades[name] / 100, f"{name}: {number(row.grades[name])} %")
                                for k, name in enumerate(names)], "text": ""}],
        }
        for row in found.by_year
    ]  # fmt: skip
    return Figure(
        "grades-of-companies", "Grades of companies at the end of each year",
        "Each bar is all companies there are; fallen are those under the sanctions of all offices.", ("year", *names),
        tuple((str(row.year), *(number(row.grades[name]) for name in names)) for row in found.by_year),
        bars(fills, rows, PER_CENT, "share of companies"),
    )  # fmt: skip


def page_of(
    title: str, under: str, told: str, notes: Iterable[str], figures: Sequence[Figure], parts: Sequence[DeskTable],
    books: Iterable[Rulebook], made: Made | None,
) -> str:  # fmt: skip
    """A page of figures and tables."""
    head = f"<header><h1>{escape(title)}</h1><p>{escape(under)}</p><p><strong>{escape(told)}</strong></p></header>"
    said = "".join(f"<p class='note'>{escape(line)}</p>" for line in notes)
    drawn = "".join(figure_section(figure) for figure in figures)
    held = "".join(
        section(one.title, table(one.header, one.rows) + "".join(f"<p>{escape(line)}</p>" for line in one.lines))
        for one in parts
    )
    return framed(title, f"<article>{head}{said}{drawn}{held}</article>", books, made)


def trust_html(found: TrustFound, made: Made | None = None) -> str:
    """The page of markets with strong and weak courts, with a record and without."""
    told = f"{found.companies:,} companies, {found.months} months, {len(found.seeds)} seeds, {found.draws} draws."
    title = "Does a record of defaults stand in for courts?"
    return page_of(title, "Deals between strangers", told, found.notes, [gains(found)], trust_parts(found), (), made)


def gains(found: TrustFound) -> Figure:
    """Bars: what the meetings of each market bring, with what the assumptions leave open."""
    values = [(cell, next(one for one in cell.figures if one.name == "gain")) for cell in found.cells]
    top = max(max(one.value, one.high, one.most or 0.0) for _, one in values) or 1.0
    rows = []
    for cell, one in values:
        held = part(0, max(one.value, 0.0) / top, f"{number(one.value)}; by chance {span(one.low, one.high)}")
        if one.least is not None and one.most is not None:
            held["reach"] = [round(max(end, 0.0) / top, 5) for end in (one.least, one.most)]
        name = f"{cell.courts} courts, {cell.system}"
        rows.append({"name": name, "end": number(one.value), "bars": [{"parts": [held], "text": ""}]})
    table_ = tuple((f"{cell.courts} courts, {cell.system}", *doubted_rows([one])[0][1:]) for cell, one in values)
    return Figure(
        "gain-of-trade", "What 100 meetings of strangers bring",
        "Of the value of a deal, after defaults and the cost of asking; the line is what the assumptions leave open.",
        ("market", *DOUBTED[1:]), table_,
        bars({"gain": COLOURS[5]}, rows, tuple((k / 4, number(top * k / 4)) for k in range(5)), "gain"),
    )  # fmt: skip


def opened_html(found: OpenedFound, book: Rulebook, made: Made | None = None) -> str:
    """The page of what each door does."""
    told = f"{found.companies:,} companies, {found.years} years, {len(found.seeds)} seeds, {found.draws} draws."
    title = f"What each door does to companies under {found.rulebook}"
    return page_of(title, found.title, told, found.notes, [], opened_parts(found), (book,), made)


def office_html(found: OfficeFound, made: Made | None = None) -> str:
    """The page of the colours of a place."""
    told = f"Red fell from {found.years[0].red:.1f} to {found.years[-1].red:.1f} % of rated companies."
    title, under = f"{found.place}: better conduct, or a softer office?", "Environmental credit by colour"
    return page_of(title, under, told, (), [colours_of_years(found)], office_parts(found), (), made)


def colours_of_years(found: OfficeFound) -> Figure:
    """Bars: the colours of each year."""
    fills = {"green": "#1b7837", "blue": COLOURS[5], "yellow": "#fdd0a2", "red": COLOURS[1]}
    rows = [
        {
            "name": str(one.year), "end": f"{number(one.red)} % red",
            "bars": [{"parts": [part(k, getattr(one, name) / 100, f"{name}: {number(getattr(one, name))} %")
                                for k, name in enumerate(fills)], "text": ""}],
        }
        for one in found.years
    ]  # fmt: skip
    return Figure(
        "colours", "Rated companies by colour", "As published; two years before objections were heard.",
        ("year", *fills), tuple((str(one.year), *(number(getattr(one, n)) for n in fills)) for one in found.years),
        bars(fills, rows, PER_CENT, "share of rated companies"),
    )  # fmt: skip


def write_page(
    path: str | Path,
    found: CompaniesFound | TrustFound | OfficeFound | OpenedFound,
    rulebook: str | Rulebook = "",
    made: Made | None = None,
) -> None:
    """Write a result as a page to print. rulebook : under which companies lived.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    if isinstance(found, TrustFound):
        text = trust_html(found, made)
    elif isinstance(found, OfficeFound):
        text = office_html(found, made)
    elif isinstance(found, OpenedFound):
        text = opened_html(found, book_of(rulebook or found.rulebook), made)
    else:
        text = society_html(found, book_of(rulebook or found.rulebook), made)
    write_output(Path(path), text)
