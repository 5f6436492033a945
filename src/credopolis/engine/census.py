"""The census: counts of lives by cell and grade at the end of a recording interval, one pass over a district.

By district and grade, for a map, they are counted only if that is asked for.
"""

from typing import NamedTuple

import numpy as np

from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.labels import BY_DISTRICT
from credopolis.core.processor import add_one, not_negative
from credopolis.core.schema import ABSENT
from credopolis.engine.locking import lock_began
from credopolis.engine.standing import cell_of
from credopolis.engine.world import Array
from credopolis.mechanisms.locks import SPELL_DAYS

LIVES, LOCKED, SCORE_SUM, LISTINGS = (np.int64(k) for k in range(len(BY_DISTRICT)))


class Counted(NamedTuple):
    """Counts whose first axis is the row of tallies, or those of one row."""

    census: Array  # (n_rows, N_CELLS, n_grades + 1) int32
    locked: Array  # (n_rows, N_CELLS, n_grades) int32
    listed: Array  # (n_rows, N_CELLS, n_lists) int32
    score_sum: Array  # (n_rows, N_CELLS) int64
    open_spells: Array  # (n_rows, n_grades, n_buckets) int32, spells in a lock that still run, by days elapsed


@inlined
def count_life(i, person, life, n_grades, world, rules, day, counts):
    """Count one life into a row. person : PERSON, life : STANDING, its own. counts : Counted, of the row."""
    census, locked, listed, score_sum, open_spells = counts
    cell = cell_of(person, day)
    grade = not_negative(np.int64(life["grade"]))
    census[cell, grade] += 1
    if grade >= n_grades:
        return
    if grade < np.int64(rules["n_graded"]):
        score_sum[cell] += life["score"]
    until = np.int64(life["lock_until"])
    if day <= until:
        if day < until:
            locked[cell, grade] += 1
        began = lock_began(world, rules, i, grade)
        # A lock that ends on the very day of the count is not released yet: events of that day come after.
        if rules["lock_days"][grade] > 0 and began >= 0:
            open_spells[grade, min((day - began) // SPELL_DAYS, rules["n_buckets"] - 1)] += 1
    which, listings = 0, np.int64(life["listed"])
    while listings > 0:
        if listings & 1:
            listed[cell, which] += 1
        listings >>= 1
        which += 1


@hot_kernel
def count_lives(order, cuts, turn, world, law, day, counts):
    """Count the lives of districts. counts : Counted, filled in.

    order, cuts : chunks of districts, see `ticks.Crew`; turn : (1,) int64, chunks taken so far by all threads.
    """
    # Read once: after every count that is written the compiler must think that what lies behind `world` has changed.
    person, standing = world.person, world.standing
    census, locked, listed, score_sum, open_spells = counts
    chunk = add_one(turn, 0)
    while chunk + 1 < cuts.shape[0]:
        for k in range(cuts[chunk], cuts[chunk + 1]):
            district = world.districts[order[k]]
            row, rules = district["row"], law.rules[law.variants[district["province"]]]
            of_row = Counted(census[row], locked[row], listed[row], score_sum[row], open_spells[row])
            n_grades, first = np.int64(rules["n_grades"]), world.grids[district["grid_start"]]["start"]
            last_grid = world.grids[district["grid_stop"] - 1]
            for i in range(first, last_grid["start"] + last_grid["places"]):
                i = not_negative(i)
                if np.int64(person[i]["flags"]) & ABSENT:
                    continue
                count_life(i, person[i], standing[i], n_grades, world, rules, day, of_row)
        chunk = add_one(turn, 0)


@hot_kernel
def count_districts(order, cuts, turn, world, rules, day, counts):
    """Count the lives of districts by grade; who is in no grade counts as a life and nothing else, as in the census.

    order, cuts, turn : see `census.count_lives`. counts : (n_districts, n_grades + 1, len(BY_DISTRICT)) int64, zeros.
    """
    chunk = add_one(turn, 0)
    while chunk + 1 < cuts.shape[0]:
        for k in range(cuts[chunk], cuts[chunk + 1]):
            d = order[k]
            district = world.districts[d]
            for g in range(district["grid_start"], district["grid_stop"]):
                first = world.grids[g]["start"]
                for i in range(first, first + world.grids[g]["places"]):
                    if np.int64(world.person[i]["flags"]) & ABSENT:
                        continue
                    life = world.standing[i]
                    grade = np.int64(life["grade"])
                    counts[d, grade, LIVES] += 1
                    if grade >= rules["n_grades"]:
                        continue
                    if grade < rules["n_graded"]:
                        counts[d, grade, SCORE_SUM] += life["score"]
                    if day < life["lock_until"]:
                        counts[d, grade, LOCKED] += 1
                    listed = np.int64(life["listed"])
                    while listed > 0:
                        counts[d, grade, LISTINGS] += listed & 1
                        listed >>= 1
        chunk = add_one(turn, 0)
