"""Caps: how often an act counts, a year or within a window, and in which grades; and from which entry on it lists.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.jit import hot, inlined


@inlined
def counts_for_nothing(here, act, i, day):
    """Whether an act is closed in the life's grade, or has counted as often this year (of the run), or within its
    window, as its cap allows."""
    if act["only"] != 0 and (act["only"] >> np.int64(here.world.standing[i]["grade"])) & 1 == 0:
        return True
    if act["window_times"] == 0 and act["cap"] == 0:
        return False
    extra = here.world.extra[i]
    if act["window_times"] > 0:
        oldest = extra[act["window_column"]]
        return oldest > 0 and (act["window_days"] == 0 or day + 1 < oldest + act["window_days"])
    return extra[here.rules["cap_year_column"]] == day // 365 and extra[act["cap_column"]] >= act["cap"]


@hot
def count_towards_cap(here, act, i, day):
    """Count an entry towards its act's cap; a new year of the run begins with empty counts."""
    if act["window_times"] == 0 and act["cap"] == 0:
        return
    extra = here.world.extra[i]
    if act["window_times"] > 0:
        last = act["window_column"] + act["window_times"] - 1
        for k in range(act["window_column"], last):
            extra[k] = extra[k + 1]
        extra[last] = day + 1
        return
    column = here.rules["cap_year_column"]
    if extra[column] != day // 365:
        extra[column] = day // 365
        for k in range(column + 1, extra.shape[0]):
            extra[k] = 0
    extra[act["cap_column"]] += 1


@hot
def counts_towards_list(here, act, i):
    """Count an entry towards the listing that only a later one makes -> whether this one lists."""
    if act["adds_after"] <= 1:
        return True
    extra = here.world.extra[i]
    extra[act["count_column"]] += 1
    return extra[act["count_column"]] >= act["adds_after"]
