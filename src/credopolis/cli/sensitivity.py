"""`credopolis sensitivity`: which factors of a design the measures depend on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, console, input_file, page_option, print_result, words_beside
from credopolis.cli.sweep import ClusterOption, DesignArgument, OutOption, WorkersOption, check_page, place_of, told
from credopolis.core.standard_input import stem_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.sensitivity import Sensitivity

EXAMPLE = "Example: credopolis sensitivity design.yaml --method morris --points 20"


def sensitivity_command(
    design: DesignArgument,
    method: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="sobol or morris. [default: the design's kind]", show_default=False),
    ] = None,
    points: Annotated[
        str | None,
        typer.Option(metavar="N", help="Base number for Sobol (a power of two), trajectories for Morris.",
                     show_default=False),
    ] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="NAME", help="Print every factor on one measure.", show_default=False)
    ] = None,
    page: Annotated[
        Path | None,
        page_option("The page. [default: sensitivity.html in the folder]"),
    ] = None,
    out: OutOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Sobol indices with intervals, or Morris's elementary effects, of a design's factors on every headline measure.

    The runs are a sweep: resumable, and kept. Needs the extra `experiments`.
    """
    number = None if points is None else parse.whole("--points", points, 2, 1_000_000)
    design = input_file(design)
    folder = out or Path("sweeps") / f"{stem_of(design)}-{method or 'sensitivity'}"

    from credopolis.analysis.pages.study import sensitivity_page
    from credopolis.analysis.studies.design import read_design
    from credopolis.analysis.studies.sensitivity import sensitivity
    from credopolis.analysis.studies.study import hashes_of_study

    if page is not None:
        check_page(page, design, read_design(design), folder)
    with place_of(workers, cluster) as place, told("runs") as tell:
        found = sensitivity(design, method=method, points=number, out=folder, **place, progress=tell)
    written = sensitivity_page(found, page, folder)
    with words_beside(page):
        if as_json:
            about = {**found.as_json(), "folder": str(folder), "page": str(written)}
            print_result(about, hashes=hashes_of_study(folder))
            return
        _print(found, measure)
        console().print(f"Written: {written}", soft_wrap=True)


def _print(found: Sensitivity, measure: str | None) -> None:
    from rich.table import Table

    from credopolis.analysis import words
    from credopolis.core.errors import UnknownName

    if measure is not None and measure not in found.measures:
        raise UnknownName("measure of this study", measure, found.measures)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("measure", "factor", found.leading, "95 % interval"):
        table.add_column(column, justify="right" if column == found.leading else "left", overflow="fold")
    for name in [measure] if measure else found.measures:
        indices = found.of(name, found.leading)
        ranked = sorted((f for f in indices if math.isfinite(indices[f].value)), key=lambda f: -indices[f].value)
        for factor in ranked if measure else ranked[:1]:
            e = indices[factor]
            table.add_row(name, factor, words.within(e), " to ".join(words.ends(e.low, e.high)))
    out = console()
    what = "every factor" if measure else "the factor that each measure depends on most"
    out.print(f"{found.title}: {what}; {found.method}, {found.points:,} points of {found.replicates} seeds.")
    if table.row_count:
        out.print(table)
    if found.undefined:
        out.print(f"No index, for they were the same at every point or not defined: {', '.join(found.undefined)}.")
