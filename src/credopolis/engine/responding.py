"""Responding: what moves a life to an act, how it answers to what is at stake, and who sees what it does.

`here` is what the life's grid has at hand, see `here`; `z` is a 64-bit draw, the key of every draw that hangs on an
act.
"""

import numpy as np

from credopolis.core.draws import draw_at, unit
from credopolis.core.jit import hot, inlined
from credopolis.core.processor import not_negative
from credopolis.core.purposes import SEEN
from credopolis.core.schema import MINORITY
from credopolis.engine.feeling import willing_today
from credopolis.engine.hooks import perceived
from credopolis.engine.standing import NONE
from credopolis.engine.tally import count_sighting
from credopolis.engine.world import REACH
from credopolis.mechanisms.ambition import spurred
from credopolis.mechanisms.channels import CHECKPOINTS, INFORMANTS, RECORDERS
from credopolis.mechanisms.deterrence import deterred


@inlined
def driver_level(person, driver):
    """Level (0 to 255) of the trait that drives an act; 0 if none does."""
    if driver == 0:
        return person["honesty"]
    if driver == 1:
        return person["prosociality"]
    if driver == 2:
        return person["dissent"]
    if driver == 3:
        return person["risk_aversion"]
    return np.uint8(0)


@hot
def response_to(here, index, i, day, change):
    """Response of a life's hazard to what is at stake."""
    act = here.acts[index]
    if change < 0.0 and act["deterrence"] > 0.0:
        return deterred(act["deterrence"], perceived(here, i, day, index), -change)
    response = spurred(act["ambition"], change) if change > 0.0 and act["ambition"] > 0.0 else 1.0
    if act["informs"] > 0 and here.dials["informs"] > 0:
        response *= willing_today(here, i, day)
    return response


@inlined
def seen_by(here, i, index, z):
    """The first channel that sees an act, or -1; each channel has its own draw, and all that see it are counted."""
    act, first = here.acts[index], NONE
    for k in range(act["n_seers"]):
        c = not_negative(act["seer"][k])
        chance = act["sensitivity"][c] * here.fields[REACH + c]
        if chance <= 0.0:
            continue
        if c == INFORMANTS:
            chance *= here.attention
        elif c in (CHECKPOINTS, RECORDERS):
            chance *= here.dials["group_reach"][c, 1 if np.int64(here.world.person[i]["flags"]) & MINORITY else 0]
        if chance >= 1.0 or unit(draw_at(z, SEEN + c)) < chance:
            count_sighting(here, index, c)
            if first < 0:
                first = c
    return first
