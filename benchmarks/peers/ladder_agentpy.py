"""AgentPy: Agent objects in an AgentList that calls a method on each, one list a region for the means."""

from __future__ import annotations

import agentpy as ap
import numpy as np
import task


class Citizen(ap.Agent):
    """One agent on the ladder."""

    def setup(self, region: int = 0) -> None:
        """Start at 1,000 points."""
        self.region, self.score, self.grade, self.lock_end = region, task.START_SCORE, task.START_GRADE, 0

    def live(self) -> None:
        """Live one day."""
        model = self.model
        if model.random.random() < model.chance[self.region]:
            self.score += model.random.choices(task.DELTAS, cum_weights=task.CUMULATIVE)[0]
        score = self.score
        band = (
            0 if score < 600 else 1 if score < 850 else 2 if score < 960 else 3 if score < 1030 else 4 + (score >= 1050)
        )
        if band < self.grade:
            self.grade, self.lock_end = band, model.day + task.LOCK_DAYS[band]
        elif band > self.grade and model.day >= self.lock_end:
            self.grade = band


class Ladder(ap.Model):
    """The whole task."""

    def setup(self) -> None:
        """Place the agents in their regions."""
        regions = self.nprandom.integers(0, task.N_REGIONS, self.p.n)
        self.citizens = ap.AgentList(self, self.p.n, Citizen, region=ap.AttrIter(regions.tolist()))
        self.by_region = [self.citizens.select(regions == region) for region in range(task.N_REGIONS)]
        self.counts: list[np.ndarray] = []

    def step(self) -> None:
        """Advance one day."""
        self.day = self.t - 1
        scores = [list(group.score) for group in self.by_region]
        self.chance = [task.EVENT_CHANCE * np.mean(s) / task.START_SCORE if s else 0.0 for s in scores]
        self.citizens.live()

    def update(self) -> None:
        """Record the day; AgentPy also calls this before the first one."""
        if self.t:
            counts = np.zeros((task.N_REGIONS, task.N_GRADES), np.int64)
            np.add.at(counts, (np.array(list(self.citizens.region)), np.array(list(self.citizens.grade))), 1)
            self.counts.append(counts)


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    model = Ladder({"n": n, "steps": days, "seed": seed})
    model.sim_setup(steps=days)
    return model


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    while model.running:
        model.sim_step()
    return np.stack(model.counts)


if __name__ == "__main__":
    task.drive("agentpy", ap.__version__, build, simulate, lambda model: np.mean(list(model.citizens.score)))
