"""Numba, dense: one fused parallel pass a day, with draws that are a function of (seed, day, agent).

Results do not depend on the number of threads.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import task

CUMULATIVE = np.array(task.CUMULATIVE)
DELTAS, LOCK_DAYS = np.array(task.DELTAS, np.int16), np.array(task.LOCK_DAYS, np.int16)
CHUNK = 1 << 15
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@nb.njit(inline="always")
def mix(x):
    """Mix 64 bits (the finaliser of SplitMix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@nb.njit(parallel=True)
def live_a_day(day, key, limit, region, score, grade, lock_end, tally, total):
    """Advance everyone by one day; limit (31,) uint64 is the chance times 2**32; tally, total: a row a chunk."""
    n = score.size
    for chunk in nb.prange(tally.shape[0]):
        counts, sums = tally[chunk], total[chunk]
        counts[:] = 0
        sums[:] = 0
        for i in range(chunk * CHUNK, min(n, (chunk + 1) * CHUNK)):
            r = region[i]
            bits = mix(key + np.uint64(i) * GOLDEN)
            if (bits >> np.uint64(32)) < limit[r]:
                u, kind = (bits & np.uint64(0xFFFFFFFF)) * (1.0 / 4294967296.0), 0
                while u >= CUMULATIVE[kind]:
                    kind += 1
                score[i] += DELTAS[kind]
            points, old = score[i], grade[i]
            band = np.int8((points >= 600) + (points >= 850) + (points >= 960) + (points >= 1030) + (points >= 1050))
            if band < old:
                grade[i] = band
                lock_end[i] = day + LOCK_DAYS[band]
            elif band > old and day >= lock_end[i]:
                grade[i] = band
            counts[r, grade[i]] += 1
            sums[r] += score[i]


class Ladder:
    """The whole task."""

    def __init__(self, n: int, seed: int) -> None:
        chunks = -(-n // CHUNK)
        self.seed = seed
        self.region = np.random.default_rng(seed).integers(0, task.N_REGIONS, n, dtype=np.uint8)
        self.size = np.maximum(np.bincount(self.region, minlength=task.N_REGIONS), 1)
        self.score = np.full(n, task.START_SCORE, np.int16)
        self.grade = np.full(n, task.START_GRADE, np.int8)
        self.lock_end = np.zeros(n, np.int16)
        self.tally = np.zeros((chunks, task.N_REGIONS, task.N_GRADES), np.int32)
        self.total = np.zeros((chunks, task.N_REGIONS), np.int64)
        self.mean = np.full(task.N_REGIONS, float(task.START_SCORE))

    def step(self, day: int) -> np.ndarray:
        """Advance one day: counts (31, 6)."""
        limit = (task.EVENT_CHANCE * self.mean / task.START_SCORE * 2**32).astype(np.uint64)
        key = np.random.SeedSequence((self.seed, day)).generate_state(1, np.uint64)[0]
        live_a_day(day, key, limit, self.region, self.score, self.grade, self.lock_end, self.tally, self.total)
        self.mean = self.total.sum(axis=0) / self.size
        return self.tally.sum(axis=0)


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    return Ladder(n, seed)


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    return np.stack([model.step(day) for day in range(days)])


if __name__ == "__main__":
    task.drive("numba-dense", nb.__version__, build, simulate, lambda model: model.score.mean(), parallel=True)
