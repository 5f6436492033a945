"""Ambition: an act whose points would win gates is done more.

    response  =  exp(ambition_j * V_i)     if act j would win life i gates worth V_i

`V_i` is the gain (stakes).

Source: none; the exponential form is an assumption, and so are the strengths, each with its range in the society's conduct
table.
"""

from typing import Final

from credopolis.core.jit import formula
from credopolis.core.maths import exp
from credopolis.mechanisms.declare import Card


@formula
def spurred(ambition, gain):
    """Response of a life: strength, value of the gates that it would win in [0, 1] -> factor of its rate, 1 or more."""
    return exp(ambition * gain)


CARDS: Final = (
    Card(
        "ambition",
        "Ambition",
        "an act whose points would win gates is done more",
        "docs/model.md, Conduct; strengths are assumptions",
    ),
)
