"""Learning: own charges and escapes move a life's sense of being caught, which fades back to the prior.

    at a charge               own = own + caught_step * (1 - own)
    at an unseen violation    own = own - missed_step * own
    between, after t days     own = prior + (own - prior) * 2^(-t / half_life)

Charged means with what the life has done; what an undeserved entry does is innocence's. Own experience is brought up to
date in closed form when its life is touched. Off, no step is made, and own experience weighs what it did: it stays at the
prior, but for what searches without cause do to it.

Source: updating of perceived certainty by experience (Anwar and Loughran 2011, doi:10.1111/j.1745-9125.2011.00233.x) for
the form; every step is an assumption with its range.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.jit import formula
from credopolis.core.maths import LN2, exp
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial, dials_of


@formula
def experience_now(caught, days_since, p):
    """Own experience after fading: probability, days -> probability. p : dials, with the prior and the half-life."""
    return p["prior"] + (caught - p["prior"]) * exp(-LN2 * days_since / p["half_life_days"])


@formula
def moved(own, step, towards):
    """Own experience after a step of so large a share of the way to 0 or 1: probabilities -> probability."""
    return own + step * (towards - own)


COLUMNS: Final = (
    Column("caught", "float32", "probability", "own experience of being caught, as of `caught_on`"),
    Column("caught_on", "int16", "day", "day on which `caught` was last brought up to date"),
)
DIALS: Final = (
    Dial("half_life_days", lambda s: s.regime.perception.half_life_years * DAYS_PER_YEAR_OF_RATES),
    *dials_of(lambda s: s.regime.perception, "caught_step", "missed_step", unless_off="learning"),
)


CARDS: Final = (
    Card(
        "learning",
        "Learning",
        "own charges and escapes move the perceived chance of being caught",
        "doi:10.1111/j.1745-9125.2011.00233.x; weights are assumptions",
    ),
)
