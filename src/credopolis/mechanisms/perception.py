"""Perception: the chance of being caught as a life sees it, from own experience and from its grid's and province's record.

    p       =  own_weight * own + grid_weight * grid + (the rest) * province
    record  =  min(1, (charged + pseudo_count * prior) / (violations + pseudo_count)), both counts fading

The record of a grid and of a province is the share of violations that led to a charge, shrunk to the prior; both records are
taken less what would come without an act (innocence). Own experience is what learning makes of a life's charges and escapes.

Source: that people judge by what they live through and by what they hear around them is after Anwar and Loughran 2011
(doi:10.1111/j.1745-9125.2011.00233.x); that the two add up so is an assumption, as is every weight, with its range.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula
from credopolis.core.maths import kept_in_a_tick
from credopolis.mechanisms.declare import Book, Card, Dial, ProvinceField, Sum, Term, dials_of
from credopolis.mechanisms.parameters import Parameters, given, share


class PerceptionParameters(Parameters):
    """Weights of what a life goes by when it judges the chance of being caught. All are assumptions."""

    prior: float = share(0.3, "chance before any experience", low=0.1, high=0.6)
    own_weight: float = share(0.5, "weight of own experience", low=0.3, high=0.7)
    grid_weight: float = share(0.3, "weight of the grid's record", low=0.1, high=0.5)
    half_life_years: float = given(2.0, "fading of experience", low=0.5, high=5, unit="years", above=0, most=50)
    caught_step: float = share(0.4, "move towards 1 when charged", low=0.1, high=0.6)
    missed_step: float = share(0.1, "move towards 0 when unseen", low=0.02, high=0.3)
    memory_years: float = given(1.0, "memory of the fields", low=0.25, high=4, unit="years", above=0, most=50)
    pseudo_count: float = given(5.0, "prior's weight in violations", low=1, high=50, above=0, most=1e6)


@formula
def perceived_chance(own, grid, province, p):
    """Perceived chance of being caught: own experience and both records, probabilities -> probability. p : dials."""
    return p["own_weight"] * own + p["grid_weight"] * grid + p["province_weight"] * province


@formula
def detection(charged, violations, prior, weight):
    """Share of violations that led to a charge, shrunk to the prior: smoothed counts -> probability in [0, 1].

    weight : of the prior, in violations.
    """
    share = (charged + weight * prior) / (violations + weight)
    return min(share, 1.0)


SUMS: Final = (
    Sum("violations", "acts that would lose gates or points"),
    Sum("charged", "negative entries posted"),
)
FIELDS: Final = (
    ProvinceField(
        "detection", "probability, share of violations charged, smoothed", lambda s: float(s.regime.perception.prior)
    ),
    ProvinceField("climate", "mean score of scored lives as a share of the starting score", lambda s: 1.0),
)


def _grid(scenario: Any) -> float:
    p = scenario.regime.perception
    return min(float(p.grid_weight), 1.0 - float(p.own_weight))


DIALS: Final = (
    *dials_of(lambda s: s.regime.perception, "prior", "pseudo_count", "own_weight"),
    Dial("grid_weight", _grid),
    Dial("province_weight", lambda s: 1.0 - s.regime.perception.own_weight - _grid(s)),
    Dial("field_keep", lambda s: kept_in_a_tick(s.regime.perception.memory_years, s.tick_days)),
)
BOOKS: Final = (
    Book("violations", "violations, smoothed"),
    Book("charged", "negative entries that are taken for deserved ones, smoothed"),
)
TERMS: Final = (
    # Share of a smoothed count that a tick leaves.
    Term("keep", lambda s: kept_in_a_tick(s.regime.perception.memory_years, s.tick_days)),
    Term("prior", lambda s: s.regime.perception.prior),
    # Of the prior, in violations of the province: each that is simulated counts for as many as its life stands for.
    Term("weight", lambda s: s.regime.perception.pseudo_count / s.scale),
)


CARDS: Final = (
    Card(
        "perception",
        "Perception",
        "the chance of being caught, as a life sees it",
        "doi:10.1111/j.1745-9125.2011.00233.x; weights are assumptions",
        can_be_off=False,
    ),
)
