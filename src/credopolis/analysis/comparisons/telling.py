"""Differences of a comparison in words: no number where there are too few events to tell."""

from __future__ import annotations

from typing import Final

from credopolis.analysis import words
from credopolis.analysis.comparisons.compare import Comparison
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.measures.doubt import FEWEST

_ENOUGH: Final = 4


def in_words(d: Difference) -> str:
    """A difference with its interval, or that there are too few events."""
    if d.few:
        return f"too few to tell ({words.count(d.events)} in all runs)"
    return words.difference(d.difference)


def doubts_in_words(found: Comparison) -> str:
    """How many comparisons stand up, and what that means."""
    if len(found.seeds) == 1:
        return ""
    clear = sum(d.clear for d in found.differences)
    few = sum(d.few for d in found.differences)
    seeds = " So few seeds can tell hardly anything: take five or more." if len(found.seeds) < _ENOUGH else ""
    return (
        f"Of {len(found.differences):,} comparisons {clear:,} are clear: they stand up beside all others (at a "
        f"false-discovery rate of {100 * (1 - found.level):.0f} %, Benjamini and Yekutieli). {few:,} rest on fewer "
        f"than {FEWEST} events in all runs, too few to tell. Intervals are of each alone, and hold for rare "
        f"outcomes.{seeds}"
    )
