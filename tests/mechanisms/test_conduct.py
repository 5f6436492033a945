"""Conduct: traits have mean one over the people who can do the act."""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.schema import TRAITS
from credopolis.engine.compile import trait_rates
from credopolis.rulebook.conduct import ActConduct
from credopolis.society.traits import trait_levels

from .made import small


@pytest.mark.parametrize("driver", [*TRAITS, "none"])
@pytest.mark.parametrize("slope", [-4.0, -1.5, 0.0, 4.0])
def test_the_population_does_an_act_at_its_rate(driver: str, slope: float) -> None:
    levels = trait_levels(small().tables.params)
    conduct = ActConduct(driver=driver, slope=0.0 if driver == "none" else slope, rate=0.7)
    rates = trait_rates(conduct, levels)
    weights = levels[TRAITS.index(driver)] if driver != "none" else np.full(256, 1 / 256)
    assert math.fsum(rates * weights) == pytest.approx(0.7, rel=1e-9)
    assert rates[255] / rates[0] == pytest.approx(math.exp(conduct.slope), rel=1e-9)
