"""Counts by district, for a map: what the census says of a province, of each of its districts. Made only if asked for."""

import numpy as np

from credopolis.core.jit import hot_kernel
from credopolis.core.labels import BY_DISTRICT
from credopolis.core.processor import add_one

LIVES, LOCKED, SCORE_SUM, LISTINGS = (np.int64(k) for k in range(len(BY_DISTRICT)))


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
                for i in range(first, first + world.grids[g]["lives"]):
                    life = world.standing[i]
                    grade = np.int64(life["grade"])
                    counts[d, grade, LIVES] += 1
                    if grade >= rules["n_grades"]:
                        continue
                    counts[d, grade, SCORE_SUM] += life["score"]
                    if day < life["lock_until"]:
                        counts[d, grade, LOCKED] += 1
                    listed = np.int64(life["listed"])
                    while listed > 0:
                        counts[d, grade, LISTINGS] += listed & 1
                        listed >>= 1
        chunk = add_one(turn, 0)
