"""`credopolis fork`: one past, several futures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    LevelOption,
    ThreadsOption,
    console,
    input_file,
    print_json,
    print_result,
    say,
    warn,
    words_beside,
)
from credopolis.core.errors import BadValue, Misuse
from credopolis.core.terminal import command

if TYPE_CHECKING:
    from credopolis.analysis.forks.result import Fork
    from credopolis.store.run import Run

EXAMPLE = "Example: credopolis fork runs/popular-account-1-1 --at 2023-06-01 --with milder.yaml --with stricter.yaml"


def fork_command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", help="Run folder; without one, the latest in ./runs.", show_default=False),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="DATE", help="Day of the fork: a date, a number of days, or 2y, 18mo.", show_default=False
        ),
    ] = None,
    reforms: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="REFORM.yaml", help="A reform; may be given again.", show_default=False),
    ] = None,
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds, the run's own first; intervals are over them.")] = "5",
    level: LevelOption = "95",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for the futures, new or empty. [default: next in ./runs]", show_default=False
        ),
    ] = None,
    threads: ThreadsOption = None,
    html_file: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Also write one page with pictures and three lives.", show_default=False
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only check the day and the reforms.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Only print the JSON Schema of a reform's file.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fork a run at a day: the same past, then a future without a reform and one under each reform, side by side.

    Each future of the run's own seed is a whole run folder. Other seeds are lived in memory, so that differences have
    intervals. Measures are counted over the time after the fork only.
    """
    if schema:
        from credopolis.runs.reforms import reform_schema

        print_json(reform_schema())
        return
    if at is None:
        raise Misuse(f"On which day? Give --at DATE. {EXAMPLE}")
    if not reforms:
        raise Misuse(f"Which reforms? Give --with REFORM.yaml, once for each. {EXAMPLE}")
    number, confidence = parse.whole("--seeds", seeds, 1, parse.MOST_SEEDS), parse.level(level)
    count = None if threads is None else parse.whole("--threads", threads, 1, parse.MOST_THREADS)
    if html_file is not None and number < 2:
        raise BadValue("--seeds", seeds, "2 or more with --html", "The page draws intervals over seeds.")

    files = [Path(input_file(reform)) for reform in reforms]

    from credopolis.analysis.forks.fork import check_fork, fork
    from credopolis.cli.common import the_run
    from credopolis.cli.progress import count_bar
    from credopolis.core.outputs import write_output
    from credopolis.store.provenance import given_command

    run = the_run(folder)
    _check_page(html_file, run, files, out)
    if check:
        day = check_fork(run, at, files)
        say(f"Whole: {', '.join(map(str, files))}. They would take effect on {day.in_words()}.")
        return
    with count_bar(sys.stderr.isatty(), "pasts and futures") as tell:
        found = fork(
            run, at=at, reforms=files, seeds=number, out=out, level=confidence, threads=count,
            stories=html_file is not None or as_json, progress=tell, command=given_command(),
        )  # fmt: skip
    if html_file is not None:
        from credopolis.analysis.pages.fork import fork_html

        write_output(html_file, fork_html(found))
        warn(f"Page written to {html_file}.")
    with words_beside(html_file):
        if as_json:
            print_result(found.as_json(), found.comparison.seeds, found.comparison.hashes)
        else:
            _print(found)


def _check_page(page: Path | None, run: Run, reforms: list[Path], out: Path | None) -> None:
    """Refuse a page in the place of the run, of a future, of a reform, or of a file that either came from."""
    if page is None:
        return
    from credopolis.core.outputs import check_outputs, files_in
    from credopolis.library.files import originals
    from credopolis.library.names import files_of_rulebook, resolve_rulebook
    from credopolis.runs.reforms import read_reform

    regimes = [named for path in reforms if (named := read_reform(path).regime)]
    behind = [file for named in regimes for file in files_of_rulebook(resolve_rulebook(named))]
    behind += originals(run.manifest["scenario"]["source"])
    folders = [run.folder, *([out] if out is not None else [])]
    check_outputs({"--html": page}, [*reforms, *files_in(run.folder), *behind], folders)


def _print(found: Fork) -> None:
    from rich.text import Text

    from credopolis.analysis.pages.fork import head, how
    from credopolis.cli.compare import print_regime, undefined_words

    out = console()
    out.print(head(found))
    for future in found.futures[1:]:
        if future.reform is not None and future.reform.title:
            out.print(Text(f"\n{future.name}: {future.reform.title}"), soft_wrap=True)
        print_regime(out, found.comparison, future.name)
    out.print(f"\n{how(found)}")
    for line in undefined_words(found.comparison):
        out.print(line)
    out.print("\nFutures:", style="bold")
    for future in found.futures:
        out.print(Text(f"  {future.folder}"), soft_wrap=True)
    first, other = (future.folder for future in found.futures[:2])
    out.print("Next:", style="bold")
    out.print(Text(f"  {command('report', other)}     a page with pictures"), soft_wrap=True)
    out.print(Text(f"  {command('life', first, 123, '--twin', other)}   one life in both futures"), soft_wrap=True)
