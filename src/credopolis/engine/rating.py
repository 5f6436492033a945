"""Scores that are a mean of the last entries: what a life remembers of them.

`here` is what the life's grid has at hand, see `here`. Only rulebooks with such a score have columns for it: how many
entries are in the mean, and their points, the latest last.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.standing import ONE, ZERO


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
    """Take an entry into the mean, if it is one that is in it -> points by which the score is to move."""
    extra, rules, score = here.world.extra[i], here.rules, np.int64(here.world.standing[i]["score"])
    if act["in_mean"] == 0:
        return mean_with(here, i, ZERO, ZERO) - score
    moved = mean_with(here, i, act["points"], ONE) - score
    first, times = rules["mean_column"] + 1, rules["mean_kept"]
    for k in range(first, first + times - 1):
        extra[k] = extra[k + 1]
    extra[first + times - 1] = act["points"]
    if rules["mean_days"] > 0:
        for k in range(first + times, first + 2 * times - 1):
            extra[k] = extra[k + 1]
        extra[first + 2 * times - 1] = day + 1
    extra[first - 1] = min(np.int64(extra[first - 1]) + 1, rules["mean_last"])
    return moved


@hot
def unrate(here, act, i, since):
    """Take an entry of the day `since` that is struck out of the mean, if it is in it -> points by which the score is
    to move. Of several alike of one day it is the oldest."""
    extra, rules = here.world.extra[i], here.rules
    first, times = rules["mean_column"] + 1, rules["mean_kept"]
    known = np.int64(extra[first - 1])
    if rules["mean_days"] == 0 or act["in_mean"] == 0:
        known = ZERO
    for k in range(first + times - known, first + times):
        if extra[k + times] == since + 1 and extra[k] == act["points"]:
            for j in range(k, first + times - known, -1):
                extra[j] = extra[j - 1]
                extra[j + times] = extra[j - 1 + times]
            extra[first - 1] = known - 1
            break
    return mean_with(here, i, ZERO, ZERO) - np.int64(here.world.standing[i]["score"])
