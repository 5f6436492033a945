"""Ungraded: who is of age and has no grade, because nobody asked for a score or the life did not agree to one.

Its entries are kept and its lists hold; no entry moves points. `here` is what the life's grid has at hand, see `here`.
`forgets` : (n_columns,) bool, columns of `World.extra` with what a life remembers for its score, and forgets as it
joins or leaves it.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.agreeing import agrees
from credopolis.engine.caps import count_towards_cap, counts_for_nothing, counts_towards_list
from credopolis.engine.gifts import begin_clocks
from credopolis.engine.hooks import after_entry
from credopolis.engine.ledger import follow_up
from credopolis.engine.newcomers import begin_as_newcomer
from credopolis.engine.standing import (
    NONE,
    TRACE_CAPPED,
    TRACE_ENTRY,
    TRACES,
    ZERO,
    change_lists,
    close_spell,
    enter_grade,
    move_points,
    note,
    removed_from_life,
)
from credopolis.engine.tally import BY_RELEASE, DISMISSED, count_case, count_entry

_JOINS, _LEAVES = np.int64(TRACES.index("joins")), np.int64(TRACES.index("leaves"))


@hot
def begin_scored(here, i, day, first):
    """A life enters civic life today that may be scored since the day `first` -> its grade, or that of who has none."""
    if not agrees(here, i):
        return np.int64(here.rules["ungraded"])
    return np.int64(begin_as_newcomer(here, i, day, first))


@hot
def is_scored(here, i):
    """Whether points move a life that is in no grade: it is removed for a time, and agreed."""
    return removed_from_life(here.world.standing[i], here.rules) and agrees(here, i)


@hot
def post_unscored(here, i, day, cell, index, channel, truth, since):
    """Post a case of a life that has no grade and no score: it is dismissed if it is too young, else on file."""
    life, act = here.world.standing[i], here.acts[index]
    young = life["grade"] >= here.rules["n_grades"] and not removed_from_life(life, here.rules)
    if young or (act["limited"] > 0 and counts_for_nothing(here, act, i, day)):
        count_case(here, index, channel, truth, DISMISSED)
        note(here, i, day, TRACE_CAPPED, index, channel, truth, ZERO, since)
        return
    if act["limited"] > 0:
        count_towards_cap(here, act, i, day)
    count_entry(here, cell, index, channel, truth)
    after_entry(here, i, day, cell, index, channel, truth)
    if act["adds_to"] >= 0 or act["removes_from"] >= 0:
        lists_now = act["adds_to"] >= 0 and counts_towards_list(here, act, i)
        change_lists(here, i, day, act, lists_now)
    note(here, i, day, TRACE_ENTRY, index, channel, truth, ZERO, since)
    if here.dials["safeguards"] > 0:
        follow_up(here, i, day, index, channel, truth, ZERO, ZERO, False)


@hot
def forget_score(here, i, day, forgets):
    """Let nothing that was entered before today count towards a score, which is the start again."""
    extra = here.world.extra[i]
    for k in range(extra.shape[0]):
        if forgets[k]:
            extra[k] = 0
    extra[here.rules["cleared_column"]] = day
    move_points(here, i, here.rules["score_start"] - np.int64(here.world.standing[i]["score"]))


@hot
def join_score(here, i, day, forgets):
    """A life that had no grade is scored from today on."""
    life = here.world.standing[i]
    forget_score(here, i, day, forgets)
    before = np.int64(life["score"])
    grade = np.int64(begin_as_newcomer(here, i, day, day))
    here.district["score_sum"] += np.int64(life["score"]) - before
    enter_grade(here, i, day, grade, False)
    begin_clocks(here, i, day)
    note(here, i, day, _JOINS, ZERO, NONE, ZERO, ZERO, day)


@hot
def leave_score(here, i, day, forgets):
    """A life that had a grade has none from today on."""
    life = here.world.standing[i]
    if day < life["lock_until"]:
        close_spell(here, i, day, BY_RELEASE)
    life["fell_on"] = -1
    forget_score(here, i, day, forgets)
    enter_grade(here, i, day, np.int64(here.rules["ungraded"]), False)
    note(here, i, day, _LEAVES, ZERO, NONE, ZERO, ZERO, day)


@hot
def stay_ungraded(here, i):
    """A life that had no grade has none under other rules either: its score, which is not looked at, is their start."""
    move_points(here, i, here.rules["score_start"] - np.int64(here.world.standing[i]["score"]))
