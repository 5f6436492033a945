"""Heights: the highest hazard that each act has in each grid, so that a candidate above it is dropped unseen.

A candidate's mark is drawn up to the highest hazard that anybody could have: of the most reckless level of a trait at
the sex and age at which the act is commonest. Hardly any grid holds such a life, so many candidates of a common act lie
above whatever a life of their grid comes to, and to find that out one by one costs a look at a life each (Lewis and
Shedler 1979: the closer the bound, the fewer are drawn in vain). Lives only grow older, so a height holds for any run.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot_kernel
from credopolis.core.processor import not_negative
from credopolis.core.schema import FEMALE, UNBORN
from credopolis.engine.acting import driver_level
from credopolis.engine.world import Array, Law, World
from credopolis.mechanisms.demography import YEARS

_WORTH_IT: Final = 0.02  # share of all candidates from which on an act's heights are worked out


@hot_kernel
def measure_heights(world, law, ahead, most):
    """The highest hazard of each act in each grid, before any response, where one is asked for.

    ahead : (n_variants, n_acts, 2, YEARS), highest demographic factor from a year of age on. most : (n_variants,
    n_grids, n_acts) float64, -1 where a height is asked for, which it then holds.
    """
    world = by_address(world)
    for v in range(most.shape[0]):
        for g in range(most.shape[1]):
            first, places = np.int64(world.grids[g]["start"]), np.int64(world.grids[g]["places"])
            for a in range(most.shape[2]):
                if most[v, g, a] >= 0.0:
                    continue
                act, height = law.acts[v, a], 0.0
                for i in range(first, first + places):
                    person = world.person[i]
                    flags = np.int64(person["flags"])
                    if flags & UNBORN:
                        continue
                    rate = act["rate"][driver_level(person, act["driver"])]
                    if act["follows"] > 0:
                        year = not_negative(-np.int64(person["birth_day"]) * 4 // 1461)
                        rate *= ahead[v, a, flags & FEMALE, min(year, YEARS - 1)]
                    height = max(height, rate)
                most[v, g, a] = height


def no_heights(law: Law, n_grids: int) -> Array:
    """As many heights as there are grids, none of which drops anything: (n_variants, n_grids, n_acts) float64."""
    return np.full((len(law.acts), n_grids, law.acts.shape[1]), np.inf)


def fill_heights(world: World, law: Law) -> None:
    """Work out the heights of common acts; those of others drop nothing."""
    acts = law.acts
    lift = acts["ceiling"] * np.where(acts["climate_at_most"] > 0, acts["climate_at_most"], 1.0)
    widths = acts["rate"].max(axis=-1) * acts["peak"] * lift
    asked = widths > _WORTH_IT * (law.streams["bound"] + law.streams["own_bound"])[:, None]
    world.most[...] = np.where(asked, -1.0, np.inf)[:, None, :]
    ahead = np.maximum.accumulate(acts["common"][..., ::-1], axis=-1)[..., ::-1]
    measure_heights(world, law, np.ascontiguousarray(ahead), world.most)
    world.most[...] *= lift[:, None, :]
