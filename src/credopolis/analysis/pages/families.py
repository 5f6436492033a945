"""The page on families: a picture, the table behind it, mobility, and what was run."""

from __future__ import annotations

from html import escape
from typing import Final

from credopolis.analysis import words
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.pages.comparison import SYNTHETIC
from credopolis.analysis.pages.figures.families import family_dots
from credopolis.analysis.studies.families_result import KNOWN, Families, FamilyLine
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

COLUMNS: Final = ("parents", "of the child", "children", "without", "with gates", "difference", "over assumptions")


def families_html(found: Families) -> str:
    """The page as text."""
    title = f"Parents' grades and their children: {found.name}"
    sections = (
        f"<header><h1>{escape(title)}</h1><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found))}</p></section>",
        figure_section(family_dots(found)),
        f"<section><h2>Every group</h2>{table(COLUMNS, [row_of(line) for line in found.lines])}<p class='small'>"
        f"{escape(READING)}</p></section>",
        f"<section><h2>Mobility</h2><p>{escape(mobility_in_words(found))}</p></section>",
        origin_html(provenance(seeds=found.seeds), found.rules),
    )
    return page(title, "\n".join(sections))


READING: Final = (
    "Parents: the one who stands lower, until the child is 15; a fall is early before it is 12. Without: gates bear on "
    "no lives, everything else is the same, and so are the children. The difference is within the same children, with "
    "its interval over seeds. Over assumptions: between which the differences of all draws lie."
)


def size_in_words(found: Families) -> str:
    """What was lived, and how often."""
    drawn = (
        f" All {found.assumptions:,} assumptions with a range were drawn {found.draws:,} times, all at once."
        if found.draws
        else " No assumption was moved."
    )
    if found.refused:
        refused = found.asked - found.draws
        drawn += f" {refused:,} more {'draw' if refused == 1 else 'draws'} the scenario refused: {found.refused[0]}"
    return (
        f"{found.name}: {found.people:,} synthetic lives over {words.years(found.days)}, {len(found.seeds)} seeds, "
        f"each lived with gates that bear on lives and without, on the same draws.{drawn}"
    )


def mobility_in_words(found: Families) -> str:
    """How far a child's rank hangs on that of its parents."""
    m = found.mobility
    over = f"; over assumptions {words.spread(m.low, m.high)}" if found.draws else ""
    return (
        f"The slope of a child's rank by income class on that of its parents' household is {_shown(m.without)} without "
        f"gates that bear on lives and {_shown(m.with_gates)} with them (difference {_shown(m.difference)}{over}). "
        f"{KNOWN} Here it follows from schooling by place, and from the assumption on inherited luck."
    )


def row_of(line: FamilyLine) -> tuple[str, ...]:
    """A line as a row of `COLUMNS`."""
    named = (line.group, f"{line.outcome}, {line.unit}", words.count(line.children))
    if line.few:
        return (*named, "too few to tell", "", "", "")
    over = words.spread(line.low, line.high) if line.low == line.low else "not drawn"
    return (*named, _shown(line.without), _shown(line.with_gates), _shown(line.difference), over)


def _shown(estimate: Estimate) -> str:
    """A number with its interval."""
    if estimate.low != estimate.low:
        return words.within(estimate)
    low, high = words.ends(estimate.low, estimate.high)
    return f"{words.within(estimate)} ({low} to {high})"
