"""Tallies: what the districts of one chunk and province count while an interval runs, in one row of integers.

Districts that one thread advances and that lie in one province share a row, so that it stays in the cache and its size
does not grow with the number of lives.

A row is one block of int32: lives by grade first, then what the tick adds to the record of each act (see `OUTCOMES`),
which is emptied with it, then one tally after the other, each with its last axis together in memory. With 5 grades and
20 acts a tally of flows from grade to grade by 48 cells has axes of 6, 6 and 48 places (being in no grade counts as
one), and begins at 6 + 60; a fall of cell 40 from grade 3 to grade 1 is counted at 66 + 3 * 288 + 1 * 48 + 40. Counts
are added without a lock, because no two threads write to one row within a tick: rows belong to chunks of districts, and
a chunk is taken by one thread. What a chunk counted is added to the others' only between ticks, as whole numbers, so
that the sums do not depend on who took which chunk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Final

import numpy as np

from credopolis.core.axes import MOST_AXES, Axis
from credopolis.core.jit import hot_kernel, inlined
from credopolis.core.labels import CASE_STAGES, ENCOUNTERS, PROCESS_STEPS, SPELL_ENDS
from credopolis.core.processor import add_one
from credopolis.engine.world import Array
from credopolis.mechanisms.all import TALLIES
from credopolis.mechanisms.locks import SPELL_DAYS

BY_RELEASE, BY_FALL, BY_RELOCK, BY_CORRECTION, BY_REMOVAL, BY_DEATH = (np.int64(k) for k in range(len(SPELL_ENDS)))
FILED, POSTED, DISMISSED, WAIVED, LOST = (np.int64(k) for k in range(len(CASE_STAGES)))
LEARNED, APPEALED, REFUSED, CORRECTED, REPAIRED, EXPIRED, SPREAD = (np.int64(k) for k in range(len(PROCESS_STEPS)))
VISIT, DEED, SEARCH, FIND = (np.int64(k) for k in range(len(ENCOUNTERS)))


def tally_number(name: str) -> np.int64:
    """The number of a tally, as kernels hold it."""
    return np.int64([tally.name for tally in TALLIES].index(name))


FLOWS, FALLS, SPELLS, RECOVERIES, ACTS, ENTRIES, CASES, PROCESS, ENCOUNTERED, SIGHTED = (
    tally_number(name)
    for name in (
        "flows", "falls", "spells", "recoveries", "acts", "entries", "cases", "process", "encounters", "sightings",
    )
)  # fmt: skip
ZERO = np.int64(0)
OUTCOMES: Final = ("violated", "deserved", "undeserved")
"""What a tick adds to the record of an act: times that it was done, entries for it that were deserved, and others."""
VIOLATED, DESERVED, UNDESERVED = (np.int64(k) for k in range(len(OUTCOMES)))
_N_OUTCOMES: Final = np.int64(len(OUTCOMES))


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
    def n_standings(self) -> int:
        """Grades, and being in none."""
        return self.n_grades + 1

    @property
    def head(self) -> int:
        """Counts of a row before the tallies: lives by grade, and what the tick adds to the record of each act."""
        return self.n_standings + len(OUTCOMES) * self.n_acts

    @property
    def n_days(self) -> int:
        """Days that something within the run can take."""
        return self.days + 1

    @property
    def n_buckets(self) -> int:
        """Buckets of 30 days that hold any spell in a lock."""
        return min(self.days, self.longest_lock) // SPELL_DAYS + 2

    def shape(self, axes: tuple[Axis, ...]) -> tuple[int, ...]:
        """Sizes of axes."""
        return tuple(axis.size if isinstance(axis.size, int) else int(getattr(self, axis.size)) for axis in axes)

    @cached_property
    def places(self) -> Array:
        """Where each tally begins in a row, after its head, and its strides: (tallies, 1 + MOST_AXES)."""
        places, at = np.zeros((len(TALLIES), 1 + MOST_AXES), np.int64), self.head
        for place, tally in zip(places, TALLIES, strict=True):
            shape = self.shape(tally.axes)
            place[0] = at
            place[1 : 1 + len(shape)] = [prod(shape[k + 1 :]) for k in range(len(shape))]
            at += prod(shape)
        return places

    @cached_property
    def readings(self) -> list[tuple[str, slice, tuple[int, ...], tuple[int, ...]]]:
        """Of each tally its name, its counts in a row, its shape, and the order in which results show the axes."""
        readings = []
        for tally, at in zip(TALLIES, self.places[:, 0].tolist(), strict=True):
            shape = self.shape(tally.axes)
            shown = (0, *(1 + tally.axes.index(axis) for axis in tally.shown))
            readings.append((tally.name, slice(at, at + prod(shape)), shape, shown))
        return readings

    @property
    def size(self) -> int:
        """Counts in a row."""
        return self.head + sum(prod(self.shape(tally.axes)) for tally in TALLIES)


def read_tallies(rows: Array, extent: Extent) -> dict[str, Array]:
    """Every tally out of rows of counts, its axes as results show them. rows : (n, n_counts)."""
    return {
        name: rows[:, counts].reshape(len(rows), *shape).transpose(shown)
        for name, counts, shape, shown in extent.readings
    }


@hot_kernel
def clear_rows(turn, rows):
    """Empty rows of tallies. turn : (1,) int64, rows taken so far by all threads."""
    row = add_one(turn, 0)
    while row < rows.shape[0]:
        rows[row, :] = 0
        row = add_one(turn, 0)


@inlined
def count(here, which, first, second, third):
    """Count one in a tally at a place along its axes, in the order in which they lie in memory.

    which : number of the tally; a place along an axis that it lacks is `ZERO`. For a tally with axes of 4, 30 and 24
    places that begins at 500, the place (1, 2, 3) is at 500 + 1 * 720 + 2 * 24 + 3 * 1.
    """
    place = here.rules["tallies"][which]
    here.counts[np.uint64(place[0] + first * place[1] + second * place[2] + third * place[3])] += 1


@inlined
def count_more(here, which, first, second, more):
    """Count so many in a tally of two axes; see `count`."""
    place = here.rules["tallies"][which]
    here.counts[np.uint64(place[0] + first * place[1] + second * place[2])] += more


@inlined
def count_amount(here, which, first, second, third, more):
    """Count so many in a tally of three axes; see `count`."""
    place = here.rules["tallies"][which]
    here.counts[np.uint64(place[0] + first * place[1] + second * place[2] + third * place[3])] += more


@inlined
def count_outcome(here, act, outcome):
    """Count what the tick adds to the record of an act."""
    here.counts[np.uint64(here.rules["n_grades"] + 1 + act * _N_OUTCOMES + outcome)] += 1


@inlined
def count_flow(here, cell, old, new):
    """Count a change of grade, and move the life from one grade's count to the other's."""
    count(here, FLOWS, old, new, cell)
    here.counts[np.uint64(old)] -= 1
    here.counts[np.uint64(new)] += 1


@inlined
def count_fall(here, act, truth, grade):
    """Count a fall to a grade by the act and truth of the entry that caused it."""
    count(here, FALLS, act, truth, grade)


@inlined
def count_case(here, act, channel, truth, stage):
    """Count a case at a stage of its way through the office."""
    count(here, CASES, stage, truth, here.acts[act]["pair"][channel])


@inlined
def count_entry(here, cell, act, channel, truth):
    """Count a posted entry, and the case that it was."""
    count(here, ENTRIES, truth, here.acts[act]["pair"][channel], cell)
    count_case(here, act, channel, truth, POSTED)


@inlined
def count_step(here, act, truth, step):
    """Count what becomes of an entry after it was posted."""
    count(here, PROCESS, step, truth, act)


@inlined
def count_encounter(here, cell, kind):
    """Count a visit or a search by officers, or what came of it."""
    count(here, ENCOUNTERED, kind, cell, ZERO)


@inlined
def count_act(here, cell, act, seen):
    """Count a committed act."""
    count(here, ACTS, seen, act, cell)


@inlined
def count_sighting(here, act, channel):
    """Count an act that a channel saw."""
    count(here, SIGHTED, here.acts[act]["pair"][channel], ZERO, ZERO)


@inlined
def count_spell(here, grade, lasted, how):
    """Count a spell in a lock that ended, by the days it lasted and how it ended."""
    count(here, SPELLS, grade, min(lasted // SPELL_DAYS, here.rules["n_buckets"] - 1), how)


@inlined
def count_recovery(here, days):
    """Count a straight drop whose life is back in good standing after so many days."""
    count(here, RECOVERIES, days, ZERO, ZERO)
