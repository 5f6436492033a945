"""`credopolis run`: a whole society, a length of time, one command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    CheckpointOption,
    EmitOption,
    JsonOption,
    OffOption,
    RegimeOption,
    ScaleOption,
    SetOption,
    ThreadsOption,
    console,
    input_file,
    print_json,
    say,
    warn,
)
from credopolis.core.errors import EXIT_INTERRUPTED
from credopolis.core.terminal import command, python_line

if TYPE_CHECKING:
    from credopolis.store.run import Run

EXAMPLE = "Example: credopolis run popular-account --people 1M --years 10 --seed 7 --off informants"

_INTERVALS = ("tick", "month", "quarter", "year")


def run_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[
        str | None,
        typer.Option(metavar="N", help="Synthetic lives, 1k to 2B: 1000000, 1e6, 1M, 250k.", show_default=False),
    ] = None,
    years: Annotated[str | None, typer.Option(metavar="Y", help="Years to simulate.", show_default=False)] = None,
    seed: Annotated[str | None, typer.Option(metavar="S", help="Seed of all draws.", show_default=False)] = None,
    threads: ThreadsOption = None,
    workers: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Spread the lives over N processes, or N workers of --cluster.", show_default=False
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Spread them over a Dask cluster: tcp:// or tls://host:port.", show_default=False
        ),
    ] = None,
    tick: Annotated[
        str | None, typer.Option(metavar="D", help="Days between exchanges of fields.", show_default=False)
    ] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    scale: ScaleOption = None,
    interval: Annotated[
        str | None, typer.Option(metavar="|".join(_INTERVALS), help="Recording interval.", show_default=False)
    ] = None,
    by_district: Annotated[
        bool, typer.Option("--by-district", help="Keep lives by grade of every district, too.", show_default=False)
    ] = False,
    timeline: Annotated[
        bool,
        typer.Option("--timeline/--no-timeline", help="Let rules change on the scenario's dates.", show_default=False),
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for results, new or empty. [default: next in ./runs]", show_default=False
        ),
    ] = None,
    fields: Annotated[
        bool, typer.Option("--fields/--no-fields", help="Keep what replaying single lives needs.", show_default=False)
    ] = True,
    checkpoint: CheckpointOption = None,
    emit: EmitOption = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only the folder.")] = False,
) -> int:
    """Simulate a society of synthetic people under a regime, and keep what came out in a folder."""
    seconds, days = parse.checkpoint_every(checkpoint)
    scenario, regime = input_file(scenario), regime and input_file(regime)
    options = _options(people, years, seed, threads, tick, regime, off, settings, interval, scale)
    options |= {"by_district": by_district or None, "timeline": None if timeline else False}
    options |= _spread_options(workers, cluster, options["threads"], quiet)

    from credopolis.analysis.open import run
    from credopolis.cli.progress import progress_bar
    from credopolis.store.provenance import given_command

    with progress_bar(shown=not quiet and sys.stderr.isatty()) as progress:
        done = run(
            scenario, **options, out=out, fields=fields, checkpoint_every=seconds, checkpoint_days=days,
            emit=emit, progress=progress, command=given_command(),
        )  # fmt: skip
    return print_run(done, as_json, quiet)


def print_run(done: Run, as_json: bool, quiet: bool) -> int:
    """Print what a run left behind -> exit code."""
    if as_json:
        print_json(run_json(done))
    elif quiet:
        say(str(done.folder))
    else:
        _print_end(done)
    if done.status == "interrupted":
        kept = f"days 0 to {done.parts[-1]['through_day']} of {done.manifest['scenario']['days']}"
        warn(
            f"Interrupted. Kept in {done.folder}: {kept}, complete and readable.\n"
            f"To run it to the end: {command('resume', done.folder)}"
        )
        return EXIT_INTERRUPTED
    return 0


def _options(
    people: str | None,
    years: str | None,
    seed: str | None,
    threads: str | None,
    tick: str | None,
    regime: str | None,
    off: list[str] | None,
    settings: list[str] | None,
    interval: str | None,
    scale: str | None,
) -> dict[str, Any]:
    """Check what was typed before anything heavy is imported."""
    from credopolis.core.errors import UnknownName
    from credopolis.library.settings import read_tick
    from credopolis.mechanisms.all import MECHANISMS

    if interval is not None and interval not in _INTERVALS:
        raise UnknownName("interval", interval, _INTERVALS)
    for name in off or ():
        if name not in {m.name for m in MECHANISMS if m.can_be_off}:
            raise UnknownName("mechanism that can be off", name, [m.name for m in MECHANISMS if m.can_be_off])
    return {
        "people": None if people is None else parse.people(people),
        "years": None if years is None else parse.years(years),
        "seed": None if seed is None else parse.whole("--seed", seed, 0, parse.MOST_SEED),
        "threads": None if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS),
        "tick": None if tick is None else read_tick(tick, "--tick"),
        "regime": regime,
        "off": tuple(off or ()),
        "set": parse.settings(settings or []) or None,
        "interval": interval,
        "scale": None if scale is None else parse.whole("--scale", scale, 1, parse.MOST_SCALE),
    }


def _spread_options(workers: str | None, cluster: str | None, threads: int | None, quiet: bool) -> dict[str, Any]:
    """Check what was typed about workers, and say how threads are shared among those of this machine."""
    from credopolis.engine.addresses import check_address

    n = None if workers is None else parse.whole("--workers", workers, 1, parse.MOST_THREADS)
    if cluster is not None:
        check_address(cluster)
    if n is not None and cluster is None and not quiet:
        from credopolis.runs.settings import available_threads

        each = max(1, (threads or available_threads()) // n)
        warn(f"{n} workers on this machine, threads of each: {each}.")
    return {"workers": n, "cluster": cluster}


def run_json(run: Run) -> dict[str, Any]:
    """The one object that `--json` prints."""
    import polars as pl

    from credopolis.analysis.measures.metrics import false_entries, last_day
    from credopolis.store.provenance import citation, provenance_of, rules_of

    outcome, timings = run.manifest["outcome"], run.manifest["timings"]
    people, days = run.manifest["scenario"]["people"], outcome["days_done"]
    counts = run.scan("grades").filter(pl.col("day") == last_day(run)).group_by("grade").agg(pl.col("lives").sum())
    lives = dict(counts.collect().iter_rows())
    entries = false_entries(run)
    return {
        "scenario": run.manifest["scenario"]["name"],
        "people": people,
        "scale": int(run.manifest["scenario"].get("scale", 1)),
        "days": days,
        "seed": run.manifest["scenario"]["seed"],
        "status": run.status,
        "seconds": timings["seconds"],
        "person_days_per_s": people * days / timings["seconds"] if timings["seconds"] else None,
        "peak_rss_bytes": run.manifest.get("peak_rss_bytes", 0),
        "bytes_per_life": outcome["state_bytes"] / people,
        "grades": {grade: lives.get(grade, 0) for grade in reversed(run.labels["grade"])},
        "entries": entries.entries,
        "false_entries": entries.count,
        **_told_json(run),
        "fingerprint": run.fingerprint,
        "timings": timings,
        "folder": str(run.folder),
        "rules": rules_of(run.manifest).as_json(),
        "citation": citation(run.manifest),
        "provenance": provenance_of(run.manifest),
    }


def _told_json(run: Run) -> dict[str, Any]:
    """What grades open and close, and the record, as the summary has them: empty where there is nothing to tell."""
    from dataclasses import asdict

    from credopolis.analysis.measures.gates import gate_lines, gate_lines_by_grade, gate_lines_by_group
    from credopolis.analysis.measures.intervals import defined
    from credopolis.analysis.measures.news import news_lines
    from credopolis.analysis.measures.on_record import record_lines
    from credopolis.analysis.measures.strain import strain_lines
    from credopolis.analysis.measures.waits import money_lines, wait_lines

    found: dict[str, tuple[Any, ...]] = {
        "waits": wait_lines(run), "money": money_lines(run), "gates": gate_lines(run),
        "gates_by_grade": gate_lines_by_grade(run), "gates_by_group": gate_lines_by_group(run),
        "record": record_lines(run), "strain": strain_lines(run),
        "news": news_lines(run),
    }  # fmt: skip
    return defined({name: [asdict(line) for line in lines] for name, lines in found.items()})


def _print_end(run: Run) -> None:
    from credopolis.analysis.measures.standing import time_below_if_any
    from credopolis.analysis.told.summary import summary_view

    out = console()
    out.print(summary_view(run.summary, time_below_if_any(run)))
    out.print(f"Kept in {run.folder}", soft_wrap=True)
    out.print("Next:", style="bold")
    out.print(f"  {command('report', run.folder)}     a page with pictures", soft_wrap=True)
    out.print(f"  {command('life', run.folder, 123)}   one life's dossier, by replay", soft_wrap=True)
    out.print(f"  {python_line(f'import credopolis as cp; print(cp.open_run({str(run.folder)!r}).grades)')}",
              soft_wrap=True)  # fmt: skip
