"""What spreading over workers costs: 2 workers against 2 threads, paired, bytes at three sizes, and an estimate.

    python benchmarks/scale.py                                  # 4 million lives, weekly ticks, one year
    python benchmarks/scale.py --people 2e5 --repeats 1 --sizes 5e4 1e5 2e5

Each measurement is a process of its own; threads and workers take turns. Bytes are those of the messages of ticks and
records, and of what crossed the loopback in ticks beside them (lines to workers of this machine are files). Nothing
passes or fails by its time; exit code 1 if a state differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil
from harness import MeasurementError, Spread, digits, machine, measure, table

from credopolis.engine.cluster import open_cluster
from credopolis.engine.digests import digest_state
from credopolis.engine.messages import pack_counts
from credopolis.engine.run import begin, begin_spread
from credopolis.library.catalogue import load_scenario

TIMEOUT_S = 3600.0
BAR = 0.85
NATION, WORKERS_THERE = 1.4e9, (64, 256, 1024)
WARM_UP = ("popular-account", 5000, 0.1)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=float, default=4e6, help="lives of the paired runs (default 4e6)")
    parser.add_argument("--years", type=float, default=1.0, help="default 1")
    parser.add_argument("--sizes", type=float, nargs="+", default=[2.5e5, 1e6, 4e6], help="lives, for bytes a tick")
    parser.add_argument("--workers", type=int, default=2, help="and threads of the other side (default 2)")
    parser.add_argument("--repeats", type=int, default=5, help="alternating repeats (default 5)")
    parser.add_argument("--scenario", default="popular-account")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement there")
    parser.add_argument("--one", choices=("threads", "workers"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.sizes = sorted(set(args.sizes))
    if len(args.sizes) < 2:
        parser.error("--sizes needs two sizes or more: the estimate is solved from the smallest and the largest")
    return args


def loopback() -> int:
    """Bytes that have crossed the loopback device."""
    return int(psutil.net_io_counters(pernic=True)["lo"].bytes_sent)


def one(args: argparse.Namespace) -> dict[str, Any]:
    """Run once, in this process: rate, state, and with workers the bytes."""
    spread = args.one == "workers"
    if not spread:  # workers compile before they hold lives
        begin(load_scenario(WARM_UP[0], people=WARM_UP[1], years=WARM_UP[2]), args.workers).close()
    scenario = load_scenario(args.scenario, people=int(args.people), years=args.years, seed=args.seed, tick=7)
    with open_cluster(workers=args.workers) if spread else nullcontext() as cluster:
        course = begin_spread(scenario, 1, cluster) if spread else begin(scenario, args.workers)
        course.take()
        start, recording, crossed = time.perf_counter(), 0.0, 0
        while not course.over:
            before = loopback()
            course.step()
            crossed += loopback() - before
            if course.records:
                since = time.perf_counter()
                course.take()
                recording += time.perf_counter() - since
        seconds = time.perf_counter() - start
        found = {
            "kind": args.one, "people": scenario.people, "ticks": scenario.ticks, "days": scenario.days,
            "seconds": seconds, "recording_seconds": recording, "records": sum(scenario.records_at()),
            "lives_seconds": course.seconds["lives"],
            "person_days_per_s": scenario.people * scenario.days / seconds,
            "state_digest": digest_state(course.workers.digests()), "state_bytes": course.workers.state_bytes,
        }  # fmt: skip
        if spread:
            workers = course.workers
            record = sum(len(pack_counts(part)) for part in workers._ask(("count", (course.day,))))
            found |= {
                "message_bytes_per_tick": (workers.sent + workers.received) / scenario.ticks,
                "loopback_bytes_per_tick": crossed / scenario.ticks, "record_bytes": record,
            }  # fmt: skip
        course.workers.close()
    return found


def child(args: argparse.Namespace, kind: str, people: float) -> dict[str, Any]:
    """Run once in a process of its own."""
    words = ["--one", kind, "--people", people, "--years", args.years, "--workers", args.workers]
    words += ["--scenario", args.scenario, "--seed", args.seed]
    found = measure([sys.executable, Path(__file__).resolve(), *map(str, words)], TIMEOUT_S)
    print(f"{kind}, {people:,.0f} lives: {found['person_days_per_s'] / 1e6:.1f} M person-days/s", file=sys.stderr)
    return found


def estimate(sizes: list[dict[str, Any]], workers: int) -> str:
    """What 1.4 billion lives would take, from the smallest and the largest size measured.

    A tick costs lives times days over the rate of all workers, and for each worker a message and its answer, handled by
    the driver in turn; both are solved from the two sizes.
    """
    small, large = sizes[0], sizes[-1]
    tick_small, tick_large = (line["lives_seconds"] / line["ticks"] for line in (small, large))
    a_life = (tick_large - tick_small) / (large["people"] - small["people"])
    message = max(0.0, tick_small - a_life * small["people"]) / workers
    record = max(0.0, small["recording_seconds"] / small["records"]) / workers
    state = large["state_bytes"] / large["people"]
    rows = []
    for n in WORKERS_THERE:
        tick = a_life * workers * NATION / n + message * n
        year = 52.2 * tick + 12 * record * n
        traffic = large["message_bytes_per_tick"] / workers * n
        rows.append(
            [f"{n:,}", digits(tick), digits(year), digits(NATION * state / n / 2**30), digits(traffic / 2**20)]
        )  # fmt: skip
    header = ["workers of one core", "s a tick of 7 days", "s a year, with 12 records", "GiB a worker", "MiB a tick"]
    return (
        f"Estimate for {NATION:,.0f} lives (extrapolated, not measured; equal cores, a network that is not the limit, "
        f"one driver that talks to every worker):\n"
        f"{digits(1e9 * a_life * workers / 7)} ns of a core per person-day, {digits(1e3 * message)} ms a message, "
        f"{digits(1e3 * record)} ms a worker and record, {digits(state)} bytes a life, "
        f"{digits(NATION * state / 2**30)} GiB of lives in all.\n" + table(header, rows)
    )


def main() -> int:
    """Run, print, and return the exit code."""
    args = arguments()
    if args.one:
        print(json.dumps(one(args)))
        return 0
    try:
        pairs = [
            (child(args, "threads", args.people), child(args, "workers", args.people)) for _ in range(args.repeats)
        ]
        sizes = [child(args, "workers", people) for people in args.sizes]
    except MeasurementError as error:
        print(f"A run {error}", file=sys.stderr)
        return 1
    ratio = Spread.of(w["person_days_per_s"] / t["person_days_per_s"] for t, w in pairs)
    lives = Spread.of(t["lives_seconds"] / w["lives_seconds"] for t, w in pairs)
    met = "met" if ratio.median >= BAR else "NOT met"
    print(machine())
    print(f"{args.people:,.0f} lives, {args.years:g} years, weekly ticks, {args.repeats} alternating repeats.")
    print(f"{args.workers} workers over {args.workers} threads, throughput: {ratio.text()}; bar {BAR}: {met}.")
    print(f"The step `lives` alone: {lives.text()}.\n")
    print(
        table(
            ["lives", "bytes a tick (messages)", "bytes a tick (loopback, beside)", "bytes a record"],
            [
                [
                    f"{s['people']:,}",
                    f"{s['message_bytes_per_tick']:,.0f}",
                    f"{s['loopback_bytes_per_tick']:,.0f}",
                    f"{s['record_bytes']:,}",
                ]
                for s in sizes
            ],
        )
    )
    print("\n" + estimate(sizes, args.workers))
    if args.json:
        args.json.write_text(json.dumps([*(line for pair in pairs for line in pair), *sizes], indent=1) + "\n")
    differ = any(t["state_digest"] != w["state_digest"] for t, w in pairs)
    if differ:
        print("States differ between threads and workers.", file=sys.stderr)
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
