"""Discretion: cases waived for the connected, points that officials choose, and entries made up for a quota.

    waived              =  corruption * guanxi, the chance of a case
    points of an entry  =  the usual ones; where the rulebook leaves a range, any below the usual with chance
                           (most - usual) / (most - fewest), else any above: the usual ones on average
    fabricated entries  =  min(most_a_year, padding * max(0, quota - negative entries posted)), a life and year

Where a rulebook leaves officials a range of points, they use the share `points_range` of it. Groups are treated alike
unless `harsher_on_minority` says otherwise.

Source: seed-067 (local officials falsify figures), seed-069 (publicity exposes corruption), rc-015 (5 to 50 points at an
officer's discretion). Strengths are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Book, Card, Dial, Line, Term, dials_of, terms_of
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, share


class DiscretionParameters(Parameters):
    """Favours, and points that officials choose."""

    corruption: float = share(
        0.2, "chance that a fully connected life's case is waived", low=0, high=0.6, source="seed-069"
    )
    points_range: float = share(
        1.0,
        "share of a rulebook's range of points that officials use, 0 for the usual points only",
        low=0,
        high=1,
        source="rc-015",
    )
    harsher_on_minority: float = share(
        0.0, "share of the minority's entries at the harsh end of the range in any case", low=0, high=0.3
    )


class QuotasParameters(Parameters):
    """Entries that the centre expects, and what officials do when there are too few."""

    negative_a_year: float = a_life_and_year(
        0.0,
        "negative entries expected, a scored life and year, 0 for no quota",
        low=0,
        high=0.4,
        source="rc-024",
        most=100,
    )
    padding: float = share(0.3, "share of a shortfall that is made up", low=0, high=1, source="seed-067")
    most_a_year: float = a_life_and_year(
        0.02, "fabricated entries at most, a scored life and year", low=0.002, high=0.1, most=1
    )


@formula
def waiver_chance(corruption, guanxi):
    """Chance that an official waives a case against a life: both in [0, 1] -> probability."""
    return corruption * guanxi


def range_used(usual: int, ends: Sequence[int], share: float) -> tuple[int, int]:
    """The fewest and the most points that officials give who use a share of the rulebook's range, which has two ends."""
    fewest, most = ends
    return usual - round(share * (usual - fewest)), usual + round(share * (most - usual))


@formula
def points_chosen(usual, fewest, most, harsher, side, place):
    """Points that an official gives: fewest <= usual <= most, share always harsh, two uniforms in [0, 1) -> points."""
    below = (most - usual) / (most - fewest)
    if side < below + harsher * (1.0 - below):
        return usual - int(place * (usual - fewest + 1))
    return usual + int(place * (most - usual + 1))


@formula
def padding_rate(quota, posted, padding, most):
    """Fabricated entries a life and year of a province that posted so many negative ones a life and year."""
    return min(most, padding * max(0.0, quota - posted))


LINES: Final = (Line("waived", "the official waives the case: {}"),)
DIALS: Final = (
    *dials_of(lambda s: s.regime.discretion, "corruption", unless_off="discretion"),
    # Share of entries at the harsh end of a range of points, by majority and minority.
    Dial(
        "harsher",
        lambda s: (0.0, 0.0 if "discretion" in s.off else s.regime.discretion.harsher_on_minority),
        shape=(2,),
    ),
)
BOOKS: Final = (
    Book(
        "posted", "negative entries a scored life and year, smoothed",
        lambda s, lives: 0.0 if "quotas" in s.off else s.regime.quotas.negative_a_year,
    ),
)  # fmt: skip
TERMS: Final = (
    Term("quotas", lambda s: "quotas" not in s.off, "i8"),
    *terms_of(lambda s: s.regime.quotas, "padding", quota="negative_a_year", padding_most="most_a_year"),
)


CARDS: Final = (
    Card(
        "discretion",
        "Discretion",
        "cases of the connected are waived, and officials choose points where a rulebook lets them",
        "seed-067, seed-069, rc-015; assumptions",
    ),
    Card(
        "quotas",
        "Quotas",
        "a shortfall of negative entries is padded with fabricated ones",
        "seed-067, rc-024; assumptions",
    ),
)
