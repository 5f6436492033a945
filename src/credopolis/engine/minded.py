"""Minded: what one life feels, trusts, thinks and says, read off a run that stands between two ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from credopolis.core.jit import plain
from credopolis.engine.build import Engine
from credopolis.engine.mind import Mind
from credopolis.engine.world import FIELDS, Row
from credopolis.mechanisms.fear import FEAR_STEPS, fear_now
from credopolis.mechanisms.habituation import USED_STEPS
from credopolis.mechanisms.learning import STEPS
from credopolis.mechanisms.opinion import SETTLING_DAYS, STANCES, opinion_of, settles
from credopolis.mechanisms.publicity import shamed
from credopolis.mechanisms.removal import witnessed
from credopolis.mechanisms.trust import rested, trusted

_fear, _shamed, _witnessed, _rested, _trusted, _opinion_of = (
    cast("Callable[..., float]", plain(formula))
    for formula in (fear_now, shamed, witnessed, rested, trusted, opinion_of)
)
_EXPOSURE = FIELDS.index("exposure")


def settled_in(scenario: Any, tick: int) -> bool:
    """Whether a tick begins with a settling day, under some of the rules in force."""
    return bool(scenario.asks(settles)) and tick * scenario.tick_days % SETTLING_DAYS < scenario.tick_days


def mind_of(engine: Engine, place: int, day: int) -> Mind:
    """The mind of the life at a place, at the end of a day between two ticks."""
    world, law = engine.world, engine.law
    blocks: Any = world.blocks
    district = int(np.searchsorted(world.grids["start"][world.districts["grid_start"]], place, side="right")) - 1
    grid = world.grids[int(np.searchsorted(world.grids["start"], place, side="right")) - 1]
    dials = law.dials[law.variants[int(world.districts[district]["province"])]]
    if not dials["frightens"]:
        return Mind(day)
    fear = blocks.fear[place]
    since, exposure = day - int(fear["fear_on"]), float(world.read[district, _EXPOSURE])
    if dials["publishes"]:
        exposure = _shamed(exposure, float(grid["shame"]), float(dials["shame_gain"]))
    if dials["takes_away"]:
        exposure = _witnessed(exposure, float(grid["absent"]), float(dials["witness_gain"]))
    now = _fear(float(fear["fear"]) / FEAR_STEPS, since, exposure, float(dials["fear_half_life_days"]))
    used = float(blocks.habituation[place]["used"]) / USED_STEPS if dials["habituates"] else None
    near, state = _trust(blocks, place, grid, dials, since) if dials["trusts"] else (None, None)
    private, expressed, stance = _opinion(blocks, place, dials) if dials["opines"] else (None, None, None)
    return Mind(day, float(now), used, near, state, private, expressed, stance)


def _trust(blocks: Any, place: int, grid: Row, dials: Row, since: int) -> tuple[float, float]:
    left, own = _rested(1.0, since, float(dials["trust_half_life_days"])), blocks.trust[place]
    near = _trusted(float(dials["neighbours_rest"] + grid["near"]), left * float(own["near"]) / STEPS)
    state = _trusted(float(dials["state_rest"] + grid["state"]), left * float(own["state"]) / STEPS)
    return float(near), float(state)


def _opinion(blocks: Any, place: int, dials: Row) -> tuple[float | None, float | None, str | None]:
    kept = int(blocks.opinion[place]["opinion"])
    if kept == 0:
        return None, None, None
    private, silent = float(_opinion_of(kept)), bool(kept & 1)
    stance = STANCES[2 if silent else 0 if private >= 0 else 1]
    return private, float(dials["lip_service"]) if silent else private, stance
