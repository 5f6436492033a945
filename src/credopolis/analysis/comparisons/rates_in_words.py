"""Rates beside known ones in words, the same in the terminal and in the documentation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.comparisons.rates import NEAR, ActRate, in_times
from credopolis.core.digits import figures
from credopolis.library.known import AT_LEAST, AT_MOST, KnownCount

if TYPE_CHECKING:
    from credopolis.analysis.measures.acts import ActCounts
    from credopolis.analysis.measures.intervals import Estimate

COLUMNS: Final = ("act", "done", "entered", "known", "ratio", "verdict")
BASIS: Final = "what is known, and from where"
_BOUNDS: Final = {AT_LEAST: "at least ", AT_MOST: "at most ", "": ""}


def size_in_words(counts: ActCounts) -> str:
    """What the rates were counted in, and how to read them."""
    return (
        f"{counts.scenario}: {counts.people:,} synthetic lives over {words.years(counts.days)}, seed {counts.seed}; "
        f"{words.count(counts.adult_years)} adult-years, {words.percent(counts.adult_share)} of people adults at the "
        f"start.{words.weight(counts.people, counts.scale)}"
    )


def how_to_read() -> str:
    """What the columns mean."""
    return (
        "Person-times a year per 1,000 adults: acts done, entries of any truth, and the known count in the same unit. "
        "The ratio is of what the count counts, acts or entries, to the known rate; as known: within a factor of "
        f"{NEAR:g}. Where a parameter was chosen so as to meet the count, agreement is no check, and the row says so. "
        "Where nothing is known, nothing is compared."
    )


def row_of(one: ActRate) -> tuple[str, ...]:
    """An act as a row of `COLUMNS`."""
    bound = _BOUNDS[one.known[0].bound] if one.known else ""
    known = "-" if math.isnan(one.known_rate) else bound + figures(one.known_rate, 2)
    verdict = one.verdict + ("; chosen by it" if one.chosen else "")
    return (words.title(one.act), _rate(one.done), _rate(one.entered), known, _ratio(one.ratio.value), verdict)


def basis_of(one: ActRate) -> str:
    """What is known of an act, and from where; empty if nothing is."""
    return "; ".join(map(_in_words, one.known))


def _in_words(count: KnownCount) -> str:
    people = f"{count.population:,} {'adults' if count.adults_only else 'residents'} ({count.population_fact})"
    note = f", {count.note}" if count.note else ""
    check = " (remembered: an assumption)" if count.assumed and not count.note.startswith("assumption") else ""
    return (
        f"{count.count:,} {count.what}, {count.place} {count.year}, among {people}{note} - {count.fact}: "
        f"{count.source}{check}"
    )


def _ratio(value: float) -> str:
    if math.isnan(value):
        return "-"
    return in_times(value) if value >= 1 or value == 0 else figures(value, 2)


def _rate(estimate: Estimate) -> str:
    if estimate.value == 0:
        return f"0 (to {figures(estimate.high, 2)})"
    return words.within(estimate)
