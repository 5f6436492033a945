"""Entering: how an entry moves a score where more than its own points count, and what a strike then takes back.

`here` is what the life's grid has at hand, see `here`. Only where a rulebook asks for what entries were made before
does an entry come here: a score that is a mean, starts of cycles that move, entries that end others or have points
together.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.calendar import EXPIRY
from credopolis.engine.cycles import forget_head_start, head_start
from credopolis.engine.holding import (
    begin_standing,
    end_others,
    end_standing,
    move_together,
    score_with,
    standing_of,
    standing_tonight,
    still_stands,
)
from credopolis.engine.rating import RATED, mean_with, rate, unrate
from credopolis.engine.standing import ONE, ZERO, move_points


@hot
def enter_points(here, i, day, index, points):
    """Enter an act -> (points that it moved itself, points that the grade follows, points that are told, turn)."""
    act, rules, life, turn = here.acts[index], here.rules, here.world.standing[i], ZERO
    before = np.int64(life["score"])
    if act["head_points"] != 0:
        points += head_start(here, act, i, day)
    if act["ends"] != 0:
        end_others(here, act, i, day)
    if rules["mean_last"] > 0:
        points, turn = rate(here, act, i, day)
    moved, follows = move_points(here, i, points), points
    if act["bit"] >= 0 and rules["mean_last"] == 0 and (moved != 0 or act["held"] > 0):
        turn = begin_standing(here, act, i, day, moved)
    if rules["holds"] > 0:
        move_together(here, i, standing_of(here, i))
        follows = np.int64(life["score"]) - before
    return moved, follows, points, turn


@hot
def points_foreseen(here, act, i, day):
    """Points by which an entry would move a life's score today, were there no bounds and no limit of a day."""
    rules, score, points = here.rules, np.int64(here.world.standing[i]["score"]), act["points"]
    if act["head_points"] != 0 and here.world.extra[i, act["head_column"]] <= day:
        points += act["head_points"]
    if rules["mean_last"] > 0:
        counts = ONE if act["in_mean"] > 0 else ZERO
        points = mean_with(here, i, points * counts, counts) - score
    if rules["holds"] > 0:
        points = score_with(here, act, i, points) - score
    return points


@hot
def no_longer(here, act, i, since, kind, strike):
    """Whether what strikes an entry comes too late: another has ended it, or the score is a mean, in which nothing
    expires. Else it stands no longer. strike : the points that it moved, and its turn."""
    moved, turn = strike
    if 0 < turn < RATED:
        if not still_stands(here, act, i, since, turn):
            return True
        end_standing(here, act, i, moved)
    if kind == EXPIRY:
        return here.rules["mean_last"] > 0
    if act["head_points"] != 0:
        forget_head_start(here, act, i, since)
    return False


@hot
def take_back(here, i, day, since, kind, strike):
    """Take back what an entry moved that is struck -> points by which the score moved. strike : see `no_longer`."""
    moved, turn = strike
    rules, before = here.rules, np.int64(here.world.standing[i]["score"])
    if rules["mean_last"] > 0:
        moved = -unrate(here, i, since, turn)
    move_points(here, i, -moved)
    if rules["holds"] > 0:
        move_together(here, i, standing_tonight(here, i, day) if kind == EXPIRY else standing_of(here, i))
    return np.int64(here.world.standing[i]["score"]) - before
