"""Discretion: cases waived for the connected, and entries made up to meet a quota (MODEL 7).

chance that a case is waived           = corruption of the province * guanxi of the life
points within an official's choice     = the usual ones, or with chance uses_range any between the lowest and highest
fabricated entries a life and year     = min(most_a_year, padding * max(0, quota - negative entries posted a life and year))

Source: seed-067 (local officials falsify figures), seed-069 (publicity exposes corruption), rc-015 (points
left to an officer). Strengths are assumptions.
"""

from __future__ import annotations

from pydantic import Field

from credopolis.core.jit import inlined
from credopolis.mechanisms.parameters import Parameters


class DiscretionParameters(Parameters):
    """Favours."""

    corruption: float = Field(
        0.2,
        ge=0,
        le=1,
        description="chance that a fully connected life's case is waived; assumption, range 0 to 0.6 (seed-069)",
    )
    uses_range: float = Field(
        0.3,
        ge=0,
        le=1,
        description="share of entries with a choice of points that are not the usual number; assumption, range 0 to 1 (rc-015)",
    )


class QuotasParameters(Parameters):
    """Entries that the centre expects, and what officials do when there are too few."""

    negative_a_year: float = Field(
        0.05,
        ge=0,
        le=100,
        description="negative entries expected, a scored life and year; assumption, range 0 to 0.4 (rc-024)",
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


@inlined
def waiver_chance(corruption, guanxi):
    """Chance that an official waives a case against a life: both in [0, 1] -> probability."""
    return corruption * guanxi


@inlined
def chosen_points(usual, lowest, highest, uses_range, u, v):
    """Points that an official gives within his choice; u, v : uniform draws in [0, 1)."""
    if u >= uses_range:
        return usual
    return lowest + int(v * (highest - lowest + 1))


@inlined
def padding_rate(quota, posted, padding, most):
    """Fabricated entries a life and year of a province that posted so many negative ones a life and year."""
    return min(most, padding * max(0.0, quota - posted))
