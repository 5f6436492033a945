"""`credopolis report`: one page with pictures, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from credopolis.cli.common import (
    JsonOption,
    PartialOption,
    RunArgument,
    page_option,
    print_result,
    say,
    the_run,
    words_beside,
)

EXAMPLE = "Example: credopolis report runs/popular-account-1-1 --html page.html"


def report_command(
    run: RunArgument = None,
    out: Annotated[
        Path | None,
        page_option("The page. [default: report.html in the run folder]"),
    ] = None,
    split: Annotated[
        bool, typer.Option("--decompose", help="Split the differences between groups: reruns at a smaller size.")
    ] = False,
    partial: PartialOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a self-contained HTML page on a run: pictures, tables behind them, assumptions, how to cite."""
    opened = the_run(run, partial)

    from credopolis.analysis.charts.shown import check_page
    from credopolis.analysis.pages.report import write_report
    from credopolis.store.provenance import hashes_of

    check_page(opened, out, "--html")
    decomposition = None
    if split:
        from credopolis.analysis.comparisons.decompose import decompose_run

        decomposition = decompose_run(opened)
    path = write_report(opened, out, decomposition=decomposition)
    with words_beside(out):
        if as_json:
            about = {"report": str(path), "run": str(opened.folder), "bytes": path.stat().st_size}
            print_result(about, [opened.manifest["scenario"]["seed"]], hashes_of(opened.manifest))
        else:
            say(f"Written: {path}")
