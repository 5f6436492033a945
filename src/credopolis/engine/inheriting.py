"""Inheriting: the traits of who may be born in a run, from the mother or from the society."""

import numpy as np

from credopolis.core.draws import draw_at, high_unit, key_of, low_unit
from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.purposes import UPBRINGING

_NOW = np.int64(0)


@hot_kernel
def fill_traits(person, slots, numbers, seed, from_mother, below):
    """Write the traits of who may be born: each the mother's with the chance that a household has in it, else drawn.

    person : (n_places,) PERSON. slots : (n,) int64, their places, mothers before daughters. numbers : (n,) int64, of
    these lives. from_mother : (4,) chances. below : (4, 256), share of the society at each level or below it.
    """
    for k in range(slots.shape[0]):
        child = person[slots[k]]
        mother = person[slots[k] + np.int64(child["mother"])]
        key = key_of(seed, UPBRINGING, numbers[k], _NOW)
        child["honesty"] = trait_of(mother["honesty"], draw_at(key, np.int64(0)), from_mother[0], below[0])
        child["prosociality"] = trait_of(mother["prosociality"], draw_at(key, 1), from_mother[1], below[1])
        child["dissent"] = trait_of(mother["dissent"], draw_at(key, 2), from_mother[2], below[2])
        child["risk_aversion"] = trait_of(mother["risk_aversion"], draw_at(key, 3), from_mother[3], below[3])
        child["guanxi"] = mother["guanxi"]


@inlined
def trait_of(mothers, bits, from_mother, below):
    """The level of a trait of who may be born. mothers : hers. below : (256,), see `fill_traits`."""
    if low_unit(bits) < from_mother:
        return np.int64(mothers)
    u, level = high_unit(bits), 0
    while level < 255 and u >= below[level]:
        level += 1
    return np.int64(level)
