"""Tallies: what the districts of one chunk and province count while an interval runs, in one row of integers.

Districts that one thread advances and that lie in one province share a row, so that it stays in the cache and its size
does not grow with the number of lives.
"""

from __future__ import annotations

import numpy as np

from credopolis.core.jit import inlined
from credopolis.core.schema import N_CELLS, TRUTHS
from credopolis.engine.world import N_CHANNELS, SPELL_DAYS, Array

BY_RELEASE = np.int64(0)
BY_FALL = np.int64(1)
BY_RELOCK = np.int64(2)
SPELL_ENDS = 3
_N_TRUTHS = len(TRUTHS)


def spell_buckets(days: int) -> int:
    """Buckets of 30 days that hold any spell of a run."""
    return days // SPELL_DAYS + 2


def tally_shapes(n_grades: int, n_acts: int, days: int) -> dict[str, tuple[int, ...]]:
    """Shapes of the tallies, in the order in which they stand in a row after the grades.

    Cells come last and what is rare first, so that the counts that change often lie together.
    """
    return {
        "flows": (n_grades + 1, n_grades + 1, N_CELLS),
        "falls": (n_acts, _N_TRUTHS, n_grades),
        "entries": (_N_TRUTHS, N_CHANNELS, n_acts, N_CELLS),
        "committed": (2, n_acts, N_CELLS),
        "spells": (n_grades, spell_buckets(days), SPELL_ENDS),
        "recoveries": (days + 1,),
    }


def tally_starts(n_grades: int, n_acts: int, days: int) -> dict[str, int]:
    """Where each tally begins in a row, and under `end` the length of the row."""
    starts, at = {}, n_grades + 1
    for name, shape in tally_shapes(n_grades, n_acts, days).items():
        starts[name] = at
        at += int(np.prod(shape))
    return {**starts, "end": at}


def read_tallies(rows: Array, n_grades: int, n_acts: int, days: int) -> dict[str, Array]:
    """Every tally out of rows of counts, its axes as in `engine.records.Period`. rows : (n, n_counts)."""
    starts = tally_starts(n_grades, n_acts, days)
    tallies = {
        name: rows[:, starts[name] : starts[name] + int(np.prod(shape))].reshape(len(rows), *shape)
        for name, shape in tally_shapes(n_grades, n_acts, days).items()
    }
    tallies["flows"] = tallies["flows"].transpose(0, 3, 1, 2)
    for name in ("entries", "committed"):
        tallies[name] = tallies[name].transpose(0, *range(tallies[name].ndim - 1, 0, -1))
    return tallies


@inlined
def count_flow(world, rules, d, cell, old, new):
    """Count a change of grade, and move the life from one grade's count to the other's."""
    g = rules["n_grades"] + 1
    row = world.districts[d]["row"]
    world.tally[row, rules["at_flows"] + (old * g + new) * N_CELLS + cell] += 1
    world.tally[row, old] -= 1
    world.tally[row, new] += 1


@inlined
def count_fall(world, rules, d, act, truth, grade):
    """Count a fall to a grade by the act and truth of the entry that caused it."""
    world.tally[
        world.districts[d]["row"], rules["at_falls"] + (act * _N_TRUTHS + truth) * rules["n_grades"] + grade
    ] += 1


@inlined
def count_entry(world, rules, d, cell, act, channel, truth):
    """Count a posted entry."""
    at = ((truth * N_CHANNELS + channel) * rules["n_acts"] + act) * N_CELLS + cell
    world.tally[world.districts[d]["row"], rules["at_entries"] + at] += 1


@inlined
def count_act(world, rules, d, cell, act, seen):
    """Count a committed act."""
    world.tally[world.districts[d]["row"], rules["at_committed"] + (seen * rules["n_acts"] + act) * N_CELLS + cell] += 1


@inlined
def count_spell(world, rules, d, grade, lasted, how):
    """Count a spell in a lock that ended, by the days it lasted and how it ended."""
    bucket = min(lasted // SPELL_DAYS, rules["n_buckets"] - 1)
    world.tally[
        world.districts[d]["row"], rules["at_spells"] + (grade * rules["n_buckets"] + bucket) * SPELL_ENDS + how
    ] += 1


@inlined
def count_recovery(world, rules, d, days):
    """Count a straight drop whose life is back in good standing after so many days."""
    world.tally[world.districts[d]["row"], rules["at_recoveries"] + days] += 1
