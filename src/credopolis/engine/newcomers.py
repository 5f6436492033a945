"""Newcomers: their first time, the points that it adds while it is clean, and its end.

`here` is what the life's grid has at hand, see `here`. The time runs from the day on which a life is first scored,
which may lie before the run. Only rulebooks with newcomers have columns for it; of whom is none they hold nothing.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import LIST_END, NEWCOMER, pack, schedule
from credopolis.engine.standing import (
    NONE,
    TRACE_GAINED,
    TRACE_NEWCOMER,
    ZERO,
    await_reset,
    follow_score,
    move_points,
    note,
)
from credopolis.mechanisms.ladder import clip_score, deserved


@hot
def begin_as_newcomer(here, i, day, first):
    """A life enters civic life today that is scored since the day `first`, with nothing entered until now: if it is a
    newcomer still, its score and when its time ends -> its grade."""
    rules, life = here.rules, here.world.standing[i]
    if rules["new_column"] < 0 or first + rules["new_days"] <= day:
        return rules["start_grade"]
    extra = here.world.extra[i]
    until = first + rules["new_days"]
    extra[rules["new_column"]] = until
    schedule(here, i, until, pack(LIST_END, NEWCOMER, ZERO, ZERO), day)
    points = ZERO
    if rules["new_each"] > 0:
        spans = (day - first) // rules["new_each"]
        points = spans * rules["new_points"]
        await_gain(here, i, day, first + (spans + 1) * rules["new_each"])
    life["score"] = clip_score(rules["new_start"], points, rules)
    if rules["resets_every"] > 0 and life["score"] != rules["score_start"]:
        await_reset(here, i, day, ZERO)
    if rules["begins_in"] >= 0 and day - first < min(rules["resets_every"], rules["new_days"]):
        return rules["begins_in"]
    return np.int64(deserved(life["score"] + bands_begin(here, i, day), rules, here.bands))


@hot
def await_gain(here, i, day, due):
    """Schedule the day on which clean time adds points, unless a life is no newcomer any more then."""
    column = here.rules["new_column"]
    here.world.extra[i, column + 1] = 0
    if due > here.world.extra[i, column]:
        return
    here.world.extra[i, column + 1] = due
    if due < here.world.extra[i, column]:  # on the last day its end is scheduled already
        schedule(here, i, due, pack(LIST_END, NEWCOMER, ZERO, ZERO), day)


@hot
def live_as_newcomer(here, i, day):
    """Add what clean time adds today, and end a newcomer's time if it is over."""
    column = here.rules["new_column"]
    if column < 0:
        return
    extra, life, rules = here.world.extra[i], here.world.standing[i], here.rules
    if rules["new_each"] > 0 and extra[column + 1] == day:
        await_gain(here, i, day, day + rules["new_each"])
        if rules["resets_every"] > 0:
            await_reset(here, i, day, NONE)
        moved = move_points(here, i, rules["new_points"])
        if moved != 0:
            follow_score(here, i, day, moved, NONE)
            note(here, i, day, TRACE_GAINED, ZERO, NONE, ZERO, moved, day)
    if extra[column] == day:
        extra[column] = 0
        if rules["new_bands"] > 0:
            score = np.int64(life["score"])
            was = np.int64(deserved(score + rules["new_bands"], rules, here.bands))
            follow_score(here, i, day, np.int64(deserved(score, rules, here.bands)) - was, NONE)
        note(here, i, day, TRACE_NEWCOMER, ZERO, NONE, ZERO, ZERO, day)
