"""Heights: the highest hazard that each act has in each grid, and the candidates that are drawn there.

Candidates of an act must be drawn as often as anybody might do it (thinning, Lewis and Shedler 1979). Over a society
that is what the most reckless would do at the sex and age at which the act is commonest; but hardly any grid holds
such a life, and each candidate that nobody there comes near is drawn in vain. So each grid has a stream of its own: the
false alarms, visits and searches that there is room for, and each act at the highest hazard of a life of that grid.
Lives only grow older and no regime plays a part, so the stream is the same in every run of the society with this seed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot_kernel
from credopolis.core.processor import not_negative
from credopolis.core.schema import FEMALE, UNBORN
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.acting import driver_level
from credopolis.engine.compile import conduct_of, trait_rates
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Law, World
from credopolis.mechanisms.conduct_table import ALARM_NAMES
from credopolis.mechanisms.demography import YEARS
from credopolis.society.traits import trait_levels

GUIDES: Final = 64
_WORTH_IT: Final = 0.02  # share of all candidates from which on an act's heights are worked out


@hot_kernel
def fill_streams(world, law, widths, asked, rates, ahead):
    """Lay out the stream of each grid: `world.spacing`, `world.ends` and `world.guides`.

    widths : (n_variants, n_slots), candidates a life and year of each slot over the whole society. asked : (n_variants,
    n_slots) uint8, whether a grid's own height takes the place of that. rates : (n_variants, n_acts, 256), times the
    ceiling of any response. ahead : (n_variants, n_acts, 2, YEARS), highest demographic factor from a year of age on.
    """
    world = by_address(world)
    n_slots = widths.shape[1]
    n_alarms = n_slots - rates.shape[1]
    for v in range(widths.shape[0]):
        for g in range(world.grids.shape[0]):
            first, places = np.int64(world.grids[g]["start"]), np.int64(world.grids[g]["places"])
            bound = 0.0
            for slot in range(n_slots):
                height = widths[v, slot]
                if asked[v, slot]:
                    a, height = slot - n_alarms, 0.0
                    act = law.acts[v, a]
                    for i in range(first, first + places):
                        person = world.person[i]
                        flags = np.int64(person["flags"])
                        if flags & UNBORN:
                            continue
                        rate = rates[v, a, driver_level(person, act["driver"])]
                        if act["follows"] > 0:
                            year = not_negative(-np.int64(person["birth_day"]) * 4 // 1461)
                            rate *= ahead[v, a, flags & FEMALE, min(year, YEARS - 1)]
                        height = max(height, rate)
                bound += height
                world.ends[v, g, slot] = bound
            world.spacing[v, g] = DAYS_PER_YEAR_OF_RATES / bound if bound > 0.0 else np.inf
            for slot in range(n_slots):
                world.ends[v, g, slot] /= max(bound, 1e-300)
            world.ends[v, g, n_slots - 1] = 1.0
            slot = 0
            for k in range(world.guides.shape[2]):
                while slot < n_slots - 1 and world.ends[v, g, slot] <= k / world.guides.shape[2]:
                    slot += 1
                world.guides[v, g, k] = slot


def lay_streams(world: World, law: Law, scenario: Scenario) -> None:
    """Lay out the streams of shared candidates of all grids."""
    n_acts = len(scenario.conduct.acts)
    acts, rates = law.acts[:, :n_acts], _rates(law, scenario)[:, :n_acts]
    alarms = np.array([[getattr(v.conduct.alarms, name) for name in ALARM_NAMES] for v in scenario.variants])
    lift = acts["ceiling"] * np.where(acts["climate_at_most"] > 0, acts["climate_at_most"], 1.0)
    rates = rates * lift[..., None]
    of_acts = rates.max(axis=-1) * acts["peak"]
    widths = np.concatenate([alarms, of_acts], axis=1)
    asked = widths > _WORTH_IT * widths.sum(axis=1)[:, None]
    asked[:, : len(ALARM_NAMES)] = False
    ahead = np.maximum.accumulate(acts["common"][..., ::-1], axis=-1)[..., ::-1]
    fill_streams(world, law, widths, asked.astype(np.uint8), rates, np.ascontiguousarray(ahead))


def _rates(law: Law, scenario: Scenario) -> Array:
    """Rates by level of the driver, (n_variants, n_acts, 256); slots of reports stay where nobody reports."""
    rates, levels = law.acts["rate"].copy(), trait_levels(scenario.tables.params)
    for v, variant in enumerate(scenario.variants):
        if "informants" in variant.off:
            for name, conduct in conduct_of(variant).items():
                if conduct.informs:
                    rates[v, scenario.act_names.index(name)] = trait_rates(conduct, levels)
    return np.asarray(rates)
