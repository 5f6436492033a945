"""Locks that are longer soon after earlier ones, or end with cycles of the score: what a life remembers of them.

`here` is what the life's grid has at hand, see `here`. Only rulebooks whose locks say `again` or `cycles` have columns
for it. Where the end of a cycle sets grades, the day on which the latest lock began is remembered for as long as a
life is in one, and so says whether it is.
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
    if rules["lock_cycles"][grade] > 0:
        return end_by_cycles(here, i, day, grade) - day
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


@hot
def gone_of_cycle(here, i, day):
    """Days of a life's running cycle that are over on a day; cycles run from its first scored day on."""
    first = max(np.int64(here.world.person[i]["birth_day"]) + here.rules["scored_from_days"], 0)
    return (day - first) % here.rules["resets_every"]


@hot
def end_by_cycles(here, i, began, grade):
    """The day on which a lock ends that ends with cycles and began on a day, none later than is counted."""
    rules = here.rules
    days = rules["lock_cycles"][grade] * rules["resets_every"] + rules["sets_after"]
    return min(began - gone_of_cycle(here, i, began) + days, _LAST_DAY)


@inlined
def in_a_lock(here, i):
    """Whether a lock holds a life until the end of a cycle sets its grade, where that does so."""
    return here.rules["began_column"] >= 0 and here.world.extra[i, here.rules["began_column"]] > 0


@inlined
def forget_hold(here, i):
    """A life is in no lock any more, where the end of a cycle sets grades."""
    if here.rules["sets_grade"] > 0 and here.rules["began_column"] >= 0:
        here.world.extra[i, here.rules["began_column"]] = 0


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
