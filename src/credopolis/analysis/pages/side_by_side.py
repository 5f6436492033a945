"""Regimes side by side as tables: what their rules say, and what they did, with both doubts; as a page and as data."""

from __future__ import annotations

from html import escape
from typing import Any, Final

from credopolis.analysis.comparisons.in_rules import QUESTIONS, in_rules
from credopolis.analysis.pages.comparison import SYNTHETIC
from credopolis.analysis.studies.side_by_side import ASKED, SideBySide, SideNumber
from credopolis.core.page import page, table
from credopolis.library.names import REGIMES

TITLE: Final = "Regimes side by side"
TOPICS: Final = {
    "entries": "What is entered of people", "cost": "What it costs them", "trust": "What it does to trust",
    "crime": "What it does to crime", "speech": "What it does to speech",
    "mobility": "What it does to ways through life", "data": "What becomes of records",
}  # fmt: skip
NOTE: Final = (
    "Per 1,000 people and year unless it says percent or points. In brackets: the interval of chance over seeds; "
    "then between which 95 % of the draws of the assumptions lie. **Bold**: differs from `{against}` beyond both "
    "doubts, clear of chance and with the same sign in 95 % of draws; nothing else is a finding. A dash: the rules do "
    "not name it and leave it alone, or the run has none."
)


def size_in_words(found: SideBySide) -> str:
    """What was run."""
    return (
        f"{len(found.regimes)} regimes in one society of {found.people:,} synthetic people over "
        f"{found.years:.1f} years: seeds {found.seeds[0]} to {found.seeds[-1]}, and {found.draws} draws of all "
        "assumptions over their ranges, the same for all."
    )


def rules_rows(regimes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What the rules of shipped regimes say, a row each."""
    return [(f"`{name}`", *in_rules(name).row()) for name in regimes if name in REGIMES]


def rules_header() -> tuple[str, ...]:
    """The header of `rules_rows`."""
    return ("regime", *QUESTIONS)


def topic_header(topic: str) -> tuple[str, ...]:
    """The header of a topic's table."""
    return ("regime", *(one.title for one in ASKED if one.topic == topic))


def topic_rows(found: SideBySide, topic: str) -> list[tuple[str, ...]]:
    """A row a regime, a column a number of the topic."""
    asked = [one.name for one in ASKED if one.topic == topic]
    return [(f"`{name}`", *(in_words(found.numbers[name][what]) for what in asked)) for name in found.regimes]


def in_words(number: SideNumber) -> str:
    """A number with both doubts, in bold if it is a finding."""
    if number.value is None or number.chance is None or number.over is None:
        return "-"
    (low, high), (least, most) = number.chance, number.over
    told = f"{short(number.value)} ({short(low)} to {short(high)}; {short(least)} to {short(most)})"
    return f"**{told}**" if number.finding else told


def short(n: float) -> str:
    """Three digits that count, and no minus before nothing."""
    if abs(n) < 5e-4:
        return "0"
    return f"{n:,.0f}" if abs(n) >= 100 else f"{n:.3g}"


def read(plain: dict[str, Any]) -> SideBySide:
    """What `SideBySide.as_json` gave."""
    numbers = {
        name: {what: _number({k: v for k, v in n.items() if k != "finding"}) for what, n in its.items()}
        for name, its in plain["numbers"].items()
    }
    kept = {**plain, "regimes": tuple(plain["regimes"]), "seeds": tuple(plain["seeds"]), "numbers": numbers}
    return SideBySide(**kept)


def _number(plain: dict[str, Any]) -> SideNumber:
    kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
    return SideNumber(**kept)


def plain_note(found: SideBySide) -> str:
    """How to read the tables where findings stand between stars."""
    return NOTE.format(against=found.against).replace("**Bold**", "*Between stars*").replace("`", "")


def side_by_side_html(found: SideBySide) -> str:
    """The page as text."""
    said = escape(plain_note(found))
    parts = [
        f"<header><h1>{TITLE}</h1><p>{SYNTHETIC}</p></header>",
        f"<section><p>{escape(size_in_words(found))}</p><p class='small'>{said}</p></section>",
        _section("What the rules say", rules_header(), rules_rows(found.regimes)),
        *(_section(title, topic_header(topic), topic_rows(found, topic)) for topic, title in TOPICS.items()),
    ]
    return page(TITLE, "\n".join(parts))


def _section(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    plain = [tuple(cell.replace("`", "").replace("**", "*" if k else "") for k, cell in enumerate(row)) for row in rows]
    return f"<section><h2>{title}</h2>{table(header, plain)}</section>"
