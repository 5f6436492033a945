"""Voices: how much oftener who speaks does an act of speech, so that day 0 has the table's rate; see `speaking`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np

from credopolis.core.jit import plain
from credopolis.core.schema import FEMALE
from credopolis.engine.world import Array, Row
from credopolis.mechanisms.demography import YEARS
from credopolis.mechanisms.opinion import GROWN_DAYS, OPINION_STEPS, nerve_needed
from credopolis.mechanisms.speaking import DOMAIN, speak_out
from credopolis.rulebook.conduct import DOMAINS
from credopolis.society.typical import TypicalLives, typical_lives

_nerve = cast("Callable[..., Any]", plain(nerve_needed))
_LEVELS: Final = 255.0
_DRIVEN: Final = 2  # by private dissent, see `responding.driver_level`


def speak_on_day_0(scenario: Any, lives: TypicalLives) -> Array:
    """Who of typical lives speaks openly on day 0, when nobody fears and nobody has been seen to speak, (n_lives,)."""
    p = scenario.regime.opinion
    opinion = np.maximum(1.0 - lives.dissent / _LEVELS / p.pivot, -1.0)
    opinion = np.floor(opinion * OPINION_STEPS + 0.5) / OPINION_STEPS
    needed = _nerve(0.0, p.dread, lives.risk_aversion / _LEVELS, lives.income, p.caution, p.to_lose)
    return np.asarray((opinion < 0.0) & (needed <= p.conviction * (1.0 - opinion) / 2.0) & (lives.age >= GROWN_DAYS))


def _could(act: Row, lives: TypicalLives) -> Array:
    """Who of typical lives can do an act, (n_lives,)."""
    could = (lives.age >= act["min_age_days"]) & (lives.age < act["max_age_days"])
    could &= (lives.flags & act["need"] == act["need"]) & (lives.flags & act["forbid"] == 0)
    could &= lives.children >= act["min_children"]
    if act["child_max_days"] >= 0:
        could &= (lives.eldest_age >= act["child_min_days"]) & (lives.eldest_age < act["child_max_days"])
    return np.asarray(could)


def set_spoken(scenario: Any, acts: Array) -> None:
    """Say of every act of speech that only who speaks does it, and how many times as often. acts : (n_acts,) ACT."""
    if not speak_out(scenario):
        return
    lives = typical_lives(scenario.tables)
    speaks = speak_on_day_0(scenario, lives)
    for act in acts:
        of_speech = act["domain"] == DOMAINS.index(DOMAIN) and act["driver"] == _DRIVEN
        if not of_speech or act["informs"] or act["by_event"] or act["of_a_couple"] or act["on_list"] >= 0:
            continue
        years = np.minimum(lives.age * 4 // 1461, YEARS - 1)
        often = act["rate"][lives.dissent] * lives.weight * (1 if act["anyone"] else _could(act, lives))
        if act["follows"]:
            often = often * act["common"][lives.flags & FEMALE, years]
        said = float(often[speaks].sum())
        act["spoken"] = float(often.sum()) / said if said > 0.0 else 0.0
        act["by_event"] = 1
