"""What news did to support, as a person likes to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from credopolis.analysis.told.seeing import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from credopolis.analysis.measures.news import NewsLine

HEADING: Final = "Support from 0 to 10, by which news has reached people, in the first weeks after it"
HEADER: Final = ("told of", "informed", "lives (person-times)", "thought", "stated", "stated, % beside nothing")


def news_row(line: NewsLine) -> tuple[str, ...]:
    """Whom some news has reached, as a row of a table."""
    change = "" if line.change is None else f"{line.change:+.1f}"
    told = "nothing" if line.news == "told nothing" else line.news
    return (told, line.informed, f"{line.lives:,}", f"{line.thought:.2f}", f"{line.stated:.2f}", change)


def news_table(lines: Sequence[NewsLine]) -> Table:
    """By how informed people are, then by the news."""
    table = plain_table(*HEADER)
    for line in lines:
        table.add_row(*news_row(line))
    return table
