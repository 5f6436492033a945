"""NumPy, dense: whole-population arrays, one pass after another, every agent every day."""

from __future__ import annotations

import numpy as np
import task

DELTAS, LOCK_DAYS = np.array(task.DELTAS, np.int16), np.array(task.LOCK_DAYS, np.int16)


class Ladder:
    """The whole task."""

    def __init__(self, n: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.region = self.rng.integers(0, task.N_REGIONS, n, dtype=np.uint8)
        self.size = np.maximum(np.bincount(self.region, minlength=task.N_REGIONS), 1)
        self.score = np.full(n, task.START_SCORE, np.int16)
        self.grade = np.full(n, task.START_GRADE, np.int8)
        self.lock_end = np.zeros(n, np.int16)

    def step(self, day: int) -> np.ndarray:
        """Advance one day: counts (31, 6)."""
        mean = np.bincount(self.region, self.score, task.N_REGIONS) / self.size
        chance = (task.EVENT_CHANCE * mean / task.START_SCORE).astype(np.float32)
        struck = np.flatnonzero(self.rng.random(self.score.size, np.float32) < chance[self.region])
        kind = np.searchsorted(task.CUMULATIVE[:-1], self.rng.random(struck.size), side="right")
        self.score[struck] += DELTAS[kind]
        band = np.searchsorted(task.THRESHOLDS, self.score, side="right").astype(np.int8)
        falls, rises = band < self.grade, (band > self.grade) & (day >= self.lock_end)
        self.lock_end[falls] = day + LOCK_DAYS[band[falls]]
        np.copyto(self.grade, band, where=falls | rises)
        cell = self.region.astype(np.int16) * task.N_GRADES + self.grade
        return np.bincount(cell, minlength=task.N_REGIONS * task.N_GRADES).reshape(task.N_REGIONS, task.N_GRADES)


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    return Ladder(n, seed)


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    return np.stack([model.step(day) for day in range(days)])


if __name__ == "__main__":
    task.drive("numpy", np.__version__, build, simulate, lambda model: model.score.mean())
