"""Tallies: what the districts of one chunk and province count while an interval runs, in one row of integers.

Districts that one thread advances and that lie in one province share a row, so that it stays in the cache and its size
does not grow with the number of lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.labels import CASE_STAGES, ENCOUNTERS, PROCESS_STEPS, SPELL_ENDS
from credopolis.core.processor import add_one
from credopolis.core.schema import N_CELLS, TRUTHS
from credopolis.engine.world import SPELL_DAYS, Array

BY_RELEASE, BY_FALL, BY_RELOCK, BY_CORRECTION, BY_REMOVAL = (np.int64(k) for k in range(len(SPELL_ENDS)))
FILED, POSTED, DISMISSED, WAIVED, LOST = (np.int64(k) for k in range(len(CASE_STAGES)))
LEARNED, APPEALED, REFUSED, CORRECTED, REPAIRED, EXPIRED, SPREAD = (np.int64(k) for k in range(len(PROCESS_STEPS)))
VISIT, DEED, SEARCH, FIND = (np.int64(k) for k in range(len(ENCOUNTERS)))
_N_TRUTHS = len(TRUTHS)
_N_STAGES = len(CASE_STAGES)
_N_ENDS = len(SPELL_ENDS)


@dataclass(frozen=True)
class Extent:
    """What the size of a row of tallies depends on.

    Grades, acts, pairs of an act and a channel that can meet, days of the run, days of the longest lock.
    """

    n_grades: int
    n_acts: int
    n_pairs: int
    days: int
    longest_lock: int

    @property
    def n_buckets(self) -> int:
        """Buckets of 30 days that hold any spell in a lock."""
        return min(self.days, self.longest_lock) // SPELL_DAYS + 2

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the tallies, in the order in which they stand in a row after the grades.

        Cells come last and what is rare first, so that the counts that change often lie together.
        """
        return {
            "flows": (self.n_grades + 1, self.n_grades + 1, N_CELLS),
            "falls": (self.n_acts, _N_TRUTHS, self.n_grades),
            "entries": (_N_TRUTHS, self.n_pairs, N_CELLS),
            "committed": (2, self.n_acts, N_CELLS),
            "spells": (self.n_grades, self.n_buckets, _N_ENDS),
            "recoveries": (self.days + 1,),
            "cases": (_N_STAGES, _N_TRUTHS, self.n_pairs),
            "process": (len(PROCESS_STEPS), _N_TRUTHS, self.n_acts),
            "encounters": (len(ENCOUNTERS), N_CELLS),
        }

    @cached_property
    def starts(self) -> dict[str, int]:
        """Where each tally begins in a row, and under `end` the length of the row."""
        starts, at = {}, self.n_grades + 1
        for name, shape in self.shapes.items():
            starts[name] = at
            at += prod(shape)
        return {**starts, "end": at}

    @property
    def size(self) -> int:
        """Counts in a row."""
        return self.starts["end"]


def read_tallies(rows: Array, extent: Extent) -> dict[str, Array]:
    """Every tally out of rows of counts, its axes as in `engine.records.Period`. rows : (n, n_counts)."""
    starts = extent.starts
    tallies = {
        name: rows[:, starts[name] : starts[name] + prod(shape)].reshape(len(rows), *shape)
        for name, shape in extent.shapes.items()
    }
    tallies["flows"] = tallies["flows"].transpose(0, 3, 1, 2)
    for name in ("entries", "committed", "cases", "process", "encounters"):
        tallies[name] = tallies[name].transpose(0, *range(tallies[name].ndim - 1, 0, -1))
    return tallies


@hot_kernel
def clear_rows(turn, rows):
    """Empty rows of tallies. turn : (1,) int64, rows taken so far by all threads."""
    row = add_one(turn, 0)
    while row < rows.shape[0]:
        rows[row, :] = 0
        row = add_one(turn, 0)


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
def count_case(world, rules, d, act, channel, truth, stage):
    """Count a case at a stage of its way through the office."""
    at = (stage * _N_TRUTHS + truth) * rules["n_pairs"] + world.acts[act]["pair"][channel]
    world.tally[world.districts[d]["row"], rules["at_cases"] + at] += 1


@inlined
def count_entry(world, rules, d, cell, act, channel, truth):
    """Count a posted entry, and the case that it was."""
    at = (truth * rules["n_pairs"] + world.acts[act]["pair"][channel]) * N_CELLS + cell
    world.tally[world.districts[d]["row"], rules["at_entries"] + at] += 1
    count_case(world, rules, d, act, channel, truth, POSTED)


@inlined
def count_step(world, rules, d, act, truth, step):
    """Count what becomes of an entry after it was posted."""
    at = (step * _N_TRUTHS + truth) * rules["n_acts"] + act
    world.tally[world.districts[d]["row"], rules["at_process"] + at] += 1


@inlined
def count_encounter(world, rules, d, cell, kind):
    """Count a visit or a search by officers, or what came of it."""
    world.tally[world.districts[d]["row"], rules["at_encounters"] + kind * N_CELLS + cell] += 1


@inlined
def count_act(world, rules, d, cell, act, seen):
    """Count a committed act."""
    world.tally[world.districts[d]["row"], rules["at_committed"] + (seen * rules["n_acts"] + act) * N_CELLS + cell] += 1


@inlined
def count_spell(world, rules, d, grade, lasted, how):
    """Count a spell in a lock that ended, by the days it lasted and how it ended."""
    bucket = min(lasted // SPELL_DAYS, rules["n_buckets"] - 1)
    world.tally[
        world.districts[d]["row"], rules["at_spells"] + (grade * rules["n_buckets"] + bucket) * _N_ENDS + how
    ] += 1


@inlined
def count_recovery(world, rules, d, days):
    """Count a straight drop whose life is back in good standing after so many days."""
    world.tally[world.districts[d]["row"], rules["at_recoveries"] + days] += 1
