"""The page on both kinds of doubt: a picture, the table behind it, and what was run."""

from __future__ import annotations

import math
from html import escape

from credopolis.analysis import words
from credopolis.analysis.pages.comparison import SYNTHETIC
from credopolis.analysis.pages.figures.doubts import doubt_bars
from credopolis.analysis.studies.robust_result import Doubts, Robust
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

COLUMNS = ("measure", "unit", "value", "chance alone", "over assumptions", "sign holds", "hangs on")


def robust_html(found: Robust) -> str:
    """The page as text."""
    title = f"How far to trust {about(found)}"
    rows = [row_of(d) for d in found.headlines]
    refused = "".join(f"<li>{escape(reason)}</li>" for reason in found.refused[:10])
    sections = [
        f"<header><h1>{escape(title)}</h1><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found))}</p></section>",
        figure_section(doubt_bars(found)),
        f"<section><h2>Every headline</h2>{table(COLUMNS, rows)}<p class='small'>Over assumptions: between which 95 % "
        "of the draws lie. Sign holds: the share of draws in which a difference has the sign of the value, or a ratio "
        "lies on the same side of 1. Hangs on: up to three assumptions with the largest rank correlations (in "
        "brackets), of those that stand up beside all others; none is named that may be chance.</p></section>",
        f"<section><h2>Draws that no scenario takes</h2><ul>{refused}</ul></section>" if refused else "",
        origin_html(provenance(seeds=found.seeds), found.rules),
    ]
    return page(title, "\n".join(s for s in sections if s))


def about(found: Robust) -> str:
    """What was asked, in short."""
    return found.names[0] if len(found.names) == 1 else f"{found.names[1]}, less {found.names[0]}"


def size_in_words(found: Robust) -> str:
    """What was drawn, and how often."""
    refused = f" {found.asked - found.draws:,} more draws were of values that the scenario refuses." * (
        found.asked > found.draws
    )
    return (
        f"{about(found)}: {found.assumptions:,} assumptions drawn {found.draws:,} times over their ranges, all at once "
        f"(Latin hypercube), each on {found.people:,} synthetic lives over {words.years(found.days)}; chance from "
        f"{len(found.seeds)} seeds with everything as it is.{refused}{words.weight(found.people, found.scale)} Ranges "
        "count as if every value in them were as likely, and assumptions without a range stay as they are."
    )


def row_of(d: Doubts) -> tuple[str, ...]:
    """A headline as a row of `COLUMNS`."""
    if d.few:
        few = f"too few to tell ({words.count(d.events)} in all runs)"
        return (d.title, d.unit, few, "", words.spread(d.low, d.high), "", "")
    value, (low, high) = words.within(d.chance), words.ends(d.chance.low, d.chance.high)
    over = words.spread(d.low, d.high)
    holds = "" if math.isnan(d.holds) else words.percent(d.holds, 0)
    hinges = ", ".join(f"{h.path} ({h.correlation:+.2f})" for h in d.hangs_on) or "none stands out"
    return (d.title, d.unit, value, f"{low} to {high}", over, holds, hinges)
