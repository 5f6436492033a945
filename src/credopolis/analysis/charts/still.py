"""A chart as files: a drawing of its own (SVG), and a page that draws it again (HTML)."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from typing import Final

from credopolis.analysis.charts.stills import still
from credopolis.core.figure import Figure, data_of, embedded
from credopolis.core.page import page, table

# The colours of a page by day: a picture that is kept goes on paper, whatever the screen was like.
_STYLE: Final = (
    "svg{background:#fff;font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}text{fill:#14181c}"
    ".small{font-size:12px}.strong{font-weight:600}.axis{stroke:#5b646d;stroke-width:1}.grid{stroke:#d5dade;stroke-width:1}"
    ".lead{stroke:#5b646d;stroke-width:.7}.change{stroke:#14181c;stroke-width:1.2;stroke-dasharray:4 3}"
    ".area{stroke:#fff;stroke-width:.6}"
)
_NARROWEST: Final = 705
"""Pixels under which the letters of a drawing would be smaller than 11 pixels; it then moves sideways."""


def as_svg(figure: Figure) -> str:
    """The drawing as a file of its own, which needs no script, no style and no network."""
    svg = still(figure)
    size = re.match(r'<svg viewBox="0 0 (\d+) (\d+)"', svg)
    assert size, figure.name
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[1]}" height="{size[2]}"'
    return svg.replace("<svg", head, 1).replace("</title>", f"</title><style>{_STYLE}</style>", 1)


def as_part(figure: Figure, of: str) -> str:
    """The chart as part of a page or a notebook: a picture with its words and its table, for where no script runs."""
    picture = b64encode(as_svg(figure).encode()).decode()
    told = f"<p><small>{escape(of)}</small></p>" if of else ""
    return (
        f"<figure style='margin:0'><p><strong>{escape(figure.title)}</strong></p>"
        f"<div style='overflow-x:auto;max-width:100%'><img alt='{escape(figure.title, quote=True)}' "
        f"style='display:block;width:100%;min-width:{_NARROWEST}px;max-width:920px;background:#fff' "
        f"src='data:image/svg+xml;base64,{picture}'></div>"
        f"<figcaption><p><small>{escape(figure.caption)}</small></p>{told}</figcaption>"
        f"<details><summary>The numbers</summary>{table(figure.header, figure.rows)}</details></figure>"
    )


def as_page(figure: Figure, of: str) -> str:
    """One file that opens without a network: drawn by the bundle, and the still picture where no script runs."""
    held = {key: value for key, value in data_of(figure, "").items() if key not in ("header", "rows")}
    return page(
        figure.title,
        f"<h1 style='font-size:1rem;font-weight:400'>{escape(of)}</h1>"
        f"<section>{as_part(figure, '')}{embedded(held)}</section>",
    )
