"""The ledger: what becomes of an entry after it is posted. Its subject learns of it or not, appeals, or works it off;
an error spreads; and what is struck is taken back.

Everything is decided with draws keyed by the life and the entry on the day it is posted. Of expiry, repair and
correction only the first to come is scheduled: what is struck once moves nothing again.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit, unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import APPEALS, CORRECTS, IS_REFUSED, LEARNS, LEDGER, REPAIRS, SPREADS
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import (
    CORRECTION,
    EXPIRY,
    REPAIR,
    kind_of,
    pack_case,
    pack_strike,
    schedule,
    schedule_turn,
    unpack_strike,
)
from credopolis.engine.counters import forget_taken
from credopolis.engine.entering import no_longer, take_back
from credopolis.engine.filing import MISTAKEN, TRUE
from credopolis.engine.locking import forget_lock, lock_began
from credopolis.engine.places import number_of
from credopolis.engine.repeating import forget_entry
from credopolis.engine.standing import (
    NONE,
    TRACE_APPEAL,
    TRACE_CASE,
    TRACE_CORRECTION,
    TRACE_EXPIRY,
    TRACE_NOTICE,
    TRACE_REFUSED,
    TRACE_REPAIR,
    ZERO,
    cleared,
    close_spell,
    enter_grade,
    follow_score,
    leave_list,
    move_points,
    note,
)
from credopolis.engine.tally import (
    APPEALED,
    BY_CORRECTION,
    CORRECTED,
    EXPIRED,
    FILED,
    LEARNED,
    POSTED,
    REFUSED,
    REPAIRED,
    SPREAD,
    count_case,
    count_step,
)
from credopolis.mechanisms.channels import OFFICE
from credopolis.mechanisms.due_process import NEVER, days_until, learning_day
from credopolis.mechanisms.ladder import deserved
from credopolis.mechanisms.repair import repair_day

_FAR = np.int64(NEVER)


@inlined
def what_when(day, index, channel, truth):
    """An entry of a life in one integer: what was posted, and when; with the life the key of its draws."""
    return (day << 24) | (index << 12) | (channel << 4) | truth


@hot
def correction_day(here, i, day, index, truth, fell, key):
    """Whether and when an entry is corrected: its subject learns of it, appeals, and is heard -> day, or far away."""
    bits = draw_at(key, LEARNS)
    told = low_unit(bits) < here.dials["notice"]
    if not told and fell:
        told = unit(draw_at(key, IS_REFUSED)) < here.dials["refusal_tells"]
    learned = np.int64(
        learning_day(day, told, here.dials["notice_days"], here.dials["looks_a_day"], high_exponential(bits))
    )
    if learned >= here.clock["last_day"]:
        return _FAR
    count_step(here, index, truth, LEARNED)
    note(here, i, day, TRACE_NOTICE, index, NONE, truth, ZERO, learned)
    which = 0 if truth == TRUE else 1
    if unit(draw_at(key, APPEALS)) >= here.dials["appeals"][which]:
        return _FAR
    bits = draw_at(key, CORRECTS)
    heard = learned + 1 + int(here.dials["correction_days"] * high_exponential(bits))
    count_step(here, index, truth, APPEALED)
    note(here, i, day, TRACE_APPEAL, index, NONE, truth, ZERO, learned)
    if low_unit(bits) >= here.dials["upheld"][which]:
        count_step(here, index, truth, REFUSED)
        note(here, i, day, TRACE_REFUSED, index, NONE, truth, ZERO, heard)
        return _FAR
    return heard


@hot
def repaired_on(act, dials, day, key):
    """Whether and when an entry is worked off -> day, or far away."""
    if act["repairable"] == 0 or dials["repairs_a_day"] <= 0.0:
        return _FAR
    wait = days_until(dials["repairs_a_day"], high_exponential(draw_at(key, REPAIRS)))
    if wait >= NEVER:
        return _FAR
    return max(repair_day(day, day + wait, dials["repair_wait_days"], dials["repair_days"]), day + 1)


@hot
def follow_up(here, i, day, index, channel, truth, moved, began, fell):
    """Schedule what ends an entry first: its expiry, its repair or its correction; and let an error spread.

    began : 1 if the entry began a lock, and twice its turn, see `holding`.
    """
    act = here.acts[index]
    kind, end = EXPIRY, _FAR
    if act["expires_days"] > 0 and (moved != 0 or began > 1):
        end = day + act["expires_days"]
    if act["negative"] > 0 and here.dials["safeguards"] > 0:
        key = key_of(here.clock["seed"], LEDGER, number_of(here, i), what_when(day, index, channel, truth))
        repaired = repaired_on(act, here.dials, day, key)
        if repaired < end:
            kind, end = REPAIR, repaired
        corrected = correction_day(here, i, day, index, truth, fell, key)
        if corrected < end:
            kind, end = CORRECTION, corrected
        if truth != TRUE and here.dials["spread"] > 0.0:
            bits = draw_at(key, SPREADS)
            if low_unit(bits) < here.dials["spread"]:
                due = day + 1 + int(here.dials["spread_days"] * high_exponential(bits))
                count_step(here, index, truth, SPREAD)
                count_case(here, index, OFFICE, MISTAKEN, FILED)
                note(here, i, day, TRACE_CASE, index, OFFICE, MISTAKEN, ZERO, due)
                schedule(here, i, due, pack_case(index, OFFICE, MISTAKEN, POSTED), day)
    if end < _FAR:
        schedule_turn(here, i, end, pack_strike(kind, index, moved, truth, began & 1), day, began >> 1)


@hot
def unlist(here, i, day, which, since):
    """End a listing that began on the day `since`."""
    on_it = (np.int64(here.world.standing[i]["listed"]) >> which) & 1
    if on_it and here.world.extra[i, which] == since + here.rules["list_days"][which]:
        leave_list(here, i, day, which)


@hot
def end_its_lock(here, i, day, since):
    """End the lock that an entry of the day `since` began, if it is the one that runs."""
    life = here.world.standing[i]
    grade = np.int64(life["grade"])
    locked = grade < here.rules["n_grades"] and day < life["lock_until"]
    if locked and lock_began(here.world, here.rules, i, grade) == since:
        close_spell(here, i, day, BY_CORRECTION)
        if here.rules["grades_list"] > 0 and here.rules["grade_list"][grade] >= 0:
            unlist(here, i, day, here.rules["grade_list"][grade], since)
        if here.rules["began_column"] >= 0:
            forget_lock(here, i, grade, since, life["lock_until"] - since)
        if life["fell_on"] == since:
            life["fell_on"] = -1
        life["lock_until"] = day
        band = deserved(life["score"] + bands_begin(here, i, day), here.rules, here.bands)
        enter_grade(here, i, day, band, band < grade)


@hot
def strike(here, i, day, what, since, turn):
    """Strike an entry posted on the day `since`: what it moved is taken back, and what it began ends.

    An expiry takes back points only; a repair ends a listing too; a correction also a lock that the entry began. What a
    release has cleared does not expire, and moves no points. turn : see `holding`.
    """
    index, moved, truth, began = unpack_strike(what)
    kind, act = kind_of(what), here.acts[index]
    if here.rules["by_entries"] > 0 and no_longer(here, act, i, since, kind, (moved, turn)):
        return
    if cleared(here, i, since):
        if kind == EXPIRY:
            return
        moved = ZERO
    back = -moved
    if here.rules["by_entries"] > 0:
        points = take_back(here, i, day, since, kind, (moved, turn))
        moved = -points if here.rules["mean_last"] > 0 else moved
        back = points if here.rules["holds"] > 0 else -moved
    else:
        points = move_points(here, i, back)
    if back != 0 or moved != 0 or kind == CORRECTION:  # an entry of no points may have dropped a life without a lock
        follow_score(here, i, day, back, NONE)
    step, line = EXPIRED, TRACE_EXPIRY
    if kind != EXPIRY:
        step, line = REPAIRED, TRACE_REPAIR
        if here.rules["n_counters"] > 0 and moved < 0:  # what was cleared counts no longer anyhow
            forget_taken(here, i, since, -moved)
        added = act["adds_to"]
        if added >= 0:
            unlist(here, i, day, added, since)
    if kind == CORRECTION:
        step, line = CORRECTED, TRACE_CORRECTION
        if act["again_times"] > 0:
            forget_entry(here, act, i, since)
        if act["adds_after"] > 1 and here.world.extra[i, act["count_column"]] > 0:  # 0: of before rules changed
            here.world.extra[i, act["count_column"]] -= 1
        if began:
            end_its_lock(here, i, day, since)
    count_step(here, index, truth, step)
    note(here, i, day, line, index, NONE, truth, points, since)
