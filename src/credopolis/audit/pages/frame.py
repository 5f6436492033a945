"""What pages of audits share: their style, wide and on a telephone, and the foot that says what made them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from credopolis.audit.made import Made, made_by
from credopolis.core import page as core
from credopolis.rulebook.model import Rulebook

_STYLE: Final = """
:root { --page: 60rem; }
figure > svg { width: 100%; height: auto; display: block; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
figure > svg text { fill: var(--ink); }
svg .small { font-size: 12px; }
svg .strong { font-weight: 600; }
svg .axis { stroke: var(--muted); stroke-width: 1; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .lead { stroke: var(--muted); stroke-width: .7; }
.rung { font-size: 17px; font-weight: 700; }
.big { font-size: 22px; font-weight: 700; }
.chip { display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: .7rem; font-size: .82rem;
  text-align: center; border: 1px solid var(--line); }
.error, .not-met { background: #7f2704; color: #fff; border-color: #7f2704; }
.warning { background: #fdd0a2; color: #14181c; border-color: #d95f0e; }
.note-chip, .cannot { background: transparent; color: var(--muted); }
.met { background: #d6e6f4; color: #14181c; border-color: #4292c6; }
.finding { border-top: 1px solid var(--line); padding: .55rem 0; }
.finding p { margin: .15rem 0; max-width: none; }
.finding code, td code { font-size: .85rem; }
th { white-space: nowrap; }
th, td { overflow-wrap: normal; }
.quiet { color: var(--muted); }
td:last-child { min-width: 6rem; }
details .small { margin: .3rem 0; }
.sums { display: flex; flex-wrap: wrap; gap: .6rem 1.6rem; padding: 0; margin: .6rem 0; list-style: none; }
.sums strong { font-size: 1.5rem; }
.ladder-rows { display: none; }
.rung-row { border-radius: .4rem; padding: .45rem .6rem; margin: .5rem 0 .2rem; }
.rung-row p, .rung-row li { margin: .1rem 0; }
.rung-ways { margin: .15rem 0 .15rem .6rem; }
.ladder-rows ul { margin: .1rem 0; }
footer { margin-top: 2.4rem; border-top: 1px solid var(--line); padding-top: .6rem; }
footer p { overflow-wrap: anywhere; max-width: none; margin: .2rem 0; }
@media (max-width: 40rem) {
  figure > svg { display: none; }
  .ladder-rows { display: block; }
  .chip { min-width: 0; padding: .05rem .4rem; }
  td { overflow-wrap: anywhere; }
  td ul { margin: 0; padding-left: 1rem; }
  td:last-child { min-width: 0; }
}
"""


def framed(title: str, body: str, books: Iterable[Rulebook], made: Made | None) -> str:
    """A whole page; `body` is markup in which every word has been escaped. made : None for what Python asked for."""
    lines = (made or made_by()).lines(books)
    foot = "".join(f"<p class='small'>{escape(line)}</p>" for line in lines)
    return core.page(title, f"{body}<footer>{foot}</footer>", _STYLE)


def section(title: str, body: str) -> str:
    """A section with a heading; nothing if it is empty."""
    return f"<section><h2>{escape(title)}</h2>{body}</section>" if body else ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of words; nothing if it has no rows."""
    held = list(rows)
    return core.table(header, held, kind) if held else ""


def marked_table(header: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """The same of cells that are markup."""
    return core.marked_table(header, rows, kind) if rows else ""


def chip(code: str, severity: str) -> str:
    """The code of a finding in the colour of its severity."""
    return f"<span class='chip {'note-chip' if severity == 'note' else severity}'>{escape(code)}</span>"
