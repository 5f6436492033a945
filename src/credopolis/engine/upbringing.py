"""Upbringing: what those who may be born in a run would be like, worked out before it begins; and whether all may be
born whom the rules let be born.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from credopolis.core.errors import BadValue
from credopolis.core.units import date_of
from credopolis.engine.demography import fertility_by
from credopolis.engine.inheriting import fill_traits
from credopolis.engine.places import of_day_0
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Law, World
from credopolis.mechanisms.births import ORDERS, fertility
from credopolis.society.traits import shapes, trait_levels

_NEAR: Final = 1e-9
OF_BIRTHS: Final = "births"
OF_DEATHS: Final = "deaths"


def bring_up(world: World, scenario: Scenario, marks: Array, first_life: int) -> None:
    """Give everybody who may be born a mark, and the traits that they would have. marks : see `places.PlacesOfLives`.

    first_life : number of the first life that is built.
    """
    born = of_day_0(world)
    slots = np.flatnonzero(~born)
    apart = getattr(world.blocks, OF_BIRTHS)
    held = apart["mark"] if len(apart) else getattr(world.blocks, OF_DEATHS)["left"]
    held[slots] = marks
    place, size = (world.person[name].astype(np.int64) for name in ("place", "household_size"))
    head = np.cumsum(born)[slots - place[slots]] - 1 + first_life
    numbers = head + (place[slots] - size[slots] + 1) * scenario.people
    shape = shapes(scenario.tables.params)
    from_mother = np.array([one.household**2 for one in shape])
    below = np.cumsum(trait_levels(scenario.tables.params), axis=1)
    fill_traits(world.person, slots, numbers, scenario.seed, from_mother, below)


def check_births(scenario: Scenario, law: Law) -> None:
    """Refuse a run whose rules would let more be born than there are potential births.

    Raises
    ------
    BadValue
        With the factor that the society must hold potential births for.
    """
    births, years = scenario.tables.params.births, [year for year, _ in fertility()]
    assert births is not None
    first, last = (date_of(scenario.start, day).year for day in (0, scenario.days - 1))
    within = slice(*(int(np.clip(np.searchsorted(years, year), 0, len(years) - 1)) for year in (first, last)))
    within = slice(within.start, within.stop + 1)
    most = 0.0
    for dials, acts in zip(law.dials, law.acts, strict=True):
        for order in range(len(ORDERS)):
            times = 1.0
            for act in acts[(acts["birth_from"] > 0) & (acts["done_a_year"] > 0)]:
                if act["birth_from"] <= order + 1 or order == len(ORDERS) - 1:
                    times = max(times, float(act["rate"].max() / act["done_a_year"] * act["ceiling"]))
            most = max(most, times * float(dials["birth_share"][within, :, order].max()))
    most *= float(fertility_by(scenario.tables).max())
    if most > 1.0 + _NEAR:
        needed = np.ceil(most * births.at_most.value * 10.0) / 10.0
        remedy = "Let the society hold more potential births, or begin the run in a later year."
        raise BadValue(
            "births.at_most of the society", births.at_most.value, f"at least {needed:g} in this run", remedy
        )
