"""What is measured of lives is measured of those who are born."""

from __future__ import annotations

import numpy as np

from credopolis.analysis.measures.measured import gather
from credopolis.library.catalogue import load_scenario
from tests.engine.test_slots import expecting


def test_lives_are_measured_as_without_places_for_the_unborn() -> None:
    scenario = load_scenario("popular-account", people=3000, years=1)
    plain, held = gather(scenario, 1).lives, gather(expecting(scenario, 600.0), 1).lives
    assert plain is not None and held is not None
    for mine, its in zip(vars(plain).values(), vars(held).values(), strict=True):
        np.testing.assert_array_equal(mine, its)
        assert len(mine) == 3000
