"""What fear does to a society, counted elsewhere; and that it is nothing where no regime asks for it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from credopolis.engine.build import Engine
from credopolis.engine.records import Outcome, Period
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.fear import FearParameters
from tests.living import simulate


@cache
def lived(stands: bool, **values: float) -> tuple[Outcome, Engine, list[Period]]:
    """Two years of the popular account with fear, or without."""
    scenario = load_scenario("popular-account", people=20_000, years=2)
    fear = FearParameters(stands=stands, **values)
    scenario = replace(scenario, regime=scenario.regime.model_copy(update={"fear": fear}))
    built: list[Engine] = []
    periods: list[Period] = []
    outcome = simulate(scenario, threads=1, on_built=built.append, on_period=periods.append)
    return outcome, built[0], periods


def total(periods: list[Period], name: str) -> Any:
    """A tally over the whole run."""
    return sum(period.arrays[name].sum(axis=0) for period in periods)


def test_off_it_takes_no_memory_and_owns_nothing() -> None:
    outcome, engine, periods = lived(False)
    assert "fear" not in outcome.states and len(engine.world.blocks.fear) == 0
    assert not total(periods, "jolts").any()
    assert "jolts" in engine.scenario.dimensions.without and "exposure" not in engine.scenario.dimensions.fields


def test_without_weight_it_changes_no_other_mechanism() -> None:
    """What it owns is hashed apart: all else is bit for bit as without it."""
    off, on = lived(False)[0].states, lived(True, weight=0.0)[0].states
    assert {name: on[name] for name in off} == off and set(on) - set(off) == {"fear"}


def test_own_entries_jolt_once_and_every_other_of_the_household() -> None:
    """Counted elsewhere: own jolts are the entries that lose points, and households hear of each once a head."""
    _, engine, periods = lived(True, weight=0.0)
    own, household, _ = total(periods, "jolts").sum(axis=0)
    negative = engine.acts["negative"] > 0
    entries = total(periods, "entries").sum(axis=(0, 2))
    assert own == entries[negative[periods[0].pairs[:, 0]]].sum() > 500
    others = engine.world.person["household_size"].astype(int) - 1
    assert 0.5 * others.mean() < household / own < 2.0 * others.mean()


def test_the_afraid_do_less_that_is_forbidden() -> None:
    violations = []
    for weight in (0.0, 0.8):
        _, engine, periods = lived(True, weight=weight, half_life_days=3650.0, exposure_gain=50.0)
        negative = engine.acts["negative"] > 0
        violations.append(int(total(periods, "acts").sum(axis=(0, 2))[negative].sum()))
    assert violations[1] < 0.98 * violations[0]
    fear = np.asarray(engine.world.blocks.fear["fear"]) / 65535
    assert 0 < fear.mean() < 1
