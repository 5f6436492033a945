"""Every life read again under new rules: scores within bounds, grades by bands, locks by length (see `reform`)."""

from typing import NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.schema import ABSENT
from credopolis.engine.agreeing import agrees
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import LOCK_END, pack, schedule
from credopolis.engine.following import follow
from credopolis.engine.here import at_grid
from credopolis.engine.holding import move_together, standing_of
from credopolis.engine.locking import end_by_cycles, forget_hold
from credopolis.engine.rating import mean_with
from credopolis.engine.requests import await_request
from credopolis.engine.standing import (
    ZERO,
    await_reset,
    close_spell,
    enter_grade,
    move_points,
    removed_from_life,
    set_on_release,
)
from credopolis.engine.tally import BY_RELEASE, count_spell
from credopolis.engine.ungraded import join_score, leave_score, stay_ungraded
from credopolis.engine.world import Array
from credopolis.mechanisms.locks import grade_after_lock


class Before(NamedTuple):
    """What lives stood under before, and what of it a reform changed."""

    lock_days: Array  # (MOST_GRADES,) int64
    lengths: Array  # (MOST_GRADES,) bool, whether the lock of a grade has other lengths now
    bands: Array  # (n_scores,) uint8
    score_min: int
    score_start: int
    new_start: int  # starting score of the new rules
    moved: bool  # whether bounds or bands did
    relocked: bool  # whether some lock has other lengths
    new_bands: int  # where newcomers' bands begin in `bands`, 0 if they had none
    newcomers: bool  # whether newcomers stay what they are
    by_entries: bool  # whether the score is worked out anew from entries: a mean, or points for things together
    forgets: Array  # (n_columns,) bool, of `World.extra`, what who joins or leaves the score remembers no more


@hot_kernel
def read_again(order, world, law, agenda, records, clock, before):
    """Every life of the districts in `order` under new rules; see the module.

    agenda : `calendar.NO_AGENDA`. records : `here.NO_RECORDS`. clock : of the tick to come, within which a lock that
    begins now may end. before : Before.
    """
    world, before = by_address(world), by_address(before)
    for d in order:
        district = world.districts[d]
        for g in range(district["grid_start"], district["grid_stop"]):
            here = by_address(at_grid(world, law, clock, agenda, d, g, records, 0.0))
            first = here.grid["start"]
            for i in range(first, first + here.grid["places"]):
                if np.int64(world.person[i]["flags"]) & ABSENT:
                    continue
                read_life_again(here, before, i, clock["day"])


@hot
def read_life_again(here, before, i, day):
    """One life under new rules."""
    life, rules = here.world.standing[i], here.rules
    grade, first = np.int64(life["grade"]), ZERO
    if before.new_bands > 0 and day < here.world.extra[i, rules["new_column"]]:
        first = before.new_bands
    if not before.newcomers and rules["new_column"] >= 0:
        here.world.extra[i, rules["new_column"]] = 0
        here.world.extra[i, rules["new_column"] + 1] = 0
    if grade >= rules["n_grades"]:
        read_ungraded_again(here, before, i, day)
        return
    if grade >= rules["n_graded"] or (rules["ungraded"] >= 0 and not agrees(here, i)):
        consent_again(here, i, day, grade, before.forgets)
        return
    if (rules["gives"] >> grade) & 1 == 0:
        out_of_grade(here, i, day)
    elif before.moved:
        in_band = before.bands[first + life["score"] - before.score_min] == grade and rules["sets_grade"] == 0
        move_points(here, i, ZERO)
        if before.by_entries:
            score_again(here, i)
        band = np.int64(here.bands[bands_begin(here, i, day) + life["score"] - rules["score_min"]])
        if in_band and day >= life["lock_until"] and band != grade:
            enter_grade(here, i, day, band, False)
    if before.relocked and day < life["lock_until"] and before.lengths[grade]:
        begun = np.int64(life["lock_until"]) - before.lock_days[grade]
        if rules["began_column"] >= 0 and here.world.extra[i, rules["began_column"]] > 0:
            begun = np.int64(here.world.extra[i, rules["began_column"]]) - 1
        relock(here, i, day, grade, begun)
    if rules["sets_grade"] > 0:
        cycle_again(here, i, day)
    if here.dials["serves"] > 0:
        await_request(here, i, day)
    if here.dials["bears"] > 0:
        follow(here, i, day)


@hot
def read_ungraded_again(here, before, i, day):
    """One life that is in no grade, for it is too young or removed."""
    life, rules = here.world.standing[i], here.rules
    if not removed_from_life(life, rules) and life["score"] == before.score_start:
        life["score"] = before.new_start
    if before.moved:
        move_points(here, i, ZERO)
        if before.by_entries:
            score_again(here, i)
    if rules["sets_grade"] > 0 and removed_from_life(life, rules):
        cycle_again(here, i, day)


@hot
def consent_again(here, i, day, grade, forgets):
    """A life that has no grade, or shall have none: who agrees joins the score, who does not leaves it."""
    ungraded = grade >= here.rules["n_graded"]
    if ungraded and agrees(here, i):
        join_score(here, i, day, forgets)
        return
    if ungraded:
        stay_ungraded(here, i)
    else:
        leave_score(here, i, day, forgets)
    if here.dials["serves"] > 0:
        await_request(here, i, day)
    if here.dials["bears"] > 0:
        follow(here, i, day)


@hot
def out_of_grade(here, i, day):
    """A life is in a grade that the new rules never give: it enters that of its score, and no lock begins."""
    life, rules = here.world.standing[i], here.rules
    if day < life["lock_until"]:
        close_spell(here, i, day, BY_RELEASE)
    move_points(here, i, ZERO)
    band = np.int64(here.bands[bands_begin(here, i, day) + life["score"] - rules["score_min"]])
    enter_grade(here, i, day, band, False)


@hot
def relock(here, i, day, grade, begun):
    """Give a lock under way, which began on the day `begun`, the usual length that it has now, from that day."""
    life, rules = here.world.standing[i], here.rules
    end = begun + rules["lock_days"][grade]
    if rules["lock_cycles"][grade] > 0:
        end = end_by_cycles(here, i, begun, grade)
        here.world.extra[i, rules["began_column"]] = begun + 1
    if end == life["lock_until"]:
        return
    if end > day:
        life["lock_until"] = end
        schedule(here, i, end, pack(LOCK_END, ZERO, ZERO, ZERO), day)
        return
    count_spell(here, grade, day - begun, BY_RELEASE)
    life["lock_until"] = day
    released, starts_lock = np.int64(here.bands[bands_begin(here, i, day) + life["score"] - rules["score_min"]]), False
    if rules["lock_days"][grade] > 0:
        set_on_release(here, i, day, grade)
        score = life["score"] + bands_begin(here, i, day)
        released, starts_lock = grade_after_lock(grade, score, rules, here.bands)
        if rules["release_to"][grade] < 0 and released > rules["release_most"][grade]:
            released, starts_lock = rules["release_most"][grade], rules["release_most"][grade] < grade
    if released > grade or starts_lock:
        enter_grade(here, i, day, released, starts_lock)


@hot
def cycle_again(here, i, day):
    """Let the end of a cycle set a life's grade from now on: its cycle ends, and a lock that is over holds no more."""
    column = here.rules["resets_column"]
    if here.world.extra[i, column] < day:
        here.world.extra[i, column] = 0
    await_reset(here, i, day, ZERO)
    if day >= here.world.standing[i]["lock_until"]:
        forget_hold(here, i)


@hot
def score_again(here, i):
    """The mean of the entries that are known, and points for what stands together, under new rules."""
    rules = here.rules
    if rules["held_column"] >= 0:
        move_together(here, i, standing_of(here, i))
    if rules["mean_last"] > 0:
        extra, column = here.world.extra[i], rules["mean_column"]
        extra[column] = min(np.int64(extra[column]), rules["mean_last"])
        move_points(here, i, mean_with(here, i, ZERO, ZERO) - np.int64(here.world.standing[i]["score"]))
