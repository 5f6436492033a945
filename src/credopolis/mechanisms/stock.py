"""A stock that things come to and leave: dS/dt = inflow - leaves * S, with its integral; posts that stand, sites that are open."""

from __future__ import annotations

from credopolis.core.jit import formula
from credopolis.core.maths import exp


@formula
def stock_after(stock, inflow, leaves, days):
    """The stock after so many days. inflow : a day. leaves : above 0, a day."""
    rest = inflow / leaves
    return rest + (stock - rest) * exp(-leaves * days)


@formula
def stock_days(stock, inflow, leaves, days):
    """The integral of the stock over the days."""
    rest = inflow / leaves
    return rest * days + (stock - rest) * (1.0 - exp(-leaves * days)) / leaves
