"""`credopolis calibrate`: which values of the assumptions agree with what was reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli.common import (
    JsonOption,
    console,
    input_file,
    page_option,
    print_result,
    say,
    warn,
    words_beside,
)
from credopolis.cli.sweep import ClusterOption, WorkersOption, check_page, place_of, told
from credopolis.core.standard_input import stem_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.calibrate import Posterior

EXAMPLE = "Example: credopolis calibrate rongcheng-records --workers 2"


def calibrate_command(
    targets: Annotated[
        str, typer.Argument(metavar="TARGETS", help="Targets file, or the name of a shipped one.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The study's folder. [default: calibrations/TARGETS]", show_default=False),
    ] = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    page: Annotated[
        Path | None,
        page_option("The page. [default: calibration.html in the folder]"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Build the ends of every range, count the runs, and no more.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit assumptions to reported figures (ABC-SMC), within their ranges, and check what was held out.

    A fit that was interrupted goes on where it stopped, and comes to the same result.
    """
    targets = input_file(targets)
    if check:
        _print_check(targets, as_json)
        return
    folder = out or Path("calibrations") / stem_of(targets)

    from credopolis.analysis.pages.study import calibration_page
    from credopolis.analysis.studies.calibrate import calibrate
    from credopolis.analysis.studies.targets import read_targets
    from credopolis.library.targets import calibration_file

    if page is not None:
        check_page(page, calibration_file(targets), read_targets(targets).design, folder)
    with place_of(workers, cluster) as place, told("runs of this batch") as tell:
        found = calibrate(targets, out=folder, **place, progress=tell)
    written = calibration_page(found, page, folder)
    with words_beside(page):
        _print(found, folder, written, as_json)
    if not found.reached:
        warn(_not_reached(found))


def _print_check(targets: str, as_json: bool) -> None:
    from credopolis.analysis.studies.targets import read_targets

    read = read_targets(targets)
    held_out = len(read.targets) - len(read.fitted)
    if as_json:
        about = {"targets": targets, "parameters": [*read.parameters], "fitted": [*read.fitted], "held_out": held_out,
                 "particles": read.particles, "most_runs": read.most_runs, "checks": read.checks}  # fmt: skip
        print_result(about, read.design.seeds, {"design": read.design.digest()})
        return
    say(f"{targets}: parameters: {len(read.parameters):,}; targets: {len(read.fitted):,} to fit, {held_out:,} held "
        f"out; runs: {read.most_runs:,} at most, in populations of {read.particles:,}, and {read.checks:,} to check. "
        "No fault found.")  # fmt: skip


def _not_reached(found: Posterior) -> str:
    return (
        f"Note: the fit ran out of runs at {found.generations[-1].epsilon:.3g} tolerances; this is no posterior of the "
        "targets as they are given. Allow more runs (most_runs), wider tolerances, or other parameters."
    )


def _print(found: Posterior, folder: Path, written: Path, as_json: bool) -> None:
    from rich.table import Table

    from credopolis.analysis import words
    from credopolis.analysis.studies.study import hashes_of_study

    if as_json:
        about = {**found.as_json(), "folder": str(folder), "page": str(written)}
        print_result(about, hashes=hashes_of_study(folder))
        return

    out = console()
    out.print(f"{found.title}: {found.runs:,} runs in {len(found.generations)} populations.")
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("parameter", "range", "posterior 50 % (5 % to 95 %)"):
        table.add_column(column, overflow="fold")
    for m in found.marginals:
        table.add_row(m.parameter, f"{m.low:.4g} to {m.high:.4g}", words.points(m.posterior))
    out.print(table)
    for m in found.marginals:
        if m.pressed:
            end = m.low if m.pressed == "low" else m.high
            out.print(f"{m.parameter} is pressed to the end of its range, {end:.4g}: values beyond it may fit better.")
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("target", "", "reported", "predicted 50 % (5 % to 95 %)", "within"):
        table.add_column(column, overflow="fold")
    for c in found.checks:
        seen = "held out" if c.held_out else "fitted"
        table.add_row(
            c.measure, seen, f"{c.value:.4g} ± {c.tolerance:.4g}", words.points(c.predicted), f"{100 * c.within:.0f} %"
        )
    out.print(table)
    out.print(f"Written: {written}", soft_wrap=True)
