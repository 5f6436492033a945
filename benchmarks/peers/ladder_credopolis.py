"""Credopolis: the ladder task as a scenario of the general engine, with every other mechanism off.

Nothing here is special to the task: the scenario `ladder` holds a rulebook of nine acts and six grades, and the
engine that runs it is the one that runs the full model, with its daily exchange between districts. Ticks of one day,
because the task recomputes the chance of an event daily. Time is the engine's own count of its ticks, recording
included; compiling (a small run before) and generating the society come apart, as for the others.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

import numpy as np
import task

from credopolis.core.errors import CredopolisError
from credopolis.engine.records import Period, Tick
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

WARM_UP_PEOPLE = 5000
DAYS_PER_YEAR = 365


def scenario_of(people: int, days: int, seed: int) -> Scenario:
    """Return the task as a scenario of this size, or stop and say how it differs."""
    scenario = load_scenario("ladder", people=people, years=days / DAYS_PER_YEAR, seed=seed, tick=1, interval="year")
    if scenario.days != days or scenario.people != people:
        sys.exit(f"Asked for {people} lives and {days} days; got {scenario.people} and {scenario.days}")
    if tuple(scenario.dimensions.grades) != task.GRADES or len(scenario.dimensions.provinces) != task.N_REGIONS:
        sys.exit("The scenario 'ladder' has other grades or provinces than the task, so rates would not compare")
    return scenario


class Counts:
    """Lives by day, province and grade, and the last interval."""

    def __init__(self, days: int) -> None:
        self.lives = np.zeros((days, task.N_REGIONS, task.N_GRADES), np.int64)
        self.last: Period | None = None

    def on_tick(self, tick: Tick) -> None:
        """Take one day."""
        if tick.grades[:, task.N_GRADES :].any():
            sys.exit("Some lives of the scenario 'ladder' have no score, so rates would not compare")
        self.lives[tick.end_day - 1] = tick.grades[:, : task.N_GRADES]

    def on_period(self, period: Period) -> None:
        """Take one interval."""
        self.last = period


def run(people: int, days: int, seed: int, threads: int) -> tuple[float, list[float], float]:
    """Run the task: seconds, final share of each grade, and mean score in points."""
    counts = Counts(days)
    scenario = scenario_of(people, days, seed)
    with Session.begin(scenario, RunSettings(threads=threads, hold_period=False)) as session:
        session.watch(counts)
        outcome = session.finish()
    if counts.last is None or not (counts.lives.sum(axis=(1, 2)) == people).all():
        sys.exit(f"Lives were lost or invented, or a day was not recorded: daily totals are not all {people}")
    shares = (counts.lives[-1].sum(axis=0) / people).tolist()
    return outcome.seconds, shares, float(counts.last.score_sum.sum()) / people


def main() -> None:
    """Warm up, run, report."""
    request = task.parse(sys.argv)
    try:
        run(WARM_UP_PEOPLE, task.WARM_UP[1], request.seed, request.threads)
        task.forget_peak()
        base = task.memory_now()
        seconds, shares, mean_score = run(request.n, request.days, request.seed, request.threads)
    except CredopolisError as error:
        sys.exit(str(error))
    task.report("credopolis", version("credopolis"), request, request.threads, seconds, shares, mean_score, base)


if __name__ == "__main__":
    main()
