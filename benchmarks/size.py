"""Cost against size: time per person-day at several sizes of society, in alternating repeats, as ratios.

    python benchmarks/size.py                                # 100 thousand, 1 and 10 million lives
    python benchmarks/size.py --sizes 1e5x10 1e6x10 --repeats 3

Each size is PEOPLExYEARS. Every repeat runs each size in turn, in processes of their own: as often as it takes to live
about as many days as the size in the middle, for a run of a third of a second meets either none of what a machine's
neighbours do, or nothing else. Ratios to the size in the middle are taken within a repeat. Nothing passes or fails by
its time.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from harness import MeasurementError, Spread, digits, machine, measure, table

HERE = Path(__file__).resolve().parent
TIMEOUT_S = 3600.0
DEFAULT_SIZES = ((100_000, 10.0), (1_000_000, 10.0), (10_000_000, 1.0))
FLAT_WITHIN = 0.15
Size = tuple[int, float]


def size_of(text: str) -> Size:
    """Read PEOPLExYEARS, such as 1e6x10."""
    people, cross, years = text.replace("_", "").partition("x")
    try:
        size = int(float(people)), float(years) if cross else 1.0
    except ValueError:
        raise argparse.ArgumentTypeError(f"must look like 1e6x10 (people x years), not {text}") from None
    if size[0] < 1000 or not 0 < size[1] <= 100:
        raise argparse.ArgumentTypeError(f"needs at least 1,000 people and 0 to 100 years, not {text}")
    return size


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=size_of, default=list(DEFAULT_SIZES), metavar="PEOPLExYEARS")
    parser.add_argument("--scenario", default="popular-account", help="default popular-account")
    parser.add_argument("--threads", type=int, default=2, help="default 2")
    parser.add_argument("--repeats", type=int, default=5, help="alternating repeats (default 5)")
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement there")
    args = parser.parse_args()
    if args.repeats < 1 or args.threads < 1:
        parser.error("--repeats and --threads must be at least 1")
    return args


def run_all(args: argparse.Namespace) -> dict[Size, list[dict[str, Any]]]:
    """Measure every size once a repeat, in turn."""
    lines: dict[Size, list[dict[str, Any]]] = {size: [] for size in args.sizes}
    for repeat in range(args.repeats):
        for people, years in args.sizes:
            line = run_for_long(args, (people, years))
            lines[people, years].append(line)
            rate = digits(line["person_days_per_s"] / 1e6)
            note = f"{people:,} lives, {years:g} years: {rate} million person-days/s"
            print(f"repeat {repeat + 1} of {args.repeats}  {note}", file=sys.stderr, flush=True)
    return lines


def run_for_long(args: argparse.Namespace, size: Size) -> dict[str, Any]:
    """Run a size until it has lived as long as the size in the middle -> the last run, with the rate of all."""
    (people, years), middle = size, args.sizes[len(args.sizes) // 2]
    words = [sys.executable, HERE / "one_run.py", *map(str, [args.scenario, people, years, args.seed, args.threads])]
    runs = [measure(words, TIMEOUT_S) for _ in range(max(1, round(middle[0] * middle[1] / (people * years))))]
    rates = [run["person_days_per_s"] for run in runs]
    return runs[-1] | {"runs": len(runs), "person_days_per_s": len(rates) / sum(1.0 / rate for rate in rates)}


def per_person_day(line: dict[str, Any]) -> float:
    """Time of one life's one day, nanoseconds of the wall clock."""
    return 1e9 / float(line["person_days_per_s"])


def results(lines: dict[Size, list[dict[str, Any]]]) -> tuple[str, str]:
    """The table, and in words how flat the cost is."""
    sizes = list(lines)
    reference = sizes[len(sizes) // 2]
    rows, furthest = [], 0.0
    for size in sizes:
        ratio = Spread.of(
            per_person_day(own) / per_person_day(other)
            for own, other in zip(lines[size], lines[reference], strict=True)
        )
        furthest = max(furthest, abs(ratio.median - 1.0))
        state = lines[size][0]["state_bytes"] / lines[size][0]["people"]
        peak = Spread.of((line["peak_rss_bytes"] - line["base_rss_bytes"]) / line["people"] for line in lines[size])
        time = Spread.of(map(per_person_day, lines[size])).text()
        runs = f"{lines[size][0]['runs']}"
        rows.append([f"{size[0]:,}", f"{size[1]:g}", runs, time, ratio.text(), digits(state), digits(peak.median)])
    header = ["lives", "years", "runs", "ns per person-day (min / median / max)", f"over {reference[0]:,} lives"]
    met = "met" if furthest <= FLAT_WITHIN else "NOT met"
    words = f"Furthest median from 1: {furthest:.1%}. Bar, constant within {FLAT_WITHIN:.0%}: {met}."
    return table([*header, "state bytes a life", "peak bytes a life"], rows), words


def main() -> int:
    """Run, print, and return the exit code."""
    args = arguments()
    about = f"Scenario {args.scenario}, {args.threads} threads, seed {args.seed}, {args.repeats} alternating repeats."
    about = f"{about}\n{machine()}\n"
    try:
        lines = run_all(args)
    except MeasurementError as error:
        print(f"A run {error}", file=sys.stderr)
        return 1
    rows, words = results(lines)
    print(about, rows, "", words, sep="\n")
    if args.json:
        args.json.write_text(json.dumps([line for found in lines.values() for line in found], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
