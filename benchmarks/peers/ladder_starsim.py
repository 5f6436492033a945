"""Starsim 3: a module with states, a two-dimensional result, and distributions with common random numbers.

Starsim keys its draws by agent, so that two scenarios on one seed differ only where they should; that is its
default (``ss.options.crn``) and is left on, since Credopolis promises the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import starsim as ss
import task

COLUMNS = [f"{region}_{grade}" for region in range(task.N_REGIONS) for grade in task.GRADES]
LOCK_DAYS = np.array(task.LOCK_DAYS)


class Ladder(ss.Module):
    """The whole task."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        self.define_pars(
            region=ss.randint(low=0, high=task.N_REGIONS),
            event=ss.bernoulli(p=lambda self, sim, uids: self.chance[self.region[uids].astype(int)]),
            delta=ss.choice(a=task.DELTAS, p=task.WEIGHTS),
        )
        self.update_pars(**kwargs)
        self.define_states(
            ss.IntArr("region"),
            ss.IntArr("score", default=task.START_SCORE),
            ss.IntArr("grade", default=task.START_GRADE),
            ss.IntArr("lock_end", default=0),
        )

    def init_post(self) -> None:
        """Place the agents in their regions."""
        super().init_post()
        self.region[:] = self.pars.region.rvs(self.sim.people.auids)
        self.size = np.bincount(self.region.values, minlength=task.N_REGIONS)

    def init_results(self) -> None:
        """Make room for the daily counts."""
        super().init_results()
        self.define_results(ss.Result("counts", dtype=int, columns=COLUMNS, scale=False, auto_plot=False))

    def step(self) -> None:
        """Advance one day."""
        total = np.bincount(self.region.values, self.score.values, task.N_REGIONS)
        self.chance = task.EVENT_CHANCE * total / np.maximum(self.size, 1) / task.START_SCORE
        struck = self.pars.event.filter()
        self.score[struck] += self.pars.delta.rvs(struck)
        band = np.searchsorted(task.THRESHOLDS, self.score.values, side="right")
        falls = band < self.grade.values
        rises = (band > self.grade.values) & (self.ti >= self.lock_end.values)
        everyone = self.sim.people.auids
        self.lock_end[ss.uids(everyone[falls])] = self.ti + LOCK_DAYS[band[falls]]
        moves = falls | rises
        self.grade[ss.uids(everyone[moves])] = band[moves]

    def update_results(self) -> None:
        """Record the day."""
        super().update_results()
        cell = self.region.values * task.N_GRADES + self.grade.values
        self.results.counts[self.ti] = np.bincount(cell, minlength=len(COLUMNS))


def build(n: int, days: int, seed: int) -> ss.Sim:
    """Make and initialise the simulation."""
    sim = ss.Sim(n_agents=n, start=0, dur=days - 1, dt=ss.days(1), rand_seed=seed, modules=Ladder(), verbose=0)
    return sim.init()


def simulate(sim: ss.Sim, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    sim.run()
    return sim.results.ladder.counts.values.reshape(days, task.N_REGIONS, task.N_GRADES).astype(np.int64)


def mean_score(sim: ss.Sim) -> float:
    """Mean score at the end, points."""
    return float((sim.custom if hasattr(sim, "custom") else sim.modules)[0].score.values.mean())


if __name__ == "__main__":
    if not ss.options.crn:
        raise SystemExit("Starsim's common random numbers are off; unset STARSIM_CRN and run again.")
    task.drive("starsim", ss.__version__, build, simulate, mean_score)
