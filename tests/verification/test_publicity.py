"""A grid in which entries are shown is exposed to them, beyond what its province sees.

Theory: with entries at rate r of which a share s is shown, r s are shown a life and year, so with nothing
to see in the province the exposure of a grid is 1 - exp(-gain r s), and fear without jolts fades to it.

Source: mean of a Poisson count; the form is the model's own.
"""

from __future__ import annotations

import math

import pytest

from .plain import rules, scene
from .tools import report, watch

BOOK = rules({"harm": "{points: -1, seen_by: {records: 1}}"})


def test_fear_goes_to_what_the_grid_is_shown() -> None:
    rate, shown, gain = 3.0, 0.5, 0.4
    watched = watch(scene(
        BOOK, {"harm": rate}, people=16_000, years=2, seed=73, fear__stands=True, fear__own_jolt=0.0,
        fear__household_jolt=0.0, fear__exposure_gain=0.0, fear__half_life_days=30.0, publicity__stands=True,
        publicity__shown=shown, publicity__exposure_gain=gain, publicity__memory_years=0.25,
    ))  # fmt: skip
    shame = watched.engine.world.grids["shame"]
    report("shown a life and year", found=float(shame.mean()), theory=rate * shown)
    assert float(shame.mean()) == pytest.approx(rate * shown, rel=0.03)
    lately = watched.engine.world.blocks.fear[watched.engine.world.blocks.fear["fear_on"] > watched.scenario.days - 60]
    fear, theory = float((lately["fear"] / 65535).mean()), -math.expm1(-gain * rate * shown)
    report("fear", found=fear, theory=theory)
    assert len(lately) > 4000 and fear == pytest.approx(theory, abs=0.01)
