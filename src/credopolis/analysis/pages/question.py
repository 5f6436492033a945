"""The page on a question: what may be called a finding, pictures, every number with both doubts, and what was run."""

from __future__ import annotations

import math
from html import escape
from typing import Final

from credopolis.analysis import words
from credopolis.analysis.pages.comparison import SYNTHETIC
from credopolis.analysis.pages.figures.question import question_dots
from credopolis.analysis.questions.answered import FEW, VERDICTS, Answered, FoundNumber
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

COLUMNS: Final = ("number", "unit", "value", "chance alone", "over assumptions", "sign holds", "verdict", "hangs on")
WAY_COLUMNS: Final = ("way", "what is changed")
NO_FINDING: Final = "Nothing here may be called a finding."


def question_html(found: Answered) -> str:
    """The page as text."""
    said = "".join(f"<li>{escape(one.says)}</li>" for one in found.findings)
    refused = "".join(f"<li>{escape(reason)}</li>" for reason in found.refused[:10])
    meanings = "".join(f"<li><b>{escape(name)}</b>: {escape(what)}</li>" for name, what in VERDICTS.items())
    sections = [
        f"<header><h1>{escape(found.title)}</h1><p>{escape(found.asks)}</p><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found))}</p></section>",
        f"<section><h2>Findings</h2>{f'<ul>{said}</ul>' if said else f'<p>{NO_FINDING}</p>'}"
        f"<p class='small'>{escape(found.reads)}</p></section>",
        *(figure_section(figure) for figure in question_dots(found)),
        f"<section><h2>Every number</h2>{table(COLUMNS, [row_of(one) for one in found.found])}"
        f"<ul class='small'>{meanings}</ul></section>",
        f"<section><h2>Ways in which the same people lived</h2>{table(WAY_COLUMNS, found.ways)}</section>",
        f"<section><h2>Draws that no scenario takes</h2><ul>{refused}</ul></section>" if refused else "",
        origin_html(provenance(seeds=found.seeds), found.rules),
    ]
    return page(found.title, "\n".join(s for s in sections if s))


def size_in_words(found: Answered) -> str:
    """What was lived, and how often."""
    drawn = (
        f" All {found.assumptions:,} assumptions with a range were drawn {found.draws:,} times, all at once, and every "
        "draw was lived in every way."
        if found.draws
        else " No assumption was moved, so nothing is called a finding."
    )
    if found.asked > found.draws:
        drawn += f" {found.asked - found.draws:,} more draws were of values that the scenario refuses."
    return (
        f"{found.scenario}: {found.people:,} synthetic lives over {words.years(found.days)}, in {len(found.ways)} "
        f"ways, on {len(found.seeds)} seeds.{drawn}{words.weight(found.people, found.scale)}"
    )


def row_of(one: FoundNumber) -> tuple[str, ...]:
    """A number as a row of `COLUMNS`."""
    if one.verdict == FEW:
        return (one.title, one.unit, "", "", "", "", FEW, "")
    low, high = words.ends(one.chance.low, one.chance.high)
    over = words.spread(one.low, one.high) if math.isfinite(one.low) else "not drawn"
    holds = "" if math.isnan(one.holds) else words.percent(one.holds)
    hinges = ", ".join(f"{h.path} ({h.correlation:+.2f})" for h in one.hangs_on)
    return (one.title, one.unit, words.within(one.chance), f"{low} to {high}", over, holds, one.verdict, hinges)
