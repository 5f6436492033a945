"""Prospects where only the end of a cycle sets the grade.

`here` is what the life's grid has at hand, see `here`. A life that does nothing more stands in its grade until the next
one is set by the band of its score, and from then on each cycle starts where the grade of the last one says: what
earlier entries do to later starts is not foreseen. A grade that is set and does not hold yet is taken as held. Entries
that expire before the cycle ends change nothing.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.banding import bands_begin
from credopolis.engine.cycles import set_to
from credopolis.engine.entering import points_foreseen
from credopolis.engine.listed_ahead import list_added, lists_left, next_end, promptly
from credopolis.engine.locking import end_by_cycles, in_a_lock
from credopolis.engine.standing import NONE, ONE, ZERO
from credopolis.mechanisms.ladder import clip_score, deserved
from credopolis.mechanisms.stakes import NO_END, after_gain, kept


@hot
def next_set(here, grade, held, band):
    """Once a grade is set by a score of a band -> (grade, days until the next one is, whether it is locked, band)."""
    rules, rung = here.rules, NONE
    then = band
    if held > 0:
        rung = rules["release_to"][grade]
        then = rung if rung >= 0 else min(band, rules["release_most"][grade])
    cycles = rules["lock_cycles"][then] if then < grade or rung >= 0 else ZERO
    start = rules["score_start"] + (rules["next_start"][then] if cycles <= 1 else ZERO)
    band = np.int64(deserved(clip_score(start, ZERO, rules), rules, here.bands))
    return then, rules["resets_every"] * max(cycles, ONE), ONE if cycles > 0 else ZERO, band


@hot
def until(here, mask, where, span):
    """Live so many days of a path on which only grades are set -> (value, weight, where then).

    where : grade, days until the next one is set, whether a lock holds, band of the score.
    """
    grade, left, held, band = where
    value, weight, rate = 0.0, 1.0, here.dials["discount_a_day"]
    while left <= span:
        later = kept(left, rate)
        value += weight * (1.0 - later) * here.rules["worth"][grade, mask]
        weight *= later
        span -= left
        before = grade, held, band
        grade, left, held, band = next_set(here, grade, held, band)
        if before == (grade, held, band):  # and so on for ever
            left = span + left - span % left
    later = kept(span, rate)
    value += weight * (1.0 - later) * here.rules["worth"][grade, mask]
    return value, weight * later, (grade, left - span, held, band)


@hot
def worth_by_cycle(here, i, day, where, mask, added):
    """Value of the gates that stand open on a life's path, in [0, 1]. where : see `until`; added : the list joined
    today, -1 for none."""
    rules, now, value, weight = here.rules, ZERO, 0.0, 1.0
    end = next_end(here, i, day, mask, added, now, ZERO)
    while end < NO_END:
        part, later, where = until(here, mask, where, end - now)
        value += weight * part
        weight *= later
        now = end
        rest = lists_left(here, i, day, mask, added, now)
        if mask & rules["removal_lists"] != 0 and rest & rules["removal_lists"] == 0:
            where = where[3], (where[1] - 1) % rules["resets_every"] + 1, ZERO, where[3]
        mask = rest
        end = next_end(here, i, day, mask, added, now, ZERO)
    grade, left, held, band = where
    worth, later = rules["worth"][grade, mask], kept(left, here.dials["discount_a_day"])
    row = grade if held > 0 else grade + rules["n_grades"]
    return value + weight * (worth + later * (here.released[row, band, mask] - worth))


@hot
def stands_by_cycle(here, i, day):
    """Where a life stands today: grade, days until the next one is set, whether a lock holds, band of its score."""
    life, rules, extra = here.world.standing[i], here.rules, here.world.extra[i]
    grade, held = np.int64(life["grade"]), ONE if in_a_lock(here, i) else ZERO
    band = np.int64(deserved(np.int64(life["score"]) + bands_begin(here, i, day), rules, here.bands))
    left = extra[rules["resets_column"]] + rules["sets_after"] - day
    on = np.int64(extra[rules["sets_column"]])
    if on > day and life["lock_until"] <= on:
        grade, held = set_to(here, i, np.int64(extra[rules["sets_column"] + 1]), on), ZERO
    elif held > 0:
        left = life["lock_until"] - day
    return grade, left, held, band


@hot
def stake_by_cycle(here, act, i, day):
    """Change in the value of a life's open gates that an act would bring, in [-1, 1]."""
    rules, life = here.rules, here.world.standing[i]
    where = stands_by_cycle(here, i, day)
    grade, left, held, band = where
    score, mask = np.int64(life["score"]), np.int64(life["listed"])
    added, then, part = list_added(here, act, i), mask, 1.0
    if added >= 0:
        then = then | (1 << added)
    if act["removes_from"] >= 0:
        then = then & ~(1 << act["removes_from"])
    points, falls_to = points_foreseen(here, act, i, day), act["falls_to"]
    drops = falls_to >= 0 and np.int64(life["grade"]) >= falls_to
    if 0 < act["expires_days"] < here.world.extra[i, rules["resets_column"]] - day:
        points = ZERO
    first = bands_begin(here, i, day)
    if points > 0 and not drops:
        _, band, part = after_gain(grade, left, score, points, rules, here.bands, first)
    elif points != 0:
        band = np.int64(deserved(clip_score(score, points, rules) + first, rules, here.bands))
    if drops:
        grade, held = falls_to, ZERO
        left = here.world.extra[i, rules["resets_column"]] + rules["sets_after"] - day
        if rules["lock_cycles"][grade] > 0:
            held, left = ONE, end_by_cycles(here, i, day, grade) - day
    to = grade, left, held, band
    as_it_is = worth_by_cycle(here, i, day, where, mask, NONE)
    change = part * (worth_by_cycle(here, i, day, to, then, added) - as_it_is)
    if part < 1.0 and then != mask:
        change += (1.0 - part) * (worth_by_cycle(here, i, day, where, then, added) - as_it_is)
    return change * promptly(here, act) if change < 0.0 else change
