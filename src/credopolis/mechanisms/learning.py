"""Learning: own charges and escapes move a life's sense of being caught away from what is heard; the difference fades.

    p          =  heard + own                         of the act's class
    at a charge               own = own + caught_step * (1 - p)
    at an unseen violation    own = own - missed_step * p
    between, after t days     own = own * 2^(-t / half_life)

Charged means with what the life has done; what an undeserved entry does is innocence's. A life remembers each class of
act for itself (rulebook.conduct: money, speech, street, family), one byte each, in steps of 1/127: each is brought up to
date in closed form when its life is touched, and rounded up or down by a draw, so that changes smaller than a step are
not lost in the mean. Off, no step is made, and own experience is moved by nothing but searches without cause.

Source: updating of perceived certainty by experience, within the class of act (Anwar and Loughran 2011,
doi:10.1111/j.1745-9125.2011.00233.x), for the form; every step is an assumption with its range.
"""

from __future__ import annotations

from math import floor
from typing import Final

import numpy as np

from credopolis.core.jit import formula
from credopolis.core.maths import LN2, exp
from credopolis.core.schema import Column
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial, dials_of
from credopolis.rulebook.conduct import DOMAINS

STEPS: Final = 127.0
"""Steps of a stored experience to 1."""
_SLICE: Final = 16  # bits of a draw that round one class


@formula
def experience_now(own, days_since, half_life_days):
    """Own experience after fading: in [-1, 1], days -> in [-1, 1]."""
    return own * exp(-LN2 * days_since / half_life_days)


@formula
def moved(own, chance, step, towards):
    """Own experience after a step of so large a share of the way from the perceived chance to 0 or 1 -> in [-1, 1]."""
    return min(max(own + step * (towards - chance), -1.0), 1.0)


@formula
def stored(own, bits, domain):
    """Own experience as a life keeps it: in [-1, 1] -> whole steps, rounded up in the share of draws that keeps the mean.

    bits : 64-bit draw, of which each class has 16 bits of its own. domain : number of the class.
    """
    steps = own * STEPS
    below = floor(steps)
    part = (bits >> np.uint64(_SLICE * domain)) & np.uint64(0xFFFF)
    return int(below) + (1 if part < (steps - below) * 65536.0 else 0)


COLUMNS: Final = (
    *(
        Column(f"own_{name}", "int8", "127ths", f"own experience of being caught, {name}, as of `own_on`")
        for name in DOMAINS
    ),
    Column("own_on", "int16", "day", "day on which own experience was last brought up to date"),
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
