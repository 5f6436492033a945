"""Scores that are a mean of the last entries: what a life remembers of them.

`here` is what the life's grid has at hand, see `here`. Only rulebooks with such a score have columns for it: how many
entries are in the mean, and their points, the latest last.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.standing import ONE, ZERO

RATED = np.int64(128)
"""The turn of the first entry of a day; those of entries that stand (`holding`) lie below."""
_LAST_TURN = 255


@hot
def mean_with(here, i, points, counts):
    """The score of a life with one more entry of so many points. counts : 1, or 0 for the score of those it has."""
    extra, rules = here.world.extra[i], here.rules
    last, end = rules["mean_last"], rules["mean_column"] + 1 + rules["mean_kept"]
    known = min(np.int64(extra[rules["mean_column"]]), last - counts)
    if known + counts < max(rules["mean_least"], 1):
        return rules["score_start"]
    total = points * counts
    for k in range(end - known, end):
        total += extra[k]
    return rules["score_start"] + total // (known + counts)


@hot
def rate(here, act, i, day):
    """Take an entry into the mean, if it is one that is in it -> (points by which the score is to move, its turn)."""
    extra, rules, score = here.world.extra[i], here.rules, np.int64(here.world.standing[i]["score"])
    if act["in_mean"] == 0:
        return mean_with(here, i, ZERO, ZERO) - score, ZERO
    moved, turn = mean_with(here, i, act["points"], ONE) - score, ZERO
    first, times = rules["mean_column"] + 1, rules["mean_kept"]
    if rules["mean_days"] > 0:
        newest, turn = first + 2 * times - 1, RATED
        if extra[first - 1] > 0 and extra[newest] == day + 1:
            turn = min(np.int64(extra[newest + times]) + 1, _LAST_TURN)
        push(here, i, first + times, day + 1)
        push(here, i, first + 2 * times, turn)
    push(here, i, first, act["points"])
    extra[first - 1] = min(np.int64(extra[first - 1]) + 1, rules["mean_last"])
    return moved, turn


@hot
def push(here, i, first, value):
    """Put a value behind those of a life's entries that begin in a column, of which the oldest is let go."""
    extra, last = here.world.extra[i], first + here.rules["mean_kept"] - 1
    for k in range(first, last):
        extra[k] = extra[k + 1]
    extra[last] = value


@hot
def unrate(here, i, since, turn):
    """Take an entry of the day `since` and of a turn, that is struck, out of the mean, if it is in it still -> points
    by which the score is to move."""
    extra, rules = here.world.extra[i], here.rules
    first, times = rules["mean_column"] + 1, rules["mean_kept"]
    known = np.int64(extra[first - 1])
    oldest = first + times - known
    for k in range(oldest, first + times if turn >= RATED else oldest):
        if extra[k + times] == since + 1 and extra[k + 2 * times] == turn:
            for j in range(k, oldest, -1):
                extra[j] = extra[j - 1]
                extra[j + times] = extra[j - 1 + times]
                extra[j + 2 * times] = extra[j - 1 + 2 * times]
            extra[first - 1] = known - 1
            break
    return mean_with(here, i, ZERO, ZERO) - np.int64(here.world.standing[i]["score"])
