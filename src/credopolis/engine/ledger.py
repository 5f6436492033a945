"""The ledger: what becomes of an entry after it is posted. Its subject learns of it or not, appeals, or works it off;
an error spreads; and what is struck is taken back.

Everything is decided with draws keyed by the life and the entry on the day it is posted. Of expiry, repair and
correction only the first to come is scheduled: what is struck once moves nothing again.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit, unit
from credopolis.core.jit import hot, inlined
from credopolis.core.purposes import APPEALS, CORRECTS, IS_REFUSED, LEARNS, LEDGER, REPAIRS, SPREADS
from credopolis.engine.calendar import CORRECTION, EXPIRY, REPAIR, pack_case, pack_strike, schedule, unpack_strike
from credopolis.engine.filing import MISTAKEN, TRUE
from credopolis.engine.places import number_of
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
def correction_day(world, rules, dials, d, i, day, index, truth, fell, key, clock):
    """Whether and when an entry is corrected: its subject learns of it, appeals, and is heard -> day, or far away."""
    bits = draw_at(key, LEARNS)
    told = low_unit(bits) < dials["notice"]
    if not told and fell:
        told = unit(draw_at(key, IS_REFUSED)) < dials["refusal_tells"]
    learned = np.int64(learning_day(day, told, dials["notice_days"], dials["looks_a_day"], high_exponential(bits)))
    if learned >= clock["last_day"]:
        return _FAR
    count_step(world, rules, d, index, truth, LEARNED)
    note(world, d, i, day, TRACE_NOTICE, index, NONE, truth, ZERO, learned)
    which = 0 if truth == TRUE else 1
    if unit(draw_at(key, APPEALS)) >= dials["appeals"][which]:
        return _FAR
    bits = draw_at(key, CORRECTS)
    heard = learned + 1 + int(dials["correction_days"] * high_exponential(bits))
    count_step(world, rules, d, index, truth, APPEALED)
    note(world, d, i, day, TRACE_APPEAL, index, NONE, truth, ZERO, learned)
    if low_unit(bits) >= dials["upheld"][which]:
        count_step(world, rules, d, index, truth, REFUSED)
        note(world, d, i, day, TRACE_REFUSED, index, NONE, truth, ZERO, heard)
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
def follow_up(world, rules, dials, d, g, agenda, i, day, index, channel, truth, moved, began, fell, clock):
    """Schedule what ends an entry first: its expiry, its repair or its correction; and let an error spread."""
    act = world.acts[index]
    kind, end = EXPIRY, _FAR
    if act["expires_days"] > 0 and moved != 0:
        end = day + act["expires_days"]
    if act["negative"] > 0 and dials["safeguards"] > 0:
        key = key_of(clock["seed"], LEDGER, number_of(world, g, i, clock), what_when(day, index, channel, truth))
        repaired = repaired_on(act, dials, day, key)
        if repaired < end:
            kind, end = REPAIR, repaired
        corrected = correction_day(world, rules, dials, d, i, day, index, truth, fell, key, clock)
        if corrected < end:
            kind, end = CORRECTION, corrected
        if truth != TRUE and dials["spread"] > 0.0:
            bits = draw_at(key, SPREADS)
            if low_unit(bits) < dials["spread"]:
                due = day + 1 + int(dials["spread_days"] * high_exponential(bits))
                count_step(world, rules, d, index, truth, SPREAD)
                count_case(world, rules, d, index, OFFICE, MISTAKEN, FILED)
                note(world, d, i, day, TRACE_CASE, index, OFFICE, MISTAKEN, ZERO, due)
                schedule(world, d, g, agenda, i, due, pack_case(index, OFFICE, MISTAKEN, POSTED), day, clock)
    if end < _FAR:
        schedule(world, d, g, agenda, i, end, pack_strike(kind, index, moved, truth, began), day, clock)


@hot
def strike(world, rules, d, g, agenda, i, day, kind, what, since, clock):
    """Strike an entry posted on the day `since`: what it moved is taken back, and what it began ends.

    An expiry takes back points only; a repair ends a listing too; a correction also a lock that the entry began.
    """
    index, moved, truth, began = unpack_strike(what)
    act = world.acts[index]
    life = world.standing[i]
    points = move_points(world, rules, d, i, -moved)
    if moved != 0:
        follow_score(world, rules, d, g, agenda, i, day, -moved, NONE, clock)
    step, line = EXPIRED, TRACE_EXPIRY
    if kind != EXPIRY:
        step, line = REPAIRED, TRACE_REPAIR
        added = act["adds_to"]
        on_it = added >= 0 and (np.int64(life["listed"]) >> added) & 1
        if on_it and world.extra[i, added] == since + rules["list_days"][added]:
            leave_list(world, rules, d, i, day, added)
    if kind == CORRECTION:
        step, line = CORRECTED, TRACE_CORRECTION
        if act["adds_after"] > 1:
            world.extra[i, act["count_column"]] -= 1
        grade = np.int64(life["grade"])
        locked = grade < rules["n_grades"] and day < life["lock_until"]
        if began and locked and life["lock_until"] - rules["lock_days"][grade] == since:
            close_spell(world, rules, d, i, day, BY_CORRECTION)
            if life["fell_on"] == since:
                life["fell_on"] = -1
            life["lock_until"] = day
            band = deserved(np.int64(life["score"]), rules, world.bands)
            enter_grade(world, rules, d, g, agenda, i, day, band, band < grade, clock)
    count_step(world, rules, d, index, truth, step)
    note(world, d, i, day, line, index, NONE, truth, points, since)
