"""Coursing: reading and writing what of a life lies in its course, see `mechanisms.course`.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.jit import inlined
from credopolis.mechanisms.all import COURSE
from credopolis.mechanisms.course import part_of, with_part

IN_ARMY, IN_PARTY, IN_KINDERGARTEN, LEVEL, SEEKS = (
    tuple(np.int64(bound) for bound in COURSE[name]) for name in ("army", "party", "kindergarten", "level", "seeks")
)


@inlined
def told_of(here, i, which):
    """A column that lies in the course of a life. which : one of those above."""
    return part_of(np.int64(here.world.blocks.course[i]["course"]), which[0], which[1])


@inlined
def tell_of(here, i, which, value):
    """Give it another value."""
    of_life = here.world.blocks.course[i]
    of_life["course"] = with_part(np.int64(of_life["course"]), which[0], which[1], np.int64(value))
