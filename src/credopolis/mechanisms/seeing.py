"""What goes in and out of a tick's watch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.labels import BENEFITS, INCIDENTS
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.quarter import Places

Fields = NDArray[np.float64]


class Demand(NamedTuple):
    """What the last tick asked of shared capacities.

    exposure : (n_provinces, len(SEEING)), acts done, each counted with the sensitivity of the channel to it: how many a
    channel would have seen with a reach of 1. visited, searched : (n_provinces,), lives in the grades that officers
    visit and search.
    """

    exposure: Fields
    visited: Fields
    searched: Fields


class Watch(NamedTuple):
    """Fields of a tick. Arrays are (n_provinces, len(SEEING)) unless stated; `channels.UNITS` has the unit of each.

    reach : shares. alarm_reach : shares. flows : (4, n_provinces, len(SEEING)), capacity, demand, use and what was
    dropped, like the backlog in the channel's unit a tick; where nothing is scarce capacity, demand and use are equal.
    wait_days : mean days that the backlog adds. benefits : (n_provinces, len(BENEFITS)), expected numbers. incidents,
    helped : (n_provinces, len(INCIDENTS)), what is expected to happen, and the chance that a channel helps. share :
    (n_provinces,), of visits and searches that are due, what hours allow.
    """

    reach: Fields
    alarm_reach: Fields
    flows: Fields
    backlog: Fields
    wait_days: Fields
    benefits: Fields
    incidents: Fields
    helped: Fields
    share: Fields


def no_demand(places: Places) -> Demand:
    """What is asked before the first tick: nothing."""
    n = len(places.lives)
    return Demand(np.zeros((n, len(SEEING))), np.zeros(n), np.zeros(n))


def no_watch(places: Places) -> Watch:
    """A tick that nobody watches, to be filled in."""
    n, channels = len(places.lives), len(SEEING)
    return Watch(
        np.zeros((n, channels)), np.zeros((n, channels)), np.zeros((4, n, channels)), np.zeros((n, channels)),
        np.zeros((n, channels)), np.zeros((n, len(BENEFITS))), np.zeros((n, len(INCIDENTS))),
        np.zeros((n, len(INCIDENTS))), np.zeros(n),
    )  # fmt: skip
