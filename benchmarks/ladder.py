"""The ladder task through Credopolis, its peers and plain C, side by side: rates, memory, and ratios.

    python benchmarks/ladder.py                     # all that are installed; about 15 minutes on two cores
    python benchmarks/ladder.py --only c laser --repeats 3 --n 1e6

Every repeat runs each peer once, in turn, so that a busy minute of the machine falls on all of them; ratios are
taken within a repeat. Nothing passes or fails by its time. The exit code is 1 only if a peer fails, or disagrees
with the exact answer, for then the rates say nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import expected
from harness import MeasurementError, Spread, digits, machine, measure, table
from peers import task

HERE = Path(__file__).resolve().parent
SUBJECT = "credopolis"
TIMEOUT_S = 1800.0
TOLERANCE = 0.002  # of a share, besides four standard errors of sampling
TELLING_BYTES = 4 * 2**20  # less than this is lost in what an interpreter takes and gives back anyway


@dataclass(frozen=True)
class Peer:
    """One entry: its name, script, virtual environment, the most agents it is given, and the bar that it sets."""

    name: str
    title: str
    script: str
    venv: str | None
    most_agents: int
    bar: float | None = None


# Slow peers get fewer agents, which favours them: what they touch fits the processor's caches.
PEERS = (
    Peer(SUBJECT, "Credopolis (general engine)", "ladder_credopolis.py", None, 2_000_000_000),
    Peer("c", "C, event-driven", "ladder_limit.c", None, 2_000_000_000, bar=0.5),
    Peer("numba-events", "Numba, event-driven", "ladder_numba_events.py", "numba", 2_000_000_000),
    Peer("numba-dense", "Numba, dense", "ladder_numba_dense.py", "numba", 10_000_000),
    Peer("laser", "LASER (laser-core)", "ladder_laser.py", "laser", 5_000_000, bar=5.0),
    Peer("numpy", "NumPy, dense", "ladder_numpy.py", "numba", 500_000),
    Peer("starsim", "Starsim (common random numbers)", "ladder_starsim.py", "starsim", 200_000, bar=20.0),
    Peer("polars", "Polars", "ladder_polars.py", "polars", 200_000),
    Peer("agentpy", "AgentPy", "ladder_agentpy.py", "agentpy", 20_000),
    Peer("mesa", "Mesa (do)", "ladder_mesa.py", "mesa", 20_000, bar=1000.0),
)
Line = dict[str, Any]


def prepare(peer: Peer) -> list[str]:
    """The command that starts a peer, its numbers left off.

    Raises
    ------
    MeasurementError
        If it is not installed here; the message says what to do.
    """
    script = HERE / "peers" / peer.script
    if script.suffix == ".c":
        return [str(compile_c(script))]
    if peer.venv is None:
        return [sys.executable, str(script)]
    python = HERE / ".venvs" / peer.venv / "bin" / "python"
    if not python.exists():
        raise MeasurementError(f"not installed: bash benchmarks/setup_peers.sh {peer.venv}")
    return [str(python), str(script)]


def compile_c(source: Path) -> Path:
    """Compile the C entry for this very processor, and say where it is."""
    compiler = shutil.which("gcc")
    if compiler is None:
        raise MeasurementError("no gcc on this machine")
    target = HERE / ".venvs" / source.stem
    target.parent.mkdir(exist_ok=True)
    flags = ["-O3", "-march=native", "-ffast-math", "-fopenmp"]
    done = subprocess.run(
        [compiler, *flags, str(source), "-lm", "-o", str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MeasurementError(f"gcc could not compile it: {done.stderr.strip().splitlines()[-1][:300]}")
    return target


def run_all(
    peers: list[Peer], args: argparse.Namespace
) -> tuple[dict[str, list[Line]], dict[str, str], dict[str, str]]:
    """Run every peer once a repeat, in turn.

    Returns
    -------
    lines of each peer, one a repeat; why some were skipped; why some failed
    """
    commands: dict[str, list[str]] = {}
    skipped: dict[str, str] = {}
    failed: dict[str, str] = {}
    for peer in peers:
        try:
            commands[peer.name] = prepare(peer)
        except MeasurementError as error:
            skipped[peer.name] = str(error)
    lines: dict[str, list[Line]] = {name: [] for name in commands}
    for repeat in range(args.repeats):
        for peer in peers:
            if peer.name not in commands or peer.name in failed:
                continue
            numbers = [min(args.n, peer.most_agents), args.days, args.seed, args.threads]
            try:
                line = measure([*commands[peer.name], *map(str, numbers)], TIMEOUT_S)
            except MeasurementError as error:
                failed[peer.name] = str(error)
                continue
            lines[peer.name].append(line)
            rate = line["agent_steps_per_s"] / 1e6
            note(f"repeat {repeat + 1} of {args.repeats}  {peer.name:13} {digits(rate):>8} million agent-steps/s")
    return {name: found for name, found in lines.items() if found and name not in failed}, skipped, failed


def note(text: str) -> None:
    """Tell how far it is, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def disagreements(lines: dict[str, list[Line]], days: int) -> list[str]:
    """Every share that is too far from the exact answer or, beyond its reach, from the peer with most agents."""
    if not lines:
        return []
    if days <= expected.LAST_EXACT_DAY:
        truth, least = expected.exact_shares(days)[0], sys.maxsize
    else:
        largest = max((found[0] for found in lines.values()), key=lambda line: int(line["n"]))
        truth, least = largest["final_shares"], int(largest["n"])
    wrong = []
    for name, found in lines.items():
        for line in found:
            n = min(line["n"], least)
            for grade, share in truth.items():
                allowed = TOLERANCE + 4.0 * sqrt(max(share * (1.0 - share), 1.0 / n) / n)
                if abs(line["final_shares"][grade] - share) > allowed:
                    seen = line["final_shares"][grade]
                    wrong.append(f"{name}: share of {grade} is {seen:.4f}, not {share:.4f} ± {allowed:.4f}")
    return wrong


def rate_table(peers: list[Peer], lines: dict[str, list[Line]]) -> str:
    """Rates and memory, one row a peer."""
    rows = []
    for peer in peers:
        found = lines.get(peer.name)
        if found:
            rate = Spread.of(line["agent_steps_per_s"] for line in found)
            taken = Spread.of(line["peak_rss_bytes"] - line["base_rss_bytes"] for line in found).median
            first = found[0]
            size = digits(taken / first["n"]) if taken >= TELLING_BYTES else "too few"
            rows.append([peer.title, first["version"], f"{first['n']:,}", str(first["threads"]), rate.text(1e6), size])
    return table(
        ["what", "version", "agents", "threads", "million agent-steps/s (min / median / max)", "bytes an agent"], rows
    )


def verdict(ratio: Spread, bar: float | None) -> str:
    """Whether a bar is met, at the middle and at the worst of the repeats."""
    if bar is None:
        return "none set"
    if ratio.least >= bar:
        return f"{bar:g}: met in every repeat"
    return f"{bar:g}: met at the median" if ratio.median >= bar else f"{bar:g}: NOT met"


def ratio_table(peers: list[Peer], lines: dict[str, list[Line]]) -> str:
    """Credopolis' rate over each peer's, taken within each repeat."""
    rows = []
    own = [line["agent_steps_per_s"] for line in lines[SUBJECT]]
    for peer in peers:
        if peer.name != SUBJECT and peer.name in lines:
            others = [line["agent_steps_per_s"] for line in lines[peer.name]]
            ratio = Spread.of(a / b for a, b in zip(own, others, strict=True))
            rows.append([peer.title, ratio.text(), verdict(ratio, peer.bar)])
    return table(["Credopolis over", "ratio (min / median / max)", "bar"], rows)


def share_table(peers: list[Peer], lines: dict[str, list[Line]], days: int) -> str:
    """Final shares and mean score of the first repeat, under the exact answer."""
    rows = []
    if days <= expected.LAST_EXACT_DAY:
        shares, mean = expected.exact_shares(days)
        rows.append(["exact (endless population)", *[f"{shares[g]:.4f}" for g in task.GRADES], f"{mean:.2f}"])
    for peer in peers:
        if peer.name in lines:
            line = lines[peer.name][0]
            rows.append(
                [peer.title, *[f"{line['final_shares'][g]:.4f}" for g in task.GRADES], f"{line['mean_score']:.2f}"]
            )
    return table(["final share", *task.GRADES, "mean score"], rows)


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""

    def count(text: str) -> int:
        value = float(text.replace("_", ""))
        if value < 1 or value != int(value):
            raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not {text}")
        return int(value)

    names = [peer.name for peer in PEERS]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=count, default=10_000_000, help="agents; slow peers get fewer (default 10 million)")
    parser.add_argument("--days", type=count, default=365, help="days (default 365)")
    parser.add_argument("--threads", type=count, default=2, help="threads for those that use them (default 2)")
    parser.add_argument("--repeats", type=count, default=5, help="alternating repeats (default 5)")
    parser.add_argument("--seed", type=count, default=1, help="seed (default 1)")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"only these: {', '.join(names)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every measurement there")
    args = parser.parse_args(argv)
    if args.n < 1000 or args.days > 10_000:
        parser.error("--n must be at least 1,000 and --days at most 10,000")
    return args


def main() -> int:
    """Run, print the tables, and return the exit code."""
    args = arguments()
    peers = [peer for peer in PEERS if args.only is None or peer.name in args.only]
    title = f"The ladder task: {args.days} days, seed {args.seed}, {args.repeats} alternating repeats.\n{machine()}"
    lines, skipped, failed = run_all(peers, args)
    print(title, "\n")
    print(rate_table(peers, lines), "\n")
    if SUBJECT in lines:
        print(ratio_table(peers, lines), "\n")
    print(share_table(peers, lines, args.days), "\n")
    for name, reason in skipped.items():
        print(f"Skipped {name}: {reason}")
    for name, reason in failed.items():
        print(f"FAILED {name}: {reason}")
    wrong = disagreements(lines, args.days)
    for sentence in wrong:
        print(f"DISAGREES {sentence}")
    if lines and not wrong:
        print(f"All {len(lines)} agree on the final shares (within {TOLERANCE} and four standard errors).")
    if args.json:
        record = {
            "machine": machine(),
            "peers": [asdict(p) for p in peers],
            "lines": lines,
            "skipped": skipped,
            "failed": failed,
        }
        args.json.write_text(json.dumps(record, indent=1) + "\n")
    return 1 if wrong or failed or not lines else 0


if __name__ == "__main__":
    sys.exit(main())
