"""Families: what lies ahead of a life that it will ask of its family or tell it, and each step of that on its day.

`here` is what the life's grid has at hand, see `here`. See `mechanisms.vetting`.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.doors import ASKS, ENTERS, LOOKED_AT, REFUSED, RETURNS, be_looked_at, unpack_step
from credopolis.engine.joining import ask_to_join, begin_party, hear_from_party
from credopolis.engine.serving import ask_to_serve, await_win, be_refused_for_parents, begin_army, come_back, join
from credopolis.mechanisms import vetting

_ARMY = np.int64(vetting.ARMY)


@hot
def begin_in_family(here, i, day, kept):
    """What a life will ask of its family or tell it, entered in the calendar -> events. kept : 0 to count them only."""
    found = 0
    if here.dials["drafts"] > 0:
        found += begin_army(here, i, day, kept)
    if here.dials["admits"] > 0:
        found += begin_party(here, i, day, kept)
    if here.dials["wins"] > 0:
        found += await_win(here, i, day, kept)
    return found


@hot
def be_vetted(here, i, day, what):
    """A step of vetting that is due today; one may be left of rules that are gone."""
    step, away, door = unpack_step(what)
    stands = here.dials["drafts"] if door == _ARMY else here.dials["admits"]
    if stands == 0:
        return
    if step == LOOKED_AT:
        be_looked_at(here, i, day, i + away, door)
    elif door == _ARMY:
        if step == ASKS:
            ask_to_serve(here, i, day)
        elif step == REFUSED:
            be_refused_for_parents(here, i, day)
        elif step == ENTERS:
            join(here, i, day)
        elif step == RETURNS:
            come_back(here, i, day)
    elif step == ASKS:
        ask_to_join(here, i, day)
    elif step in (REFUSED, ENTERS):
        hear_from_party(here, i, day, step == REFUSED)
