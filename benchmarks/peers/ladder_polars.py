"""Polars, dense: one lazy chain of expressions a day; the random columns come from NumPy."""

from __future__ import annotations

import numpy as np
import polars as pl
import task

SLOTS = np.repeat(np.array(task.DELTAS, np.int16), [round(100 * weight) for weight in task.WEIGHTS])


def band_of_score() -> pl.Expr:
    """The grade that the score deserves, 0 (D) .. 5 (AAA)."""
    chain = pl
    for grade, threshold in enumerate(task.THRESHOLDS):
        chain = chain.when(pl.col("score") < threshold).then(pl.lit(grade, pl.Int8))
    return chain.otherwise(pl.lit(len(task.THRESHOLDS), pl.Int8))


class Ladder:
    """The whole task."""

    def __init__(self, n: int, seed: int) -> None:
        self.rng, self.n = np.random.default_rng(seed), n
        self.frame = pl.DataFrame(
            {
                "region": self.rng.integers(0, task.N_REGIONS, n, dtype=np.uint8),
                "score": np.full(n, task.START_SCORE, np.int16),
                "grade": np.full(n, task.START_GRADE, np.int8),
                "lock_end": np.zeros(n, np.int16),
            }
        )

    def step(self, day: int) -> np.ndarray:
        """Advance one day: counts (31, 6)."""
        score, grade, band, lock_end = (pl.col(name) for name in ("score", "grade", "band", "lock_end"))
        chance = task.EVENT_CHANCE / task.START_SCORE * score.mean().over("region")
        falls = band < grade
        new_lock = pl.when(band == 0).then(day + 1825).when(band <= 2).then(day + 730).otherwise(day)
        u = pl.lit(pl.Series(self.rng.random(self.n, np.float32)))
        delta = pl.lit(pl.Series(SLOTS[self.rng.integers(0, 100, self.n, dtype=np.uint8)]))
        self.frame = (
            self.frame.lazy()
            .with_columns(score=pl.when(u < chance).then(score + delta).otherwise(score))
            .with_columns(band=band_of_score())
            .with_columns(
                lock_end=pl.when(falls).then(new_lock).otherwise(lock_end).cast(pl.Int16),
                grade=pl.when(falls | ((band > grade) & (lock_end <= day))).then(band).otherwise(grade),
            )
            .drop("band")
            .collect()
        )
        counts = np.zeros((task.N_REGIONS, task.N_GRADES), np.int64)
        cells = self.frame.group_by("region", "grade").len()
        counts[cells["region"].to_numpy(), cells["grade"].to_numpy()] = cells["len"].to_numpy()
        return counts


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    return Ladder(n, seed)


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    return np.stack([model.step(day) for day in range(days)])


if __name__ == "__main__":
    task.drive("polars", pl.__version__, build, simulate, lambda model: model.frame["score"].mean(), parallel=True)
