"""Counters with windows of their own: what a life remembers of points that entries took, and when one drops it.

`here` is what the life's grid has at hand, see `here`. Only rulebooks with counters have columns for it: a day more
than that of each of the latest entries that really took points, the oldest first, and after them those points.
"""

import numpy as np

from credopolis.core.jit import hot, inlined

NONE = np.int64(-1)


@inlined
def lower(falls_to, grade):
    """The lower of two grades that an entry drops to, -1 for none."""
    return grade if falls_to < 0 or grade < falls_to else falls_to


@hot
def dropped_by(here, i, day, lost, falls_to):
    """The grade that an entry drops to which takes so many points today, if its own act drops to one, -1 for none."""
    extra, rules = here.world.extra[i], here.rules
    first, times = rules["taken_column"], rules["taken_times"]
    cleared = np.int64(-1)
    if rules["cleared_column"] >= 0:
        cleared = np.int64(extra[rules["cleared_column"]])
    for c in range(rules["n_counters"]):
        found = lost
        for k in range(first + 1, first + times):  # the oldest is remembered no more once there is another
            made = np.int64(extra[k]) - 1
            if made >= 0 and made >= cleared and day < made + rules["counter"][c, 1]:
                found += extra[k + times]
        if found >= rules["counter"][c, 0]:
            falls_to = lower(falls_to, rules["counter"][c, 2])
    return falls_to


@hot
def remember_taken(here, i, day, lost):
    """Remember an entry that took so many points today."""
    extra, first, times = here.world.extra[i], here.rules["taken_column"], here.rules["taken_times"]
    for k in range(first, first + times - 1):
        extra[k] = extra[k + 1]
        extra[k + times] = extra[k + 1 + times]
    extra[first + times - 1] = day + 1
    extra[first + 2 * times - 1] = lost


@hot
def forget_taken(here, i, since, lost):
    """Let an entry of the day `since` that is struck, and took so many points, count no longer."""
    extra, first, times = here.world.extra[i], here.rules["taken_column"], here.rules["taken_times"]
    for k in range(first, first + times):
        if np.int64(extra[k]) == since + 1 and np.int64(extra[k + times]) == lost:
            for j in range(k, first, -1):
                extra[j] = extra[j - 1]
                extra[j + times] = extra[j - 1 + times]
            extra[first] = 0
            extra[first + times] = 0
            return
