"""Adoption abroad as one page; nothing is fetched."""

from __future__ import annotations

from html import escape
from pathlib import Path

from credopolis.abroad.figures import figures_of
from credopolis.abroad.found import AbroadFound
from credopolis.abroad.tables import headline, parts_of
from credopolis.audit.made import Made
from credopolis.audit.pages.frame import framed, section, table
from credopolis.core.outputs import write_output
from credopolis.core.page import figure_section

TITLE = "Who else adopts parts of it?"


def abroad_html(found: AbroadFound, made: Made | None = None) -> str:
    """The page of a result."""
    head = f"<header><h1>{escape(TITLE)}</h1><p><strong>{escape(headline(found))}</strong></p></header>"
    notes = "".join(f"<p class='note'>{escape(line)}</p>" for line in found.notes)
    drawn = "".join(figure_section(figure) for figure in figures_of(found))
    held = "".join(
        section(one.title, table(one.header, one.rows) + "".join(f"<p>{escape(line)}</p>" for line in one.lines))
        for one in parts_of(found)
    )
    return framed(TITLE, f"<article>{head}{notes}{drawn}{held}</article>", (), made)


def write_page(path: str | Path, found: AbroadFound, made: Made | None = None) -> None:
    """Write a result as a page.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    write_output(Path(path), abroad_html(found, made))
