"""Deterrence: an act that would lose gates is done less, the more so the likelier the catch.

    response  =  exp(-deterrence_j * p_i * L_i)     if act j would lose life i gates worth L_i

`p_i` is the perceived chance of being caught (perception), `L_i` the loss (stakes).

Source: deterrence as expected loss after Becker 1968 (doi:10.1086/259394). The exponential form is an assumption, and so
are the strengths, each with its range in the society's conduct table.
"""

from typing import Final

from credopolis.core.jit import formula
from credopolis.core.maths import exp
from credopolis.mechanisms.declare import Card


@formula
def deterred(deterrence, perceived, loss):
    """Response of a life: strength, perceived chance of being caught, value of the gates lost -> factor of its rate in [0, 1]."""
    return exp(-deterrence * perceived * loss)


CARDS: Final = (
    Card(
        "deterrence",
        "Deterrence",
        "an act that would lose gates is done less, the more so the likelier the catch",
        "doi:10.1086/259394; strengths are assumptions",
    ),
)
