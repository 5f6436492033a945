"""Discretion: cases waived for the connected, points that officials choose, and entries made up for a quota (MODEL 7).

chance that a case is waived           = corruption of the province * guanxi of the life
fabricated entries a life and year     = min(most_a_year, padding * max(0, quota - negative entries posted a life and year))

Where a rulebook leaves officials a range of points, each entry gets a number between the fewest and the most, whose mean
are the usual points: with chance (most - usual) / (most - fewest) any from the fewest to the usual alike, else any from the
usual to the most. Groups are treated alike unless `harsher_on_minority` says otherwise.

Source: seed-067 (local officials falsify figures), seed-069 (publicity exposes corruption), rc-015 (5 to 50 points at an
officer's discretion). Strengths are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from credopolis.core.jit import formula
from credopolis.mechanisms.declare import Book, Dial, Line, Term
from credopolis.mechanisms.parameters import Parameters


class DiscretionParameters(Parameters):
    """Favours, and points that officials choose."""

    corruption: float = Field(
        0.2,
        ge=0,
        le=1,
        description="chance that a fully connected life's case is waived; assumption, range 0 to 0.6 (seed-069)",
    )
    points_range: float = Field(
        1.0,
        ge=0,
        le=1,
        description="share of a rulebook's range of points that officials use, 0 for the usual points only; assumption, "
        "range 0 to 1 (rc-015)",
    )
    harsher_on_minority: float = Field(
        0.0,
        ge=0,
        le=1,
        description="share of the minority's entries at the harsh end of the range in any case; assumption, range 0 to 0.3",
    )


class QuotasParameters(Parameters):
    """Entries that the centre expects, and what officials do when there are too few."""

    negative_a_year: float = Field(
        0.0,
        ge=0,
        le=100,
        description="negative entries expected, a scored life and year, 0 for no quota; assumption, range 0 to 0.4 (rc-024)",
    )
    padding: float = Field(
        0.3, ge=0, le=1, description="share of a shortfall that is made up; assumption, range 0 to 1 (seed-067)"
    )
    most_a_year: float = Field(
        0.02,
        ge=0,
        le=1,
        description="fabricated entries at most, a scored life and year; assumption, range 0.002 to 0.1",
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
    Dial("corruption", lambda s: 0.0 if "discretion" in s.off else s.regime.discretion.corruption),
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
    Term("quota", lambda s: s.regime.quotas.negative_a_year),
    Term("padding", lambda s: s.regime.quotas.padding),
    Term("padding_most", lambda s: s.regime.quotas.most_a_year),
)
