"""A fork in words, and as a page."""

from __future__ import annotations

from typing import Final

from credopolis.analysis import words
from credopolis.analysis.comparisons.telling import doubts_in_words
from credopolis.analysis.forks.result import Fork
from credopolis.analysis.pages.comparison import comparison_html

_COUNTED: Final = "All measures count the time after the fork only."


def head(found: Fork) -> str:
    """What was forked, when, and how much was lived."""
    c = found.comparison
    size = f"{c.people:,} synthetic lives, {words.years(c.days)} after the fork"
    seeds = f"seed {c.seeds[0]}" if len(c.seeds) == 1 else f"seeds {c.seeds[0]} to {c.seeds[-1]}"
    return (
        f"{found.run.name} forked on {found.at.in_words()}: {size}, {seeds}, the same lives and the same past in every "
        f"future.{words.weight(c.people, c.scale)}"
    )


def how(found: Fork) -> str:
    """What the numbers count, and what the brackets hold."""
    c = found.comparison
    counted = f"First: the unreformed future. {_COUNTED}"
    if len(c.seeds) == 1:
        return f"{counted} One seed: no intervals. With --seeds 5 differences have intervals."
    return (
        f"{counted} Brackets hold {100 * c.level:.0f} % intervals over seeds; dim lines may be chance. Variances: of "
        f"unpaired differences over that of the paired ones. {doubts_in_words(c)}"
    )


def fork_html(found: Fork) -> str:
    """The page of a fork as text."""
    title = f"{found.run.name}, forked on {found.at.date.isoformat()}"
    reforms = [f.reform for f in found.futures if f.reform is not None]
    told = [f"{r.name}: {r.title}. {r.description}".strip() for r in reforms if r.title or r.description]
    return comparison_html(found.comparison, title, (head(found), *told, _COUNTED))
