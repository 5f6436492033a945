"""Owing: what a request that was refused or delayed costs whoever asked; see `mechanisms.debts`."""

import numpy as np

from credopolis.core.draws import draw_at, low_unit
from credopolis.core.jit import hot
from credopolis.core.schema import URBAN
from credopolis.engine.requests import requests_key
from credopolis.engine.standing import NONE, TRACES, ZERO, note
from credopolis.engine.tally import count, count_more, tally_number
from credopolis.mechanisms.debts import owed, owed_for, owed_then

_OWES, _INDEBTED, _OWED = np.int64(TRACES.index("owes")), tally_number("indebted"), tally_number("owed")
_ONE, _TWO = np.int64(1), np.int64(2)


@hot
def owe(here, i, day, cell, service, days):
    """What a request costs a life that was refused (days 0), or delayed by so many days."""
    mark = low_unit(draw_at(requests_key(here, i, day), _TWO))
    what = np.int64(owed_for(service, days, mark, here.dials["owing"]))
    if what < 0:
        return
    urban = _ONE if np.int64(here.world.person[i]["flags"]) & URBAN else ZERO
    more, of_life = np.int64(owed(what, days, urban, here.dials["costs"])), here.world.blocks.debts[i]
    of_life["debt"] = owed_then(np.int64(of_life["debt"]), more)
    count(here, _INDEBTED, what, cell, ZERO)
    count_more(here, _OWED, what, cell, more)
    note(here, i, day, _OWES, what, NONE, ZERO, ZERO, day)
