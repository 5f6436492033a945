"""laser-core: a LaserFrame of people and one of patches, a component with a parallel Numba kernel.

The kernel has the shape of the LASER models: Numba's generator of each thread, and tallies of each thread added
up after the loop. Its results therefore change with the number of threads.
"""

from __future__ import annotations

import laser.core
import numba as nb
import numpy as np
import task
from laser.core import LaserFrame, PropertySet
from laser.core.random import seed as set_seed

CUMULATIVE = np.array(task.CUMULATIVE, np.float32)
DELTAS, LOCK_DAYS = np.array(task.DELTAS, np.int16), np.array(task.LOCK_DAYS, np.int16)


@nb.njit(nogil=True, parallel=True)
def live_a_day(tick, count, chance, nodeid, score, grade, lock_end, tally, total):
    """Advance everyone by one day: chance (31,); tally (threads, 31, 6) and total (threads, 31) are added to."""
    for i in nb.prange(count):
        thread, node = nb.get_thread_id(), nodeid[i]
        if np.float32(np.random.random()) < chance[node]:
            u, kind = np.float32(np.random.random()), 0
            while u >= CUMULATIVE[kind]:
                kind += 1
            score[i] += DELTAS[kind]
        points, old = score[i], grade[i]
        band = np.int8((points >= 600) + (points >= 850) + (points >= 960) + (points >= 1030) + (points >= 1050))
        if band < old:
            grade[i] = band
            lock_end[i] = tick + LOCK_DAYS[band]
        elif band > old and tick >= lock_end[i]:
            grade[i] = band
        tally[thread, node, grade[i]] += 1
        total[thread, node] += score[i]


class Ladder:
    """The one component of the model."""

    def __init__(self, model: Model) -> None:
        people, patches = model.people, model.patches
        people.add_scalar_property("nodeid", dtype=np.uint8)
        people.add_scalar_property("score", dtype=np.int16, default=task.START_SCORE)
        people.add_scalar_property("grade", dtype=np.int8, default=task.START_GRADE)
        people.add_scalar_property("lock_end", dtype=np.int16)
        people.nodeid[:] = model.prng.integers(0, task.N_REGIONS, people.count)
        patches.add_scalar_property("mean_score", dtype=np.float32, default=task.START_SCORE)
        patches.add_array_property("counts", (model.params.nticks, task.N_REGIONS, task.N_GRADES), dtype=np.int64)
        self.size = np.maximum(np.bincount(people.nodeid, minlength=task.N_REGIONS), 1)

    def __call__(self, model: Model, tick: int) -> None:
        people, patches, threads = model.people, model.patches, nb.get_num_threads()
        chance = (task.EVENT_CHANCE * patches.mean_score / task.START_SCORE).astype(np.float32)
        tally = np.zeros((threads, task.N_REGIONS, task.N_GRADES), np.int64)
        total = np.zeros((threads, task.N_REGIONS), np.int64)
        live_a_day(tick, people.count, chance, people.nodeid, people.score, people.grade, people.lock_end, tally, total)
        patches.mean_score[:] = total.sum(axis=0) / self.size
        patches.counts[tick] = tally.sum(axis=0)


class Model:
    """The whole task."""

    def __init__(self, params: PropertySet) -> None:
        self.params, self.prng = params, set_seed(params.seed)
        self.people, self.patches = LaserFrame(params.n), LaserFrame(task.N_REGIONS)
        self.components = [Ladder(self)]

    def run(self) -> None:
        """Call every component on every tick."""
        for tick in range(self.params.nticks):
            for component in self.components:
                component(self, tick)


def build(n: int, days: int, seed: int) -> Model:
    """Make the model."""
    return Model(PropertySet({"n": n, "nticks": days, "seed": seed}))


def simulate(model: Model, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    model.run()
    return model.patches.counts


if __name__ == "__main__":
    task.drive("laser", laser.core.__version__, build, simulate, lambda model: model.people.score.mean(), parallel=True)
