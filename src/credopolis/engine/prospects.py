"""Prospects: what an act would change in the gates that stand open to a life over the years to come.

`here` is what the life's grid has at hand, see `here`; `i` is the life, `day` the day. The path of a life that does
nothing more is worked out in one step from a table where nothing but its lock ends, and from end to end where lists or
the entry itself have a term.
"""

import numpy as np

from credopolis.core.jit import hot
from credopolis.engine.banding import bands_begin
from credopolis.engine.caps import counts_for_nothing
from credopolis.engine.counters import dropped_by
from credopolis.engine.entering import points_foreseen
from credopolis.engine.listed_ahead import list_added, lists_left, next_end, promptly
from credopolis.engine.prospects_by_cycle import stake_by_cycle
from credopolis.engine.standing import NONE, ZERO
from credopolis.mechanisms.ladder import clip_score, deserved
from credopolis.mechanisms.locks import released_to
from credopolis.mechanisms.stakes import NO_END, after_gain, after_loss, kept, worth_to_come
from credopolis.rulebook.compile import NOT_SET


@hot
def live_on(here, grade, left, band, mask, span, expires):
    """Live so many days of a path on which only locks end -> (value, weight, grade, days left, band, expires) then.

    What a release clears does not expire.
    """
    rules, rate = here.rules, here.dials["discount_a_day"]
    value, weight = 0.0, 1.0
    while 0 < left <= span:
        later = kept(left, rate)
        value += weight * (1.0 - later) * rules["worth"][grade, mask]
        weight *= later
        span -= left
        if rules["sets_score"][grade] != NOT_SET:
            band, expires = (
                np.int64(deserved(clip_score(rules["sets_score"][grade], ZERO, rules), rules, here.bands)),
                ZERO,
            )
        grade, locks = released_to(grade, band, rules)
        left = rules["lock_days"][grade] if locks else ZERO
    later = kept(span, rate)
    value += weight * (1.0 - later) * rules["worth"][grade, mask]
    return value, weight * later, grade, max(left - span, ZERO), band, expires


@hot
def worth_of_path(here, i, day, where, added, expires, moved):
    """Value of the gates that stand open on a life's path, in [0, 1].

    where : it stands today: grade, days of its lock left, band of its score, lists. added : the
    list joined today, -1 for none. expires : days until the entry that led here expires, 0 if it does not; the band is
    then what it was before its points, of which `moved` has the sign.
    """
    rules, now, value, weight = here.rules, ZERO, 0.0, 1.0
    grade, left, band, mask = where
    before = np.int64(deserved(here.world.standing[i]["score"] + bands_begin(here, i, day), rules, here.bands))
    end = next_end(here, i, day, mask, added, now, expires)
    while end < NO_END:
        due = expires == end
        part, later, grade, left, band, expires = live_on(here, grade, left, band, mask, end - now, expires)
        value += weight * part
        weight *= later
        now = end
        rest = lists_left(here, i, day, mask, added, now)
        if mask & rules["removal_lists"] != 0 and rest & rules["removal_lists"] == 0:
            grade, left = band, ZERO
        mask = rest
        if due and expires > 0:
            band = before
            if moved > 0 and band < grade:
                grade, left = band, rules["lock_days"][band]
            elif left == 0 and band > grade:
                grade = band
        end = next_end(here, i, day, mask, added, now, expires)
    rest_of_it = worth_to_come(grade, left, band, mask, rules, here.released, here.dials["discount_a_day"])
    return value + weight * rest_of_it


@hot
def stake_unscored(here, act, i, day):
    """The same of a life that has no grade, which can only join and leave lists; 0 if it is too young or removed."""
    rules, life = here.rules, here.world.standing[i]
    grade, mask, added = np.int64(life["grade"]), np.int64(life["listed"]), list_added(here, act, i)
    if grade >= rules["n_grades"] or (act["limited"] > 0 and counts_for_nothing(here, act, i, day)):
        return 0.0
    then = mask if added < 0 else mask | (1 << added)
    if act["removes_from"] >= 0:
        then = then & ~(1 << act["removes_from"])
    if then == mask and added < 0:
        return 0.0
    as_it_is = worth_of_path(here, i, day, (grade, ZERO, grade, mask), NONE, ZERO, ZERO)
    change = worth_of_path(here, i, day, (grade, ZERO, grade, then), added, ZERO, ZERO) - as_it_is
    if change < 0.0:
        return change * promptly(here, act)
    return change


@hot
def stake_of(here, act, i, day):
    """Change in the value of a life's open gates that an act would bring, in [-1, 1]; 0 once its cap is reached."""
    rules, life = here.rules, here.world.standing[i]
    grade = np.int64(life["grade"])
    if act["weighed"] == 0:
        return 0.0
    if grade >= rules["n_graded"]:
        return stake_unscored(here, act, i, day)
    if act["limited"] > 0 and counts_for_nothing(here, act, i, day):
        return 0.0
    if rules["sets_grade"] > 0:
        return stake_by_cycle(here, act, i, day)
    points = act["points"]
    if rules["by_entries"] > 0:
        points = points_foreseen(here, act, i, day)
    score, mask, left = np.int64(life["score"]), np.int64(life["listed"]), max(np.int64(life["lock_until"]) - day, ZERO)
    first = bands_begin(here, i, day)
    band, added, then, part = np.int64(deserved(score + first, rules, here.bands)), list_added(here, act, i), mask, 1.0
    if added >= 0:
        then = then | (1 << added)
    if act["removes_from"] >= 0:
        then = then & ~(1 << act["removes_from"])
    as_it_is = worth_of_path(here, i, day, (grade, left, band, mask), NONE, ZERO, ZERO)
    falls_to, moved = act["falls_to"], clip_score(score, points, rules) - score
    if rules["n_counters"] > 0 and moved < 0:
        falls_to = dropped_by(here, i, day, -moved, falls_to)
    if points > 0 and falls_to < 0:
        to, to_band, part = after_gain(grade, left, score, points, rules, here.bands, first)
        to_left = left
    else:
        to, to_left, to_band = after_loss(grade, left, score, points, falls_to, rules, here.bands, first)
    if then & rules["removal_lists"] != 0:
        to_left = ZERO
    expires = act["expires_days"] if moved != 0 else ZERO
    there = worth_of_path(here, i, day, (to, to_left, to_band, then), added, expires, moved)
    change = part * (there - as_it_is)
    if part < 1.0 and then != mask:
        listed = worth_of_path(here, i, day, (grade, left, band, then), added, ZERO, ZERO)
        change += (1.0 - part) * (listed - as_it_is)
    return change * promptly(here, act) if change < 0.0 else change
