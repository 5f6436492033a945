"""Every life read again under new rules: scores within bounds, grades by bands, locks by length (see `reform`)."""

import numpy as np

from credopolis.core.jit import hot_kernel
from credopolis.core.schema import UNBORN
from credopolis.engine.calendar import LOCK_END, pack, schedule
from credopolis.engine.standing import ZERO, enter_grade, move_points, removed_from_life
from credopolis.engine.tally import BY_RELEASE, count_spell
from credopolis.mechanisms.locks import grade_after_lock


@hot_kernel
def read_again(
    order, world, rules, agenda, old_lock_days, old_bands, old_min, old_start, new_start, moved, relocked, day, clock
):
    """Every life of the districts in `order` under new rules; see the module.

    agenda : `calendar.NO_AGENDA`. A lock that begins now may end within the tick to come.
    """
    for d in order:
        district = world.districts[d]
        for g in range(district["grid_start"], district["grid_stop"]):
            first = world.grids[g]["start"]
            for i in range(first, first + world.grids[g]["places"]):
                if np.int64(world.person[i]["flags"]) & UNBORN:
                    continue
                life = world.standing[i]
                grade = np.int64(life["grade"])
                if grade >= rules["n_grades"]:
                    if not removed_from_life(life, rules) and life["score"] == old_start:
                        life["score"] = new_start
                    if moved:
                        move_points(world, rules, d, i, ZERO)
                    continue
                if moved:
                    in_band = old_bands[life["score"] - old_min] == grade
                    move_points(world, rules, d, i, ZERO)
                    band = np.int64(world.bands[life["score"] - rules["score_min"]])
                    if in_band and day >= life["lock_until"] and band != grade:
                        enter_grade(world, rules, d, g, agenda, i, day, band, False, clock)
                if relocked and day < life["lock_until"] and rules["lock_days"][grade] != old_lock_days[grade]:
                    begun = np.int64(life["lock_until"]) - old_lock_days[grade]
                    end = begun + rules["lock_days"][grade]
                    if end <= day:
                        count_spell(world, rules, d, grade, day - begun, BY_RELEASE)
                        life["lock_until"] = day
                        released, starts_lock = np.int64(world.bands[life["score"] - rules["score_min"]]), False
                        if rules["lock_days"][grade] > 0:
                            released, starts_lock = grade_after_lock(grade, life["score"], rules, world.bands)
                        if released > grade or starts_lock:
                            enter_grade(world, rules, d, g, agenda, i, day, released, starts_lock, clock)
                        continue
                    life["lock_until"] = end
                    schedule(world, d, g, agenda, i, end, pack(LOCK_END, ZERO, ZERO, ZERO), day, clock)
