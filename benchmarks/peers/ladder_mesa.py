"""Mesa 3: one Python object an agent, `AgentSet.do`, `GroupBy` for the means of the regions, a DataCollector.

`do` and not `shuffle_do`: agents do not see one another within a day, so their order does not matter, and it is
the faster of the two.
"""

from __future__ import annotations

import mesa
import numpy as np
import task


class Citizen(mesa.Agent):
    """One agent on the ladder."""

    def __init__(self, model: Ladder, region: int) -> None:
        super().__init__(model)
        self.region, self.score, self.grade, self.lock_end = region, task.START_SCORE, task.START_GRADE, 0

    def step(self) -> None:
        """Live one day."""
        model = self.model
        if self.random.random() < model.chance[self.region]:
            self.score += self.random.choices(task.DELTAS, cum_weights=task.CUMULATIVE)[0]
        score = self.score  # the bands stand here rather than in a call: a call an agent would cost Mesa a tenth
        band = (
            0 if score < 600 else 1 if score < 850 else 2 if score < 960 else 3 if score < 1030 else 4 + (score >= 1050)
        )
        if band < self.grade:
            self.grade, self.lock_end = band, model.day + task.LOCK_DAYS[band]
        elif band > self.grade and model.day >= self.lock_end:
            self.grade = band


def count_grades(model: Ladder) -> np.ndarray:
    """Agents by region and grade, (31, 6)."""
    counts = np.zeros((task.N_REGIONS, task.N_GRADES), np.int64)
    np.add.at(counts, tuple(np.array(model.agents.get(["region", "grade"])).T), 1)
    return counts


class Ladder(mesa.Model):
    """The whole task."""

    def __init__(self, n: int, seed: int) -> None:
        super().__init__(rng=seed)
        self.day = 0
        self.chance: dict[int, float] = {}
        Citizen.create_agents(self, n, region=np.random.default_rng(seed).integers(0, task.N_REGIONS, n).tolist())
        self.by_region = self.agents.groupby("region", result_type="agentset")
        self.datacollector = mesa.DataCollector(model_reporters={"counts": count_grades})

    def step(self) -> None:
        """Advance one day."""
        means = self.by_region.map(lambda group: group.agg("score", np.mean))
        self.chance = {region: task.EVENT_CHANCE * mean / task.START_SCORE for region, mean in means.items()}
        self.agents.do("step")
        self.datacollector.collect(self)
        self.day += 1


def build(n: int, days: int, seed: int) -> Ladder:
    """Make the model."""
    return Ladder(n, seed)


def simulate(model: Ladder, days: int) -> np.ndarray:
    """Run it: counts (days, 31, 6)."""
    for _ in range(days):
        model.step()
    return np.stack(model.datacollector.model_vars["counts"])


if __name__ == "__main__":
    task.drive("mesa", mesa.__version__, build, simulate, lambda model: model.agents.agg("score", np.mean))
