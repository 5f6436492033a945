"""Entries that stand: which of them others end, and points for things together.

`here` is what the life's grid has at hand, see `here`. Only where a rulebook says either are there columns for it: a
bit for each act of which an entry stands, how many do where that can be several, and the points that they gave and
took, which are taken back once another entry ends them. Points of one sign that are taken back one after another come
to the same as their sum, so no single entry is remembered. What strikes an entry one day carries its turn: how often
its act was ended on its day before it, and one. So it is known whether the entry stands still.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.calendar import EXPIRY, event_of, unpack_strike
from credopolis.engine.held_columns import BITS
from credopolis.engine.standing import NONE, ONE, TRACE_ENDED, ZERO, move_points, note
from credopolis.mechanisms.ladder import clip_score

_MOST = 2**15 - 1
_MOST_TURNS = 126  # so that turns lie below those of entries in a mean, see `rating`


@hot
def standing_of(here, i):
    """The acts of which an entry of a life stands, a bit each."""
    found, first = ZERO, here.rules["held_column"]
    for k in range(here.rules["held_words"]):
        found |= np.int64(here.world.extra[i, first + k]) << (BITS * k)
    return found


@hot
def keep_standing(here, i, standing):
    """Keep the acts of which an entry of a life stands."""
    for k in range(here.rules["held_words"]):
        here.world.extra[i, here.rules["held_column"] + k] = (standing >> (BITS * k)) & _MOST


@hot
def read_sum(here, i, column, wide):
    """A sum of points in one column or, if it is wide, two; 0 where there is none."""
    if column < 0:
        return ZERO
    found = np.int64(here.world.extra[i, column])
    return found | np.int64(here.world.extra[i, column + 1]) << BITS if wide > 0 else found


@hot
def write_sum(here, i, column, wide, points):
    """Keep such a sum."""
    if column >= 0:
        here.world.extra[i, column] = points & _MOST
        if wide > 0:
            here.world.extra[i, column + 1] = points >> BITS


@hot
def points_together(here, standing):
    """Points for things together, of the acts of which an entry stands, a bit each."""
    rules, found, k = here.rules, ZERO, ZERO
    for g in range(rules["n_groups"]):
        of_group = ZERO
        while k < rules["group"][g, 0]:
            if standing & rules["together"][k, 0] == rules["together"][k, 0]:
                of_group += rules["together"][k, 1]
            k += 1
        found += min(of_group, rules["group"][g, 1])
    return found


@hot
def move_together(here, i, standing):
    """Let things together have their points, and those lose them that are it no more."""
    column = here.rules["together_column"]
    if column >= 0:
        now = points_together(here, standing)
        moved = now - read_sum(here, i, column, ONE)
        if moved != 0:
            write_sum(here, i, column, ONE, now)
            move_points(here, i, moved)


@hot
def begin_standing(here, act, i, day, moved):
    """An entry that moved the score by so many points stands from today on -> its turn."""
    extra = here.world.extra[i]
    keep_standing(here, i, standing_of(here, i) | ONE << act["bit"])
    if act["stands_column"] >= 0:
        extra[act["stands_column"]] = min(np.int64(extra[act["stands_column"]]) + 1, _MOST)
    add_moved(here, act, i, moved)
    column = act["ended_column"]
    if column >= 0 and extra[column] == day + 1:
        return ONE + np.int64(extra[column + 1])
    return ONE


@hot
def add_moved(here, act, i, moved):
    """Add to what entries that stand gave or took; -`moved` takes it off again."""
    column = act["gains_column"] if moved > 0 else act["losses_column"]
    write_sum(here, i, column, act["wide"], read_sum(here, i, column, act["wide"]) + abs(moved))


@hot
def still_stands(here, act, i, since, turn):
    """Whether an entry of the day `since` and of so many turns was ended by no other."""
    column = act["ended_column"]
    if column < 0:
        return True
    ended = np.int64(here.world.extra[i, column]) - 1
    return since > ended or (since == ended and turn > here.world.extra[i, column + 1])


@hot
def end_standing(here, act, i, moved):
    """An entry that moved the score by so many points stands no longer."""
    extra, column, left = here.world.extra[i], act["stands_column"], ZERO
    if column >= 0:
        left = max(np.int64(extra[column]) - 1, ZERO)
        extra[column] = left
    if left == 0:
        keep_standing(here, i, standing_of(here, i) & ~(ONE << act["bit"]))
    column = act["gains_column"] if moved > 0 else act["losses_column"]
    if moved != 0:
        write_sum(here, i, column, act["wide"], max(read_sum(here, i, column, act["wide"]) - abs(moved), ZERO))


@hot
def moved_by(here, i, standing):
    """Points that the entries took and gave of some acts, a bit each, that stand -> (losses, gains)."""
    losses, gains = ZERO, ZERO
    for index in range(here.acts.shape[0]):
        act = here.acts[index]
        if act["bit"] >= 0 and (standing >> act["bit"]) & 1:
            losses += read_sum(here, i, act["losses_column"], act["wide"])
            gains += read_sum(here, i, act["gains_column"], act["wide"])
    return losses, gains


@hot
def end_entries(here, act, i, day):
    """End all entries of an act that stand -> the points that they took, less those that they gave."""
    extra, column = here.world.extra[i], act["ended_column"]
    found = read_sum(here, i, act["losses_column"], act["wide"]) - read_sum(here, i, act["gains_column"], act["wide"])
    write_sum(here, i, act["losses_column"], act["wide"], ZERO)
    write_sum(here, i, act["gains_column"], act["wide"], ZERO)
    if act["stands_column"] >= 0:
        extra[act["stands_column"]] = 0
    if column >= 0:
        extra[column + 1] = min(np.int64(extra[column + 1]) + 1, _MOST_TURNS) if extra[column] == day + 1 else 1
        extra[column] = day + 1
    return found


@hot
def end_others(here, act, i, day):
    """End the entries that an entry of an act ends: what they moved is taken back, losses first."""
    ended = standing_of(here, i) & act["ends"]
    if ended == 0:
        return
    losses, gains = moved_by(here, i, ended)
    move_points(here, i, losses)
    move_points(here, i, -gains)
    keep_standing(here, i, standing_of(here, i) & ~ended)
    for index in range(here.acts.shape[0]):
        other = here.acts[index]
        if other["bit"] >= 0 and (ended >> other["bit"]) & 1:
            note(here, i, day, TRACE_ENDED, index, NONE, ZERO, end_entries(here, other, i, day), day)


@hot
def score_with(here, act, i, points):
    """The score that a life would have with an entry of an act that has so many points."""
    rules, standing = here.rules, standing_of(here, i)
    losses, gains = moved_by(here, i, standing & act["ends"])
    score = clip_score(clip_score(np.int64(here.world.standing[i]["score"]), losses, rules), -gains, rules)
    score, standing = clip_score(score, points, rules), standing & ~act["ends"]
    if rules["together_column"] >= 0:
        if act["bit"] >= 0:
            standing |= ONE << act["bit"]
        more = points_together(here, standing) - read_sum(here, i, rules["together_column"], ONE)
        score = clip_score(score, more, rules)
    return score


@hot
def standing_tonight(here, i, day):
    """The acts of which an entry stands once all have expired that do so today, a bit each."""
    found, extra = standing_of(here, i), here.world.extra[i]
    for way in range(2):  # counts are lowered for a moment, and raised again
        at = np.int64(here.agenda[i - here.grid["start"]])
        while at >= 0 and here.world.nodes[at]["day"] == day and here.world.nodes[at]["kind"] == EXPIRY:
            node = here.world.nodes[at]
            at, act = np.int64(node["next"]), here.acts[unpack_strike(event_of(node))[0]]
            if 0 < node["turn"] <= _MOST_TURNS + 1 and still_stands(
                here, act, i, np.int64(node["since"]), np.int64(node["turn"])
            ):
                column, left = act["stands_column"], ZERO
                if column >= 0:
                    left = np.int64(extra[column]) - 1 + 2 * way
                    extra[column] = left
                if way == 0 and left == 0:
                    found &= ~(ONE << act["bit"])
    return found
