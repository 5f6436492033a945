"""Layers of minds: what the wall can show of every life's fear, habit, trust and opinion, where these are lived."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.svg import BLUE, ORANGE
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.studio.layer import Layer, Sight, Values

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

Shares = NDArray[np.float64]
FEARS: Final = (0.1, 0.25, 0.5)
"""Shares of full fear at which the wall's colour changes."""
TRUSTS: Final = (0.3, 0.5, 0.7)
"""The same of full trust."""
OPINIONS: Final = (-0.5, 0.0, 0.5)
"""Opinions at which it changes."""
_NOT: Final = "#c9d3dc"
_FEARS: Final = (_NOT, "#fdbe85", "#e6550d", "#7f2704")
_TRUSTS: Final = ("#7f2704", "#e6550d", "#c9d3dc", "#2b6cb0")
_OPINIONS: Final = ("#eeeeee", "#7f2704", "#e6550d", "#9ecae1", "#2b6cb0")
_VOICES: Final = ("#eeeeee", BLUE, "#7b3294", ORANGE)


def _spans(what: str, bounds: tuple[float, ...]) -> tuple[str, ...]:
    """The words of spans between bounds."""
    shares = [f"{share:.0%}".replace("%", " %") for share in bounds]
    return f"{what} under {shares[0]}", *(f"{a} to {b}" for a, b in pairwise(shares)), f"{shares[-1]} or more"


def _sorted(bounds: tuple[float, ...], shares: Shares) -> Values:
    return np.searchsorted(bounds, shares, side="right").astype(np.uint8)


def fear_layer(scenario: Scenario) -> Layer:
    """The fear of every life."""
    from credopolis.engine.world import FIELDS
    from credopolis.mechanisms.fear import fears_now
    from credopolis.mechanisms.publicity import publishes
    from credopolis.mechanisms.removal import takes_away

    exposure, half_life = FIELDS.index("exposure"), scenario.regime.fear.half_life_days
    gain = scenario.regime.publicity.exposure_gain if scenario.asks(publishes) else 0.0
    gone = scenario.regime.removal.witness_gain if scenario.asks(takes_away) else 0.0

    def read(sight: Sight) -> Values:
        of_lives, fears = sight.block("fear"), np.empty(len(sight.province))
        hidden = np.exp(-gain * sight.grid("shame") - gone * sight.grid("absent"))
        seen = 1.0 - (1.0 - sight.fields[sight.province, exposure]) * hidden
        fears_now(of_lives, sight.day, seen, half_life, fears)
        return _sorted(FEARS, fears)

    words = f"in fear ({FEARS[1]:.0%} or more)".replace("%", " %")
    return Layer("fear", "Fear", _spans("fear", FEARS), _FEARS, (2, 3), words, "jolts", lambda: read)


def layers_of_minds(scenario: Scenario) -> tuple[Layer, ...]:
    """The layers of trust and of opinion that a scenario has."""
    from credopolis.mechanisms.habituation import habituates
    from credopolis.mechanisms.opinion import opines
    from credopolis.mechanisms.trust import trusts

    found = [_habit()] if scenario.asks(habituates) else []
    if scenario.asks(trusts):
        found += [_trust(scenario, "near", "neighbours"), _trust(scenario, "state", "the state")]
    if scenario.asks(opines):
        found += [_voice(), _opinion("private", "What they think"), _opinion(
            "expressed", "What they say", scenario.regime.opinion.lip_service
        )]  # fmt: skip
    return tuple(found)


def _habit() -> Layer:
    from credopolis.mechanisms.habituation import USED_STEPS

    def read(sight: Sight) -> Values:
        return _sorted(FEARS, sight.block("habituation")["used"] / USED_STEPS)

    labels = _spans("used to fear", FEARS)
    return Layer("used", "Used to fear", labels, _FEARS, (3,), "used to fear (50 % or more)", "jolts", lambda: read)


def _trust(scenario: Scenario, name: str, whom: str) -> Layer:
    from credopolis.mechanisms.learning import STEPS

    p = scenario.regime.trust
    rest = p.neighbours_rest if name == "near" else p.state_rest
    half_life = p.half_life_years * DAYS_PER_YEAR_OF_RATES

    def read(sight: Sight) -> Values:
        since = sight.day - sight.block("fear")["fear_on"].astype(float)
        own = sight.block("trust")[name] / STEPS * 0.5 ** (since / half_life)
        return _sorted(TRUSTS, np.clip(rest + sight.grid(name) + own, 0.0, 1.0))

    labels = _spans(f"trust in {whom}", TRUSTS)
    words = f"with little trust in {whom} (under 50 %)"
    return Layer(f"trust_{name}", f"Trust in {whom}", labels, _TRUSTS, (0, 1), words, "trust", lambda: read)


def _kept(sight: Sight) -> NDArray[np.int64]:
    return sight.block("opinion")["opinion"].astype(np.int64)


def _voice() -> Layer:
    def read(sight: Sight) -> Values:
        kept = _kept(sight)
        stance = np.where(kept & 1 == 1, 3, np.where(kept > 0, 1, 2))
        return np.where(kept == 0, 0, stance).astype(np.uint8)

    labels = ("has no say yet", "not against the message", "speaks against it", "against it and silent")
    return Layer("voice", "Who speaks", labels, _VOICES, (3,), "silent against what they think", "voices", lambda: read)


def _opinion(name: str, title: str, lip_service: float | None = None) -> Layer:
    """What is thought, or with what the silent say, what is said."""
    from credopolis.mechanisms.opinion import OPINION_STEPS

    def read(sight: Sight) -> Values:
        kept = _kept(sight)
        opinion = (kept >> 1) / OPINION_STEPS
        if lip_service is not None:
            opinion = np.where(kept & 1 == 1, lip_service, opinion)
        return np.where(kept == 0, 0, 1 + np.searchsorted(OPINIONS, opinion, side="right")).astype(np.uint8)

    labels = ("none yet", "far against the message", "against it", "for it", "far for it")
    return Layer(name, title, labels, _OPINIONS, (1, 2), "against the message", "opinions", lambda: read)
