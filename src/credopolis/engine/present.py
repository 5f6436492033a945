"""Who is there: born, not dead, and, for all others, since before the tick, in which no life changes what another
reads."""

import numpy as np

from credopolis.core.jit import inlined
from credopolis.core.schema import ABSENT, DEAD, UNBORN


@inlined
def takes_part(here, i):
    """Whether a life does anything today: it was born before the tick, and is not dead."""
    person = here.world.person[i]
    return np.int64(person["flags"]) & ABSENT == 0 and person["birth_day"] < max(here.clock["day"], 1)


@inlined
def was_there(here, i):
    """Whether a life was there as the tick began; it may have died since."""
    person = here.world.person[i]
    flags = np.int64(person["flags"])
    if flags & UNBORN or person["birth_day"] >= max(here.clock["day"], 1):
        return False
    return flags & DEAD == 0 or np.int64(here.world.standing[i]["grade_since"]) >= here.clock["day"]
