"""Cycles of the score: its return to the start, and the grade that the end of one sets, where only that does.

`here` is what the life's grid has at hand, see `here`. Where the end of a cycle sets grades, it is always in the
calendar; else only once something was entered in it. A grade may hold some time later than its cycle ended: until then
its day and the band of the score are kept.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import LIST_END, LOCK_END, RESET, SET, pack, schedule
from credopolis.engine.locking import forget_hold, gone_of_cycle, in_a_lock
from credopolis.engine.standing import (
    NONE,
    TRACE_LOCK_END,
    TRACE_RESET,
    TRACE_SET,
    ZERO,
    close_spell,
    enter_grade,
    follow_score,
    move_points,
    note,
)
from credopolis.engine.tally import BY_RELEASE
from credopolis.mechanisms.ladder import deserved

_LAST_DAY = 2**15 - 1


@hot
def set_to(here, i, band, on):
    """The grade that is set on a day by a score of a band, -1 if a lock or a removal holds on."""
    life, rules = here.world.standing[i], here.rules
    grade = np.int64(life["grade"])
    if grade >= rules["n_grades"] or life["lock_until"] > on:
        return NONE
    if not in_a_lock(here, i):
        return band
    rung = rules["release_to"][grade]
    return rung if rung >= 0 else min(band, rules["release_most"][grade])


@hot
def set_grade(here, i, day, band):
    """Set a life's grade today by a score of a band, or release it."""
    then = set_to(here, i, band, day)
    if then < 0:
        return
    grade, held = np.int64(here.world.standing[i]["grade"]), in_a_lock(here, i)
    locks = then < grade or (held and here.rules["release_to"][grade] >= 0)
    if held:
        close_spell(here, i, day, BY_RELEASE)
        forget_hold(here, i)
    if then != grade or locks:
        enter_grade(here, i, day, then, locks)
    if held:
        note(here, i, day, TRACE_LOCK_END, ZERO, ZERO, ZERO, ZERO, day)
    elif then != grade:
        note(here, i, day, TRACE_SET, ZERO, NONE, ZERO, ZERO, day)


@hot
def grade_holds(here, i, day):
    """From today on the grade holds that the end of a cycle has set, if that is to be today."""
    column = here.rules["sets_column"]
    if column >= 0 and here.world.extra[i, column] == day:
        here.world.extra[i, column] = 0
        if here.rules["sets_grade"] > 0:
            set_grade(here, i, day, np.int64(here.world.extra[i, column + 1]))


@hot
def end_cycle(here, i, day):
    """The end of a cycle sets a life's grade, today or later, and the next one begins -> points by which it starts
    otherwise."""
    rules, extra = here.rules, here.world.extra[i]
    extra[rules["resets_column"]] = day + rules["resets_every"]
    schedule(here, i, day + rules["resets_every"], pack(LIST_END, RESET, ZERO, ZERO), day)
    band = np.int64(deserved(here.world.standing[i]["score"] + bands_begin(here, i, day), rules, here.bands))
    on = day + rules["sets_after"]
    then = set_to(here, i, band, on)
    if rules["sets_after"] > 0:
        extra[rules["sets_column"]], extra[rules["sets_column"] + 1] = on, band
        schedule(here, i, on, pack(LOCK_END, SET, ZERO, ZERO), day)
    else:
        set_grade(here, i, day, band)
    points = rules["next_start"][then] if then >= 0 else ZERO
    for index in range(here.acts.shape[0]):
        act = here.acts[index]
        if act["head_points"] != 0 and extra[act["head_column"]] > day:
            points += act["head_points"]
    return points


@hot
def reset_score(here, i, day):
    """Return a life's score to its start, if that is to be today, and clear what was entered before."""
    column, start = here.rules["resets_column"], here.rules["score_start"]
    if column < 0 or here.world.extra[i, column] != day:
        return
    here.world.extra[i, column] = 0
    if here.rules["sets_grade"] > 0:
        start += end_cycle(here, i, day)
    here.world.extra[i, here.rules["cleared_column"]] = day
    moved = move_points(here, i, start - np.int64(here.world.standing[i]["score"]))
    if moved != 0:
        follow_score(here, i, day, moved, NONE)
    note(here, i, day, TRACE_RESET, ZERO, NONE, ZERO, moved, day)


@hot
def head_start(here, act, i, day):
    """Points that an entry adds to the start of the cycle that runs, unless an earlier one of its act does already."""
    extra, column = here.world.extra[i], act["head_column"]
    until = day - gone_of_cycle(here, i, day) + act["head_cycles"] * here.rules["resets_every"]
    points = ZERO if extra[column] > day else act["head_points"]
    extra[column], extra[column + 1] = min(until, _LAST_DAY), day + 1
    return points


@hot
def forget_head_start(here, act, i, since):
    """Let an entry of the day `since` that is struck move no start of a cycle that is to come."""
    extra, column = here.world.extra[i], act["head_column"]
    if extra[column + 1] == since + 1:
        extra[column] = 0
        extra[column + 1] = 0
