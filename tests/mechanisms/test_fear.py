"""Fear: jolts and fading in closed form, and what it does to a society."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.build import Engine
from credopolis.engine.records import Outcome, Period
from credopolis.engine.run import simulate
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.fear import FearParameters, alarmed, fear_now, jolted

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, st.integers(0, 2000), st.integers(0, 2000))
def test_fading_twice_is_fading_once(fear: float, exposure: float, first: int, second: int) -> None:
    twice = fear_now(fear_now(fear, first, exposure, 90.0), second, exposure, 90.0)
    assert twice == pytest.approx(fear_now(fear, first + second, exposure, 90.0), abs=1e-9)


@given(SHARE, SHARE)
def test_half_a_jolt_is_left_after_a_half_life(fear: float, exposure: float) -> None:
    assert fear_now(fear, 0, exposure, 90.0) == pytest.approx(fear, abs=1e-12)
    assert fear_now(fear, 90, exposure, 90.0) - exposure == pytest.approx((fear - exposure) / 2, abs=1e-9)


@given(SHARE, SHARE, SHARE)
def test_shares_stay_shares_and_fear_only_raises(fear: float, jolt: float, chance: float) -> None:
    assert fear - 1e-12 <= jolted(fear, jolt) <= 1 + 1e-12
    assert chance - 1e-12 <= alarmed(chance, fear, jolt) <= 1 + 1e-12


@given(SHARE, SHARE, SHARE)
def test_the_order_of_jolts_does_not_matter(fear: float, one: float, other: float) -> None:
    assert jolted(jolted(fear, one), other) == pytest.approx(jolted(jolted(fear, other), one), abs=1e-12)


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
    own, household = total(periods, "jolts").sum(axis=0)
    negative = engine.world.acts["negative"] > 0
    entries = total(periods, "entries").sum(axis=(0, 2))
    assert own == entries[negative[periods[0].pairs[:, 0]]].sum() > 1000
    others = engine.world.person["household_size"].astype(int) - 1
    assert 0.5 * others.mean() < household / own < 2.0 * others.mean()


def test_the_afraid_do_less_that_is_forbidden() -> None:
    violations = []
    for weight in (0.0, 0.8):
        _, engine, periods = lived(True, weight=weight, half_life_days=3650.0, exposure_gain=50.0)
        negative = engine.world.acts["negative"] > 0
        violations.append(int(total(periods, "acts").sum(axis=(0, 2))[negative].sum()))
    assert violations[1] < 0.98 * violations[0]
    fear = np.asarray(engine.world.blocks.fear["fear"])
    assert 0 < fear.mean() < 1
