"""Pages on experiments: pictures inline, the table behind each, and what was run."""

from __future__ import annotations

from html import escape
from pathlib import Path

from credopolis.analysis.figures.tornado import tornado
from credopolis.analysis.outcomes import units
from credopolis.analysis.sensitivity import Sensitivity
from credopolis.core.page import page, table
from credopolis.core.svg import Figure
from credopolis.store.folder import write_file


def section(figure: Figure) -> str:
    """A picture with its caption and table."""
    return (
        f"<section><h2>{escape(figure.title)}</h2><figure>{figure.svg}<figcaption>{escape(figure.caption)}</figcaption>"
        f"</figure><details><summary>The numbers</summary>{table(figure.header, figure.rows)}</details></section>"
    )


def sensitivity_page(found: Sensitivity, path: Path) -> Path:
    """Write the page on an analysis of sensitivity: a picture for every measure that varies.

    Raises
    ------
    RunFolderError
        If the file cannot be written.
    """
    about = units()
    figures = []
    for measure in found.measures:
        if any(e.value == e.value for e in found.of(measure, found.leading).values()):
            title, unit = about.get(measure, (measure, ""))
            figures.append(tornado(found, measure, f"{title} ({unit})" if unit else title))
    still = [m for m in found.measures if all(e.value != e.value for e in found.of(m, found.leading).values())]
    lead = (
        f"<h1>{escape(found.title)}</h1><p>Analysis of sensitivity ({found.method}) over {len(found.factors)} factors: "
        f"{found.points:,} points, {found.replicates} seeds each. It describes a model of synthetic people over the ranges "
        "that were given, and nothing outside them.</p>"
    )
    tail = f"<p class='small'>Not varying, or not defined in every run: {escape(', '.join(still))}.</p>" if still else ""
    write_file(path, page(found.title, lead + "".join(map(section, figures)) + tail).encode())
    return path
