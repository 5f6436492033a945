"""Reverses one meaning after another, and tells which test of the verification saw it.

    sh scripts/mutate                       # those whose result no longer holds
    sh scripts/mutate 'attention-*'         # only some, by name
    sh scripts/mutate --again --processes 2

It can be stopped at any time and goes on where it was. It ends with 1 if fewer than 95 % of the reversals chosen were
seen, or if one of them is broken: if something else than an assertion ended a test.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic

from tests.mutation.record import BAR, SEEN, Kept, Record, rests_on, rows, score
from tests.mutation.reversals import ROOT, Reversal, load_reversals
from tests.mutation.trial import BROKEN, Bench, Verdict, copy_sources


def chosen(patterns: Sequence[str]) -> list[Reversal]:
    """Reversals whose name one of the patterns fits; all if there is none.

    Raises
    ------
    SystemExit
        If a pattern fits none.
    """
    known = load_reversals()
    for pattern in patterns:
        if not any(fnmatchcase(one.name, pattern) for one in known):
            raise SystemExit(f"no reversal is called {pattern}; `sh scripts/mutate --list` names them all")
    return [one for one in known if not patterns or any(fnmatchcase(one.name, p) for p in patterns)]


def commit() -> str:
    """The commit that is checked out, with a mark if files differ from it."""
    command = ["git", "describe", "--always", "--exclude=*", "--dirty=+"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:  # no git on this machine
        return "no commit"
    return done.stdout.strip() or "no commit"


def try_all(todo: Sequence[Reversal], processes: int, others: bool, record: Record) -> None:
    """Try reversals, so many at a time, and keep each result at once. others : see `Bench.attempt`.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped; what is tried then is tried anew the next time.
    """
    at, today, begun = commit(), date.today().isoformat(), monotonic()
    with TemporaryDirectory(prefix="credopolis-reversals-") as folder:
        whole, free = Path(folder) / "whole", SimpleQueue[Bench]()
        copy_sources(whole)
        benches = [Bench(Path(folder) / f"copy-{k}", whole) for k in range(processes)]
        for bench in benches:
            free.put(bench)

        def attempt(reversal: Reversal) -> Verdict | None:
            bench = free.get()
            try:
                return bench.attempt(reversal, others)
            finally:
                free.put(bench)

        with ThreadPoolExecutor(processes) as pool:
            futures = {pool.submit(attempt, one): one for one in todo}
            try:
                for n, future in enumerate(as_completed(futures), 1):
                    one, verdict = futures[future], future.result()
                    if verdict is not None:
                        kept = Kept(one.digest(), rests_on(verdict.test, whole), verdict.how, verdict.test,
                                    verdict.told, round(verdict.seconds, 1), today, at)  # fmt: skip
                        record.keep(one, kept)
                    left = (monotonic() - begun) / n * (len(todo) - n)
                    tell(f"{n} of {len(todo)}", one, verdict, f"about {left / 60:.0f} min left")
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for bench in benches:
                    bench.stop()
                raise


def tell(where: str, one: Reversal, verdict: Verdict | None, left: str) -> None:
    """A line of progress; what a test said, where that is bad news."""
    if verdict is None:
        told = f"passed {one.test.name}, and no other was run"
    elif verdict.how == SEEN:
        told = f"{SEEN} by {verdict.test.rpartition('/')[2]}"
        told += "" if one.test.name in verdict.test else f", and not by {one.test.name}"
    else:
        told = f"{verdict.how} {verdict.test} {verdict.told}".strip()
    print(f"[{where}, {left}] {one.name}: {told}", flush=True)


def summary(record: Record, reversals: Sequence[Reversal]) -> int:
    """Print the table and the score -> the exit code."""
    print()
    for name, _, means, by in rows(record, reversals):
        print(f"{name}: {means}\n    {by}")
    seen, tried, listed = score(record, reversals)
    broken = [one.name for one in reversals if (kept := record.of(one)) is not None and kept.how == BROKEN]
    print(
        f"\n{seen} of {listed} reversals were seen ({100 * seen / max(listed, 1):.1f} %); the bar is {100 * BAR:.0f} %."
    )
    if tried < listed:
        print(f"{listed - tried} were not run.")
    if broken:
        print(f"Broken, an error of the list: {', '.join(broken)}.")
    return int(seen < BAR * listed or bool(broken))


def main(arguments: Sequence[str] | None = None) -> int:
    """Try reversals; see the module."""
    parser = argparse.ArgumentParser(prog="sh scripts/mutate", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="reversals to try, `*` stands for anything; all if none is named")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="how many at a time (default: 1)")
    parser.add_argument("--again", action="store_true", help="also those whose result still holds")
    parser.add_argument("--named", action="store_true", help="run no test but the one that each names")
    parser.add_argument("--list", action="store_true", help="print the names and what each reverses, and end")
    parser.add_argument("--told", action="store_true", help="print the table of the kept results, and end")
    given = parser.parse_args(arguments)
    reversals, record = chosen(given.names), Record()
    if given.list:
        print("\n".join(f"{one.name}: {one.means}" for one in reversals))
        return 0
    if given.told:
        return summary(record, reversals)
    record.forget_all_but(load_reversals())
    todo = [one for one in reversals if given.again or not record.still_holds(one)]
    todo.sort(key=Reversal.is_compiled)  # what takes least time first
    print(f"{len(todo)} of {len(reversals)} reversals are to be tried", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell has them ignored in what it runs in the background
        signal.signal(number, signal.default_int_handler)
    try:
        try_all(todo, max(given.processes, 1), not given.named, record)
    except KeyboardInterrupt:
        print("\nStopped; what was tried is kept. The same command goes on.", file=sys.stderr)
        return 130
    return summary(record, reversals)


if __name__ == "__main__":
    sys.exit(main())
