"""What clean time gives back: points, each so long after the last entry that takes some.

`here` is what the life's grid has at hand, see `here`.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.calendar import GIVEN, LIST_END, pack, schedule
from credopolis.engine.standing import NONE, TRACE_GIVEN, ZERO, await_reset, follow_score, move_points, note


@hot
def await_gift(here, i, day):
    """From today on a life's time is clean: schedule the day on which it gives points back."""
    due = day + here.rules["gives_after"]
    if here.rules["gives_after"] > 0 and here.world.extra[i, here.rules["gives_column"]] != due:
        here.world.extra[i, here.rules["gives_column"]] = due
        schedule(here, i, due, pack(LIST_END, GIVEN, ZERO, ZERO), day)


@hot
def begin_clocks(here, i, day):
    """Begin what runs for a life that is scored from today on: its clean time where its start lies below what that
    gives, and its first cycle where the end of one sets the grade. None does for who has no grade."""
    if here.world.standing[i]["grade"] >= here.rules["n_graded"]:
        return
    if here.rules["gives_column"] >= 0 and here.rules["gives_up_to"] > here.rules["score_start"]:
        await_gift(here, i, day)
    if here.rules["sets_grade"] > 0:
        await_reset(here, i, day, ZERO)


@hot
def give_back(here, i, day):
    """Give a life points back, if that is to be today, and go on unless that was all."""
    rules = here.rules
    if rules["gives_column"] < 0 or here.world.extra[i, rules["gives_column"]] != day:
        return
    here.world.extra[i, rules["gives_column"]] = 0
    room = max(rules["gives_up_to"] - np.int64(here.world.standing[i]["score"]), ZERO)
    moved = move_points(here, i, min(rules["gives_points"], room))
    if moved < room:
        await_gift(here, i, day)
    if rules["resets_every"] > 0:
        await_reset(here, i, day, ZERO)
    if moved > 0:
        follow_score(here, i, day, moved, NONE)
        note(here, i, day, TRACE_GIVEN, ZERO, NONE, ZERO, moved, day)
