"""The default run, warm: person-days a second, the time of each step of a tick, and memory, over repeats.

    python benchmarks/run.py                       # 1,000,000 lives, 10 years, 5 repeats
    python benchmarks/run.py --people 1e5 --years 2 --repeats 3

Each repeat takes two measurements in turn: the engine alone (`one_run.py`), and the whole command `credopolis run`
with its results written to a folder that is removed again. Nothing passes or fails by its time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from harness import MeasurementError, Spread, digits, machine, measure, table

HERE = Path(__file__).resolve().parent
TIMEOUT_S = 3600.0
LEAST_RATE = 200e6  # person-days a second, whole run
MOST_SECONDS = 18.0  # the command at its defaults
MOST_STATE_BYTES = 64.0  # a life
DEFAULT_PEOPLE, DEFAULT_YEARS = 1_000_000, 10.0
Line = dict[str, Any]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", default="popular-account", help="default popular-account")
    parser.add_argument("--people", type=float, default=DEFAULT_PEOPLE, help="default 1,000,000")
    parser.add_argument("--years", type=float, default=DEFAULT_YEARS, help="default 10")
    parser.add_argument("--threads", type=int, default=2, help="default 2")
    parser.add_argument("--repeats", type=int, default=5, help="default 5")
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement there")
    args = parser.parse_args()
    if args.repeats < 1 or args.threads < 1 or args.people < 1000 or args.years <= 0:
        parser.error("--repeats and --threads must be at least 1, --people at least 1,000, --years above 0")
    args.people = int(args.people)
    return args


def engine_once(args: argparse.Namespace) -> Line:
    """Measure the engine alone."""
    words = [args.scenario, args.people, args.years, args.seed, args.threads]
    return measure([sys.executable, HERE / "one_run.py", *map(str, words)], TIMEOUT_S)


def command_once(args: argparse.Namespace) -> Line:
    """Measure the whole command, from start to exit, and drop its run folder."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"people": args.people, "years": f"{args.years:g}", "seed": args.seed, "threads": args.threads}
        words = [f"--{name}={value}" for name, value in options.items()]
        program = "import sys; from credopolis.cli.main import main; sys.exit(main())"
        command = [
            sys.executable,
            "-c",
            program,
            "run",
            args.scenario,
            *words,
            f"--out={folder}/run",
            "--json",
            "--quiet",
        ]
        start = time.perf_counter()
        line = measure(command, TIMEOUT_S)
        return line | {"wall_seconds": time.perf_counter() - start}


def run_all(args: argparse.Namespace) -> tuple[list[Line], list[Line]]:
    """Measure both, in turn, after one small command that leaves compiled code behind."""
    command_once(argparse.Namespace(**(vars(args) | {"people": 5000, "years": 0.1})))
    engine, command = [], []
    for repeat in range(args.repeats):
        engine.append(engine_once(args))
        command.append(command_once(args))
        rate, wall = digits(engine[-1]["person_days_per_s"] / 1e6), digits(command[-1]["wall_seconds"])
        note = f"repeat {repeat + 1} of {args.repeats}  {rate} million person-days/s; the command took {wall} s"
        print(note, file=sys.stderr, flush=True)
    return engine, command


def said(met: bool) -> str:
    """A bar in words."""
    return "met" if met else "NOT met"


def whole_table(engine: list[Line], command: list[Line], defaults: bool) -> str:
    """Rates, times and memory, each with its bar where it has one."""
    rate = Spread.of(line["person_days_per_s"] for line in engine)
    wall = Spread.of(line["wall_seconds"] for line in command)
    state = Spread.of(line["state_bytes"] / line["people"] for line in engine)
    limit = f"under {MOST_SECONDS:g}: {said(wall.median < MOST_SECONDS)}" if defaults else "only at the defaults"
    rows = [
        ["million person-days/s, ticks", rate.text(1e6), f"{LEAST_RATE / 1e6:g}: {said(rate.median >= LEAST_RATE)}"],
        ["s, ticks", Spread.of(line["seconds"] for line in engine).text(), ""],
        ["s, generating the society", Spread.of(line["build_seconds"] for line in engine).text(), ""],
        ["s, the whole command", wall.text(), limit],
        ["state bytes a life", state.text(), f"under {MOST_STATE_BYTES:g}: {said(state.median < MOST_STATE_BYTES)}"],
        ["MiB at most, engine", Spread.of(line["peak_rss_bytes"] for line in engine).text(2**20), ""],
        ["MiB at most, command", Spread.of(line["peak_rss_bytes"] for line in command).text(2**20), ""],
    ]
    return table(["what", "min / median / max", "bar"], rows)


def step_table(engine: list[Line]) -> str:
    """Time of each step of a tick, summed over the run."""
    rows = []
    for step in engine[0]["step_seconds"]:
        seconds = Spread.of(line["step_seconds"][step] for line in engine)
        share = Spread.of(line["step_seconds"][step] / line["seconds"] for line in engine)
        rows.append([step, seconds.text(), f"{share.median:.1%}"])
    return table(["step", "s (min / median / max)", "of the ticks"], rows)


def main() -> int:
    """Run, print, and return the exit code."""
    args = arguments()
    about = f"Scenario {args.scenario}, {args.people:,} lives, {args.years:g} years, {args.threads} threads"
    about = f"{about}, seed {args.seed}, {args.repeats} repeats.\n{machine()}\n"
    try:
        engine, command = run_all(args)
    except MeasurementError as error:
        print(f"A run {error}", file=sys.stderr)
        return 1
    defaults = (args.people, args.years, args.scenario) == (DEFAULT_PEOPLE, DEFAULT_YEARS, "popular-account")
    print(about, whole_table(engine, command, defaults), "", step_table(engine), sep="\n")
    if len({line["state_digest"] for line in engine}) != 1:
        print("\nThe same seed gave different final states: a run must be the same to the last bit.")
        return 1
    if args.json:
        args.json.write_text(json.dumps({"engine": engine, "command": command}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
