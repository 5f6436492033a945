"""Locks that are longer soon after earlier ones: what a life remembers of them.

`here` is what the life's grid has at hand, see `here`. Only rulebooks whose locks say `again` have columns for it.
"""

import numpy as np

from credopolis.core.jit import hot, inlined
from credopolis.rulebook.model import MOST_AGAIN

_LAST_DAY = 2**15 - 1


@hot
def begin_lock(here, i, day, grade):
    """Remember a lock that begins today -> its days: longer by those earlier ones that still make it so."""
    extra, rules = here.world.extra[i], here.rules
    extra[rules["began_column"]] = day + 1
    days = rules["lock_days"][grade]
    first, earlier, soonest, times = rules["again_column"][grade], 0, -1, 0
    while times < MOST_AGAIN and rules["again"][grade, times] > 0:
        k = first + times
        times += 1
        if extra[k] > day:
            earlier += 1
        else:
            extra[k] = 0
        if soonest < 0 or extra[k] < extra[soonest]:
            soonest = k
    if times == 0:
        return days
    if earlier > 0:
        days = rules["again"][grade, earlier - 1]
    until = makes_longer_until(rules, grade, day, days)
    if extra[soonest] < until:
        extra[soonest] = until
    return days


@inlined
def makes_longer_until(rules, grade, began, days):
    """The day until which a lock of so many days makes others of its grade longer, none later than is counted."""
    return min(began + rules["again_for"][grade, 0] + days * rules["again_for"][grade, 1], _LAST_DAY)


@hot
def forget_lock(here, i, grade, began, days):
    """Let a lock that was begun by an entry that is struck on appeal make no other longer."""
    extra, rules = here.world.extra[i], here.rules
    until = makes_longer_until(rules, grade, began, days)
    for times in range(MOST_AGAIN):
        k = rules["again_column"][grade] + times
        if rules["again"][grade, times] > 0 and extra[k] == until:
            extra[k] = 0
            return


@inlined
def lock_began(world, rules, i, grade):
    """The day on which the lock began that a life is in."""
    began = -1
    if rules["began_column"] >= 0:
        began = np.int64(world.extra[i, rules["began_column"]]) - 1
    if began < 0:
        began = np.int64(world.standing[i]["lock_until"]) - rules["lock_days"][grade]
    return began
