"""Agreeing: whether a life agrees to be scored, see `mechanisms.consent`. `here` is what its grid has at hand."""

import numpy as np

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import hot
from credopolis.core.purposes import CONSENT
from credopolis.engine.places import number_of
from credopolis.mechanisms.consent import agrees_to

_ONCE = np.int64(0)


@hot
def agrees(here, i):
    """Whether a life agrees, or is not asked."""
    if here.rules["ungraded"] < 0:
        return True
    key = key_of(here.clock["seed"], CONSENT, number_of(here, i), _ONCE)
    return agrees_to(unit(draw_at(key, _ONCE)), here.rules["consent"])
