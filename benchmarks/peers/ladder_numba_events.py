"""Numba, event-driven: touch only the 3 % of agents that something happens to (the algorithm of ladder_limit.c).

Agents lie sorted by region and are cut into chunks; the gaps between the agents struck are geometric; the ends
of locks wait in a calendar of linked lists, one a chunk and day. Draws depend on (seed, day, chunk) alone, so
results do not depend on the number of threads.
"""

from __future__ import annotations

import math

import numba as nb
import numpy as np
import task

CUMULATIVE = np.array(task.CUMULATIVE)
DELTAS, LOCK_DAYS = np.array(task.DELTAS, np.int16), np.array(task.LOCK_DAYS, np.int16)
CHUNK = 1 << 15
NOT_QUEUED, LIST_END = -2, -1
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
TO_UNIT = 1.0 / 4294967296.0


@nb.njit(inline="always")
def mix(x):
    """Mix 64 bits (the finaliser of SplitMix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@nb.njit(inline="always")
def queue_up(i, lock_end, following, calendar):
    """Put an agent on the list of the day its lock ends, if the run lasts that long."""
    until = lock_end[i]
    if until < calendar.size:
        following[i] = calendar[until]
        calendar[until] = i


@nb.njit(inline="always")
def regrade(i, day, score, grade, lock_end, following, calendar, counts):
    """Let the grade follow the score where the lock allows it."""
    points, old = score[i], grade[i]
    band = np.int8((points >= 600) + (points >= 850) + (points >= 960) + (points >= 1030) + (points >= 1050))
    if band < old:
        lock_end[i] = day + LOCK_DAYS[band]
        if LOCK_DAYS[band] > 0 and following[i] == NOT_QUEUED:
            queue_up(i, lock_end, following, calendar)
    elif band == old or day < lock_end[i]:
        return
    counts[old] -= 1
    counts[band] += 1
    grade[i] = band


@nb.njit(parallel=True)
def live_a_day(day, key, inverse_log, bounds, chunk_region, score, grade, lock_end, following, calendar, counts, total):
    """Advance everyone by one day; bounds (chunks, 2); calendar (chunks, days); counts (chunks, 16)."""
    for chunk in nb.prange(chunk_region.size):
        i, last, q = bounds[chunk, 0] - 1, bounds[chunk, 1], inverse_log[chunk_region[chunk]]
        stream, added = mix(key ^ mix(np.uint64(chunk) + np.uint64(1))), 0
        while True:
            stream += GOLDEN
            bits = mix(stream)
            i += 1 + int(math.log(((bits >> np.uint64(32)) + 0.5) * TO_UNIT) * q)
            if i >= last:
                break
            u, kind = (bits & np.uint64(0xFFFFFFFF)) * TO_UNIT, 0
            while u >= CUMULATIVE[kind]:
                kind += 1
            score[i] += DELTAS[kind]
            added += DELTAS[kind]
            regrade(i, day, score, grade, lock_end, following, calendar[chunk], counts[chunk])
        total[chunk] += added
        j = calendar[chunk, day]
        while j != LIST_END:
            after = following[j]
            following[j] = NOT_QUEUED
            if lock_end[j] > day:  # a later fall has lengthened the lock
                queue_up(j, lock_end, following, calendar[chunk])
            else:
                regrade(j, day, score, grade, lock_end, following, calendar[chunk], counts[chunk])
            j = after


class Ladder:
    """The whole task."""

    def __init__(self, n: int, days: int, seed: int) -> None:
        self.seed = seed
        ends = np.arange(task.N_REGIONS + 1) * n // task.N_REGIONS
        self.size = np.diff(ends)
        cuts = [
            (at, min(at + CHUNK, ends[r + 1]), r)
            for r in range(task.N_REGIONS)
            for at in range(ends[r], ends[r + 1], CHUNK)
        ]
        self.bounds, self.chunk_region = np.array([cut[:2] for cut in cuts]), np.array([cut[2] for cut in cuts])
        self.score = np.full(n, task.START_SCORE, np.int16)
        self.grade = np.full(n, task.START_GRADE, np.int8)
        self.lock_end = np.zeros(n, np.int16)
        self.following = np.full(n, NOT_QUEUED, np.int32)
        self.calendar = np.full((len(cuts), days), LIST_END, np.int32)
        length = self.bounds[:, 1] - self.bounds[:, 0]
        self.counts = np.zeros((len(cuts), 16), np.int64)  # 16 columns keep two chunks off one cache line
        self.counts[:, task.START_GRADE] = length
        self.total = length * task.START_SCORE

    def step(self, day: int) -> np.ndarray:
        """Advance one day: counts (31, 6)."""
        mean = np.bincount(self.chunk_region, self.total, task.N_REGIONS) / self.size
        inverse_log = 1 / np.log1p(-task.EVENT_CHANCE * mean / task.START_SCORE)
        key = np.random.SeedSequence((self.seed, day)).generate_state(1, np.uint64)[0]
        live_a_day(
            day, key, inverse_log, self.bounds, self.chunk_region, self.score, self.grade, self.lock_end,
            self.following, self.calendar, self.counts, self.total,
        )  # fmt: skip
        out = np.zeros((task.N_REGIONS, task.N_GRADES), np.int64)
        np.add.at(out, self.chunk_region, self.counts[:, : task.N_GRADES])
        return out


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    return Ladder(n, days, seed)


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    return np.stack([model.step(day) for day in range(days)])


if __name__ == "__main__":
    task.drive("numba-events", nb.__version__, build, simulate, lambda model: model.score.mean(), parallel=True)
