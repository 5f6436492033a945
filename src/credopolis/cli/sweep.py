"""`credopolis sweep`: the runs of a design, resumable, as one Parquet dataset."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, console, input_file, print_result, say
from credopolis.core.errors import EXIT_FAILED, Misuse
from credopolis.core.standard_input import stem_of
from credopolis.core.terminal import python_line

if TYPE_CHECKING:
    import polars as pl

    from credopolis.analysis.studies.design import Design

EXAMPLE = "Example: credopolis sweep design.yaml --workers 2    (again after an interruption: it goes on)"

_MOST_WORKERS = 1024
_MOST_SHOWN = 10

DesignArgument = Annotated[str, typer.Argument(metavar="DESIGN.yaml", help="The design's file.", show_default=False)]
OutOption = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="The study's folder. [default: sweeps/DESIGN]", show_default=False),
]
WorkersOption = Annotated[
    str | None,
    typer.Option(metavar="N", help="Processes; results are the same for any number.", show_default=False),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Runs as tasks on a Dask cluster: tcp:// or tls://host:port.", show_default=False
    ),
]


def sweep_command(
    design: Annotated[
        str | None, typer.Argument(metavar="[DESIGN.yaml]", help="The design's file.", show_default=False)
    ] = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    check: Annotated[bool, typer.Option("--check", help="Build every point, count the runs, and no more.")] = False,
    extend: Annotated[
        bool, typer.Option("--extend", help="Add to the study in the folder: more points, more replicates.")
    ] = False,
    measures: Annotated[bool, typer.Option("--measures", help="List the measures that a run gives.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the runs of a design: grid, Latin hypercube or Sobol points, over paths of a scenario.

    A study that was interrupted goes on where it stopped, and loses no finished run. A run that fails is a row with its
    reason; give the same command again to try those alone. Ends with 1 if a run failed.
    """
    if measures:
        _print_measures(as_json)
        return
    if design is None:
        raise typer.BadParameter("name a design's file")
    from credopolis.analysis.studies.design import read_design

    design = input_file(design)
    read = read_design(design)
    if check:
        _print_check(read, design, as_json)
        return
    folder = out or Path("sweeps") / stem_of(design)

    from credopolis.analysis.studies.checks import FAILED
    from credopolis.analysis.studies.sweep import sweep

    with place_of(workers, cluster) as place, told("runs") as tell:
        frame = sweep(read, out=folder, **place, progress=tell, extend=extend)
    _print_done(frame, read, folder, as_json)
    if FAILED in frame.columns:
        raise typer.Exit(EXIT_FAILED)


def check_page(page: Path, file: str | Path, read: Design, folder: Path) -> None:
    """Refuse a page that would take the place of a study's file, of what it names, or of what lies in its folder."""
    from credopolis.analysis.studies.design import found_from
    from credopolis.core.outputs import check_outputs, files_in
    from credopolis.core.textfile import named
    from credopolis.library.files import files_behind

    names = [str(value) for value in read.factors["regime"].values] if "regime" in read.factors else []
    regimes: list[str | None] = [found_from(read.base, name) for name in names] or [None]
    scenario = found_from(read.base, read.scenario)
    check_outputs({"--html": page}, [named(file), *files_behind(scenario, regimes), *files_in(folder)], [folder])


@contextmanager
def place_of(workers: str | None, cluster: str | None) -> Iterator[dict[str, Any]]:
    """Where runs are made: processes, as many as processors unless a number is given, or tasks of a cluster.

    Raises
    ------
    Misuse, BadValue
        If both are given, or one is wrong.
    """
    if cluster is not None:
        if workers is not None:
            raise Misuse("Give --workers (processes here) or --cluster (tasks on the workers there), not both.")

        from credopolis.engine.cluster import open_cluster

        with open_cluster(address=cluster) as found, found.executor() as executor:
            yield {"executor": executor}
    elif workers is not None:
        yield {"workers": parse.whole("--workers", workers, 1, _MOST_WORKERS)}
    else:
        from credopolis.runs.settings import available_threads

        yield {"workers": available_threads()}


@contextmanager
def told(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left on a terminal; in a log, a line now and then."""
    from credopolis.cli.progress import count_bar, log_lines

    with count_bar(sys.stderr.isatty(), words) as tell:
        yield tell or log_lines(words)


def _print_measures(as_json: bool) -> None:
    from credopolis.analysis.studies.outputs import units

    if as_json:
        print_result({"measures": [{"name": n, "title": t, "unit": u} for n, (t, u) in units().items()]})
        return
    for name, (title, unit) in units().items():
        say(f"{name:24s} {title} ({unit})")
    say("grade NAME               lives in a grade of the rulebook (% of scored lives, last day)")


def _print_check(read: Design, path: str, as_json: bool) -> None:
    from credopolis.analysis.studies.sweep import refused_points

    points = len(read.values())
    with told("points") as tell:
        refused = list(refused_points(read, tell))
    if as_json:
        about = {
            "design": path, "kind": read.kind, "points": points, "runs": points * read.replicates,
            "refused": [{"point": p, "values": values, "reason": why} for p, values, why in refused],
        }  # fmt: skip
        print_result(about, read.seeds, {"design": read.digest()})
    else:
        found = "No fault found." if not refused else f"{len(refused):,} points cannot be built:"
        say(f"{path}: {read.kind}, {points:,} points of {read.replicates} seeds, {points * read.replicates:,} runs. "
            f"{found}")  # fmt: skip
        for p, values, why in refused[:_MOST_SHOWN]:
            say(f"  point {p} ({', '.join(f'{name} = {value}' for name, value in values.items())}): {why}")
        if len(refused) > _MOST_SHOWN:
            say(f"  and {len(refused) - _MOST_SHOWN:,} more")
    if refused:
        raise typer.Exit(EXIT_FAILED)


def _print_done(frame: pl.DataFrame, read: Design, folder: Path, as_json: bool) -> None:
    from credopolis.analysis.studies.checks import FAILED
    from credopolis.analysis.studies.study import RESULTS, hashes_of_study

    reasons = frame[FAILED].drop_nulls().to_list() if FAILED in frame.columns else []
    if as_json:
        about = {"folder": str(folder), "results": str(folder / RESULTS), "runs": frame.height,
                 "points": frame.height // read.replicates, "failed": len(reasons),
                 "columns": frame.columns}  # fmt: skip
        print_result(about, read.seeds, hashes_of_study(folder))
        return
    out = console()
    out.print(f"{frame.height - len(reasons):,} runs: {folder / RESULTS}", soft_wrap=True)
    if reasons:
        out.print(f"{len(reasons):,} runs failed; the column {FAILED!r} says why. The first: {reasons[0]}")
    read_it = f"import polars as pl; print(pl.read_parquet({str(folder / RESULTS)!r}, glob=False))"
    out.print(f"  {python_line(read_it)}", soft_wrap=True)
