"""Perception: the chance of being caught as a life sees it, act by act.

    p         =  own experience + what is heard, kept within [0, 1]
    heard     =  records_weight * grid + (1 - records_weight) * prior
    grid      =  min(1, (charged + pseudo_count * province) / (violations + pseudo_count))
    province  =  min(1, (charged + weight * prior) / (violations + weight)),   counts of both fading

A record is the share of violations that led to a charge. The grid's is of the act's class (see rulebook.conduct: money,
speech, street, family) and shrinks to the province's, which is of the act itself: neighbours are heard as far as there
is something to hear. The province's shrinks to the prior, by the weight of the violations of so many years, so that a
province judges alike however many lives stand for it. What is heard is taken less what would come without an act
(innocence). Who has lived through nothing goes by what is heard; own experience (learning) moves away from it, fades
back to it, and counts in full as long as it lasts, so that it comes before what others say.

Source: people are moved by own arrests more than by any neighbours' (Lochner 2007, doi:10.1257/aer.97.1.444), and judge
act by act (Anwar and Loughran 2011, doi:10.1111/j.1745-9125.2011.00233.x). That what people think follows what is so only in
part, and by what weights, are assumptions, each with its range.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.jit import formula
from credopolis.core.maths import kept_in_a_tick
from credopolis.mechanisms.declare import Card, Dial, ProvinceField, Sum, Term, dials_of
from credopolis.mechanisms.parameters import Parameters, given, share


class PerceptionParameters(Parameters):
    """What a life goes by when it judges the chance of being caught. All are assumptions."""

    prior: float = share(0.3, "chance before any experience", low=0.1, high=0.6)
    records_weight: float = share(
        0.9,
        "weight of what is recorded, the rest is the prior's",
        low=0.3,
        high=1,
        note="chosen so that crimes answer to cameras and to certainty by what studies report",
    )
    half_life_years: float = given(2.0, "fading of experience", low=0.5, high=5, unit="years", above=0, most=50)
    caught_step: float = share(0.4, "move towards 1 when charged", low=0.1, high=0.6)
    missed_step: float = share(0.1, "move towards 0 when unseen", low=0.02, high=0.3)
    memory_years: float = given(1.0, "memory of the fields", low=0.25, high=4, unit="years", above=0, most=50)
    pseudo_count: float = given(
        5.0, "weight of the province's record in a grid's, in violations", low=1, high=50, above=0, most=1e6
    )
    prior_years: float = given(
        0.1,
        "prior's weight in a province's record, in years of the act as it would be done without rules",
        low=0.01,
        high=1,
        unit="years",
        above=0,
        most=100,
    )


@formula
def heard(record, p):
    """Chance of being caught as people hear of it: what is recorded, a probability -> probability. p : dials."""
    return p["records_weight"] * record + (1.0 - p["records_weight"]) * p["prior"]


@formula
def perceived_chance(own, told):
    """Perceived chance of being caught: own experience in [-1, 1], what is heard -> probability."""
    return min(max(told + own, 0.0), 1.0)


@formula
def detection(charged, violations, prior, weight):
    """Share of violations that led to a charge, shrunk to what else is known: smoothed counts -> probability in [0, 1].

    prior : what else is known; weight : of it, in violations.
    """
    share = (charged + weight * prior) / (violations + weight)
    return min(share, 1.0)


SUMS: Final = (Sum("charged", "negative entries posted"),)
FIELDS: Final = (
    ProvinceField("climate", "mean score of scored lives as a share of the starting score", lambda s: 1.0),
)
RECORD_OF_AN_ACT: Final = "probability, share of violations charged, smoothed"
"""Unit of the fields that hold the province's record of each act."""


def field_of_act(name: str) -> str:
    """The field that holds the province's record of an act."""
    return f"record_{name}"


DIALS: Final = (
    *dials_of(lambda s: s.regime.perception, "prior", "pseudo_count", "records_weight"),
    Dial("field_keep", lambda s: kept_in_a_tick(s.regime.perception.memory_years, s.tick_days)),
)
TERMS: Final = (
    # Share of a smoothed count that a tick leaves.
    Term("keep", lambda s: kept_in_a_tick(s.regime.perception.memory_years, s.tick_days)),
    Term("prior", lambda s: s.regime.perception.prior),
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
