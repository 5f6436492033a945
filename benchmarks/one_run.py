"""One run of a scenario in a process of its own: prints its rate, the time of each step and its memory as JSON.

python benchmarks/one_run.py SCENARIO PEOPLE YEARS SEED THREADS

It runs a small society first, so that compiled code is ready, and then the one that is measured, with results
taken at the scenario's interval and dropped: what is timed is the engine. `run.py` times the command as well.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from peers import task

from credopolis.core.errors import CredopolisError
from credopolis.library.catalogue import load_scenario
from credopolis.runs.session import Session
from credopolis.runs.settings import RunSettings

WARM_UP_PEOPLE, WARM_UP_YEARS = 5000, 0.1


def run_once(name: str, people: int, years: float, seed: int, threads: int) -> dict[str, Any]:
    """Measure one run.

    Returns
    -------
    seconds : ticks only; build_seconds : generating the society; wall_seconds : both, and all between
    peak_rss_bytes : of the process from the build on; base_rss_bytes : before it
    """
    warm = load_scenario(name, people=WARM_UP_PEOPLE, years=WARM_UP_YEARS, seed=seed)
    settings = RunSettings(threads=threads, hold_period=False)
    with Session.begin(warm, settings) as session:
        session.finish()
    task.forget_peak()
    base = task.memory_now()
    start = time.perf_counter()
    scenario = load_scenario(name, people=people, years=years, seed=seed)
    with Session.begin(scenario, settings) as session:
        outcome = session.finish()
    wall = time.perf_counter() - start
    return {
        "scenario": name,
        "people": scenario.people,
        "days": outcome.days_done,
        "threads": threads,
        "wall_seconds": wall,
        "build_seconds": outcome.build_seconds,
        "seconds": outcome.seconds,
        "person_days_per_s": scenario.people * outcome.days_done / outcome.seconds,
        "step_seconds": outcome.step_seconds,
        "state_bytes": outcome.state_bytes,
        "base_rss_bytes": base,
        "peak_rss_bytes": task.memory_peak(),
        "state_digest": outcome.state_digest,
    }


def main() -> None:
    """Read the command line, run, print."""
    try:
        name, people, years, seed, threads = sys.argv[1:]
        values = name, int(float(people)), float(years), int(seed), int(threads)
    except ValueError:
        sys.exit("Usage: python benchmarks/one_run.py SCENARIO PEOPLE YEARS SEED THREADS")
    try:
        print(json.dumps(run_once(*values)))
    except CredopolisError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
