"""What became of posts on the net, by category of content, over a whole run."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from credopolis.mechanisms.content import CATEGORIES, content
from credopolis.store.run import Run

FLOWS = ("posts", "deleted", "swept", "gave_up", "accounts", "reported", "punished")


@dataclass(frozen=True)
class NetLine:
    """A category of content, as expected numbers of the run's own people.

    posts : written. deleted : by the filter. swept : away in campaigns, of what stood. gave_up : flagged, and let stand
    because nobody read them in time. accounts : closed. reported, punished : persons, the latter as drawn.
    """

    category: str
    posts: float
    deleted: float
    swept: float
    gave_up: float
    accounts: float
    reported: float
    punished: float


def net_lines(run: Run) -> tuple[NetLine, ...]:
    """Categories in their order, and `harmless` for what was deleted wrongly; none where nobody filters posts."""
    if "posts" not in run.tables:
        return ()
    category = {row["kind"]: row["category"] for row in content()}
    sums = (
        run.scan("posts")
        .with_columns(pl.col("content").cast(pl.String).replace(category).alias("category"))
        .group_by("category")
        .agg(pl.col(*FLOWS).sum())
        .collect()
    )
    found = {row["category"]: row for row in sums.iter_rows(named=True)}
    return tuple(NetLine(name, *(found[name][flow] for flow in FLOWS)) for name in (*CATEGORIES, "harmless"))
