"""Acts whose points are others soon after earlier entries: what a life remembers of them.

`here` is what the life's grid has at hand, see `here`. Only acts that say `again` have columns for it.
"""

import numpy as np

from credopolis.core.jit import hot


@hot
def points_again(here, act, i, day):
    """Points of an entry that counts today, by the earlier ones that are not too old; it is one for those after it."""
    extra, first, earlier = here.world.extra[i], act["again_column"], 0
    last = first + act["again_times"] - 1
    for k in range(first, last + 1):
        if extra[k] > 0 and day + 1 < extra[k] + act["again_within"]:
            earlier += 1
    for k in range(first, last):
        extra[k] = extra[k + 1]
    extra[last] = day + 1
    return act["again_points"][earlier - 1] if earlier > 0 else act["points"]


@hot
def forget_entry(here, act, i, since):
    """Let an entry of the day `since` that is struck on appeal change no other's points."""
    extra, first = here.world.extra[i], act["again_column"]
    for k in range(first, first + act["again_times"]):
        if np.int64(extra[k]) == since + 1:
            for j in range(k, first, -1):
                extra[j] = extra[j - 1]
            extra[first] = 0
            return
