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
from credopolis.economy.society import CompaniesFound
from credopolis.economy.tables import number, parts_of
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


def write_page(path: str | Path, found: CompaniesFound, rulebook: str | Rulebook, made: Made | None = None) -> None:
    """Write a result as a page to print.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    write_output(Path(path), society_html(found, book_of(rulebook), made))
