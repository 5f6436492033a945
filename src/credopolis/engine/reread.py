"""Every life read again under new rules: scores within bounds, grades by bands, locks by length (see `reform`)."""

from typing import NamedTuple

import numpy as np

from credopolis.core.address import by_address
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.schema import ABSENT
from credopolis.engine.banding import bands_begin
from credopolis.engine.calendar import LOCK_END, pack, schedule
from credopolis.engine.following import follow
from credopolis.engine.here import at_grid
from credopolis.engine.requests import await_request
from credopolis.engine.standing import ZERO, enter_grade, move_points, removed_from_life, set_on_release
from credopolis.engine.tally import BY_RELEASE, count_spell
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
        if not removed_from_life(life, rules) and life["score"] == before.score_start:
            life["score"] = before.new_start
        if before.moved:
            move_points(here, i, ZERO)
        return
    if before.moved:
        in_band = before.bands[first + life["score"] - before.score_min] == grade
        move_points(here, i, ZERO)
        band = np.int64(here.bands[bands_begin(here, i, day) + life["score"] - rules["score_min"]])
        if in_band and day >= life["lock_until"] and band != grade:
            enter_grade(here, i, day, band, False)
    if before.relocked and day < life["lock_until"] and before.lengths[grade]:
        begun = np.int64(life["lock_until"]) - before.lock_days[grade]
        if rules["began_column"] >= 0 and here.world.extra[i, rules["began_column"]] > 0:
            begun = np.int64(here.world.extra[i, rules["began_column"]]) - 1
        relock(here, i, day, grade, begun)
    if here.dials["serves"] > 0:
        await_request(here, i, day)
    if here.dials["bears"] > 0:
        follow(here, i, day)


@hot
def relock(here, i, day, grade, begun):
    """Give a lock under way, which began on the day `begun`, the usual length that it has now, from that day."""
    life, rules = here.world.standing[i], here.rules
    end = begun + rules["lock_days"][grade]
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
        released, starts_lock = grade_after_lock(grade, life["score"] + bands_begin(here, i, day), rules, here.bands)
    if released > grade or starts_lock:
        enter_grade(here, i, day, released, starts_lock)
