"""Differences of a comparison in words: no number where there are too few events to tell."""

from __future__ import annotations

from typing import Final

from credopolis.analysis import words
from credopolis.analysis.comparisons.compare import Comparison
from credopolis.analysis.comparisons.decompose import Split
from credopolis.analysis.comparisons.twins import Twins
from credopolis.analysis.measures.doubt import FEWEST

_ENOUGH: Final = 4


def differences_in_words(split: Split) -> tuple[str, ...]:
    """The whole of a difference between groups and its parts, or that there are too few entries."""
    if split.few:
        return (f"too few ({words.count(split.events)})", *("-" for _ in split.parts))
    return tuple(words.difference(cell) for cell in (split.difference, *(part.difference for part in split.parts)))


def own_terms_in_words(found: Comparison, regime: str = "") -> list[str]:
    """What is not compared since two rulebooks mean other things by it, a sentence for each regime and reason."""
    told: dict[tuple[str, str], list[str]] = {}
    for name, title, why in found.own_terms:
        if regime in ("", name):
            told.setdefault((name, why), []).append(title)
    return [
        f"Not compared with {found.regimes[0]}, since {why}: {', '.join(titles)} ({name})."
        for (name, why), titles in told.items()
    ]


def no_verdict(twins: Twins) -> str:
    """Why nobody is called better or worse off."""
    return (
        f"No verdict on who is better or worse off under {twins.regime} than under {twins.against}: each rulebook "
        "names gates and grades of its own, and by its own list a life stands well or badly whatever the other says. "
        "See entries, false entries, days in which some service is closed, days of liberty, and gates that both name."
    )


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
