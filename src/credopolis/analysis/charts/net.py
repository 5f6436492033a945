"""What a filter and campaigns made of posts, by category of content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credopolis.analysis.measures.net import NetLine
from credopolis.analysis.words import title
from credopolis.core.digits import figures
from credopolis.core.drawn import STRIPED, along, bars, part, round_marks
from credopolis.core.figure import Figure
from credopolis.core.svg import BLUE, GREY

_HEADER = (
    "content", "written", "deleted by the filter", "swept away in campaigns", "flagged and let stand",
    "accounts closed", "people reported", "people sentenced",
)  # fmt: skip


def net_bars(lines: Sequence[NetLine], life_years: float) -> Figure:
    """A bar a category: posts that were deleted, swept away and let stand, for 1,000 people and year.

    life_years : of the people with whom the run began, person-years.
    """
    caption = (
        "Posts for 1,000 people and year, as expected. Plain: deleted by the filter; striped: swept away in a "
        "campaign, of what stood; grey: flagged, and let stand because nobody read them in time. Of the harmless all "
        "were deleted wrongly."
    )
    scale = 1000.0 / life_years
    rows = tuple(
        (
            title(k.category),
            *(figures(n * scale, 3) for n in (k.posts, k.deleted, k.swept, k.gave_up, k.accounts, k.reported)),
            figures(k.punished, 3),
        )
        for k in lines
    )
    names = ("category", "posts", "deleted", "swept", "gave_up", "accounts", "reported", "punished")
    numbers = tuple(tuple(getattr(k, name) for name in names) for k in lines)
    heading = "What the filter and campaigns made of posts"
    return Figure("net", heading, caption, _HEADER, rows, _drawn(lines, scale), (names, numbers))


def _drawn(lines: Sequence[NetLine], scale: float) -> dict[str, Any]:
    """What the bundle draws it from."""
    longest = max(*((k.deleted + k.swept + k.gave_up) * scale for k in lines), 1e-9)

    def row(line: NetLine) -> dict[str, Any]:
        three = (("deleted", line.deleted), ("swept away", line.swept), ("let stand", line.gave_up))
        parts = [
            part(key, n * scale / longest, f"{title(line.category)}: {figures(n * scale, 3)} {what}")
            for key, (what, n) in enumerate(three)
        ]
        gone = figures((line.deleted + line.swept) * scale, 3)
        return {"name": title(line.category), "end": "", "bars": [{"parts": parts, "text": gone}]}

    marks = [(along(mark, 0.0, longest), figures(mark, 3)) for mark in round_marks(longest, 4)]
    fills = {"deleted by the filter": BLUE, "swept away": STRIPED, "let stand": GREY}
    return bars(fills, [row(line) for line in lines], marks, "posts for 1,000 people and year")
