"""Here: what a function of the life loop has at hand, by its address; made once a district, moved from grid to grid.

`here` is the first argument wherever a life is lived; `i` is the life among those that are built, `day` the day. Rules,
dials, acts and bands are those of the district's province in this tick: that provinces and times can differ is settled
where `here` is made, and nothing below asks.
"""

from typing import NamedTuple

import numpy as np

from credopolis.core.address import with_these
from credopolis.core.jit import merged
from credopolis.engine.world import N_DOMAINS, Array, Row, World

NO_RECORDS = np.zeros((N_DOMAINS, 2))
"""Records of a grid where no life judges anything."""


class Here(NamedTuple):
    """A grid in a tick, and all that its lives live by."""

    world: World
    district: Row  # DISTRICT
    grid: Row  # GRID
    g: int  # the grid's place among those that are built
    agenda: Array  # (lives of the largest grid,) int32, or `calendar.NO_AGENDA`; see `calendar`
    rules: Row  # RULES
    dials: Row  # DIALS
    acts: Array  # (n_acts,) ACT
    bands: Array  # (n_scores,) uint8, grade that each score deserves, see `banding`
    released: Array  # (n_grades, n_grades, 2^n_lists) float64, see `stakes.worth_released`
    decided: Array  # (n_grades, 2^n_lists, any) int32, what gates decide, see `consequences.decided_for`
    clock: Row  # CLOCK
    fields: Array  # (n_fields,) float64, what lives read of their province in this tick
    records: Array  # (N_DOMAINS, 2) float64, what the grid remembered as the tick began: charged, violations
    attention: float  # of the grid's informants, see `informants.grid_attention`
    counts: Array  # (n_counts,) int32, the district's row of tallies


@merged
def at_grid(world, law, clock, agenda, d, g, records, attention):
    """Here, at grid g of district d. law : Law."""
    district = world.districts[d]
    variant = law.variants[district["province"]]
    return Here(
        world, district, world.grids[g], g, agenda,
        law.rules[variant], law.dials[variant], law.acts[variant], law.bands[variant], law.released[variant],
        law.decided[variant], clock, world.read[d], records, attention, world.tally[district["row"]],
    )  # fmt: skip


class AtGrid(NamedTuple):
    """Members of `Here` that differ between the grids of a district."""

    grid: Row
    g: int
    attention: float


@merged
def move_to(here, g, attention):
    """Here, at another grid of the same district."""
    return with_these(here, AtGrid(here.world.grids[g], g, attention))
