"""The frame of a page: its head and style, everything inline."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from credopolis.core.svg import Figure

_STYLE = """
:root { --paper: #fff; --ink: #14181c; --muted: #5b646d; --line: #d5dade; --note: #fff4e0; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181c; --ink: #e8ebee; --muted: #a3abb3; --line: #39424a; --note: #3a2c12; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 52rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .5rem; }
p, li { max-width: 44rem; }
figure { margin: 0; }
figcaption, .small { color: var(--muted); font-size: .9rem; }
.note { background: var(--note); padding: .5rem .8rem; border-radius: .3rem; }
blockquote { margin: 0 0 1rem; padding: .5rem .9rem; border-left: 3px solid var(--line); }
summary { cursor: pointer; padding: .3rem 0; }
summary:focus-visible { outline: 2px solid #2b6cb0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .22rem .9rem .22rem 0; overflow-wrap: break-word;
  border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; }
svg { width: 100%; height: auto; display: block; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
svg text { fill: var(--ink); }
svg .small { font-size: 12px; }
svg .strong { font-weight: 600; }
svg .axis { stroke: var(--muted); stroke-width: 1; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .lead { stroke: var(--muted); stroke-width: .7; }
svg .change { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 4 3; }
svg .area { stroke: var(--paper); stroke-width: .6; }
@media (max-width: 40rem) { .drawing { overflow-x: auto; } .drawing svg { min-width: 44rem; } }
@media print { details > * { display: block; } }
"""


def page(title: str, body: str, head: str = "") -> str:
    """A whole HTML page; `body`, and what is put into its head, is markup in which every word has been escaped."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def figure_section(figure: Figure) -> str:
    """A picture under its title, with the table behind it; on a narrow screen it stays legible and moves sideways."""
    return (
        f"<section><h2>{escape(figure.title)}</h2><figure><div class='drawing'>{figure.svg}</div>"
        f"<figcaption>{escape(figure.caption)}</figcaption></figure>"
        f"<details><summary>The numbers</summary>{table(figure.header, figure.rows)}</details></section>"
    )


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of words; without any header there is no head."""
    head = "".join(f"<th scope='col'>{escape(h)}</th>" for h in header) if any(header) else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<div class='scroll'><table>{top}<tbody>{body}</tbody></table></div>"
