"""What news of repression and talk of order did to what people think and say, beside those whom neither has reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from credopolis.mechanisms.news import ARMS, FIGURES, INFORMED
from credopolis.store.run import Run

TABLE: Final = "news"
EVERYBODY: Final = "all"


@dataclass(frozen=True)
class NewsLine:
    """Grown-ups whom some news has reached, on the settling days of the first interval after it (person-times).

    day : end of that interval. news : which has reached them; informed : `less`, `more`, or `all`. thought, stated :
    support from 0 to 10, private and as they state it. change : of what they state, in percent of what those state whom
    no news has reached; None of these themselves, and where there are none.
    """

    day: int
    news: str
    informed: str
    lives: int
    thought: float
    stated: float
    change: float | None


def news_lines(run: Run) -> tuple[NewsLine, ...]:
    """By the news that has reached people, of all and by how informed they are; none where no news was told."""
    if TABLE not in run.tables:
        return ()
    rows = run.table(TABLE).filter(pl.col("amount") > 0)
    if rows.is_empty():
        return ()
    day = int(rows["day"].min())  # type: ignore[arg-type]
    told = rows.filter(pl.col("day") == day).with_columns(pl.col("news", "informed", "summed").cast(pl.String))
    found = list[NewsLine]()
    for informed in (EVERYBODY, *INFORMED):
        those = told if informed == EVERYBODY else told.filter(pl.col("informed") == informed)
        sums = {(n, s): a for n, s, a in those.group_by("news", "summed").agg(pl.col("amount").sum()).iter_rows()}
        before: float | None = None
        for news in ARMS:
            lives, thought, stated = (sums.get((news, name), 0) for name in FIGURES)
            if lives:
                change = 100.0 * (stated / lives / before - 1.0) if before else None
                found.append(NewsLine(day, news, informed, lives, thought / lives / 10, stated / lives / 10, change))
                before = stated / lives if news == ARMS[0] else before
    return tuple(found)
