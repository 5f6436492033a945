"""Feats: what a child did that is an act of its parents, as these come to hear of it; see `mechanisms.vetting`.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.draws import key_of
from credopolis.core.jit import far, hot
from credopolis.core.purposes import OF_CHILD
from credopolis.engine.doing import have_done, tell_partner
from credopolis.engine.doors import TOLD, unpack_step
from credopolis.engine.families import be_vetted
from credopolis.engine.places import number_of
from credopolis.engine.responding import seen_by
from credopolis.engine.standing import NONE, removed_from_life


@hot
def as_an_act(here, feat):
    """The act of a parent that a child's feat is: of those with a price the first, else the first; -1 if none is."""
    found, best = NONE, 0
    for index in range(here.acts.shape[0]):
        act = here.acts[index]
        if act["by_child"] == 1 + feat and act["by_event"] > 0:
            rank = 2 if act["priced"] > 0 else 1
            if rank > best:
                found, best = np.int64(index), rank
    return found


@hot
def hear_of(here, i, day, child, feat):
    """A parent hears what its child did: it is seen or not, and if seen and priced it goes to the office."""
    index = as_an_act(here, feat)
    if index < 0:
        return
    act, z = here.acts[index], key_of(here.clock["seed"], OF_CHILD, number_of(here, child), day)
    channel = seen_by(here, i, index, z) if act["priced"] else NONE
    if act["of_a_couple"]:
        tell_partner(here, i, day, index, channel)
    if not removed_from_life(here.world.standing[i], here.rules):
        have_done(here, i, day, index, channel, z)


@far
def in_family(here, i, day, what):
    """What is due today between a life and its family."""
    step, away, which = unpack_step(what)
    if step == TOLD:
        hear_of(here, i, day, i + away, which)
    else:
        be_vetted(here, i, day, what)
