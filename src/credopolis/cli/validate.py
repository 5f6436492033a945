"""`credopolis validate`: targets beside runs that are made now, with both doubts and a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    OffOption,
    SetOption,
    console,
    input_file,
    page_option,
    print_json,
    print_result,
    warn,
    words_beside,
)
from credopolis.cli.sweep import WorkersOption, place_of, told

if TYPE_CHECKING:
    from credopolis.analysis.studies.validate_result import Validation

OWN = "Without it each target has as many as it needs, so that all take some minutes on two cores."
EXAMPLE = "Example: credopolis validate V01 --html validation.html"


def validate_command(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET]...", help="Targets, such as V01; all, if none is named.",
                                         show_default=False),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="FILE", help="A scenario's file to run instead, of the same name.",
                     show_default=False),
    ] = None,
    people: Annotated[
        str | None, typer.Option(metavar="N", help=f"People in each run, 1k to 2B. {OWN}", show_default=False)
    ] = None,
    seeds: Annotated[
        str | None, typer.Option(metavar="N", help=f"Seeds, for the interval of chance. {OWN}", show_default=False)
    ] = None,
    draws: Annotated[
        str | None, typer.Option(metavar="N", help=f"Draws of all assumptions at once, or 0. {OWN}", show_default=False)
    ] = None,
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    off: OffOption = None,
    settings: SetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep runs here, so that what is interrupted goes on.", show_default=False),
    ] = None,
    workers: WorkersOption = None,
    page: Annotated[Path | None, page_option("Also write one page.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Targets beside runs: what was reported, what comes out, both doubts, tolerance, fitted or checked, verdict.

    Everything is run now; nothing is taken from kept numbers. What is not met is shown as not met.
    """
    from credopolis.analysis.studies.validate_result import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    from credopolis.analysis.studies.validate import MOST_DRAWS, MOST_SEEDS, validate

    one = parse.of_one_run("1k" if people is None else people, None, seed, None, settings)
    options = {
        "people": None if people is None else one["people"], "seed": one["seed"], "set": one["set"],
        "off": tuple(off or ()),
        "seeds": None if seeds is None else parse.whole("--seeds", seeds, 2, MOST_SEEDS),
        "draws": None if draws is None else parse.whole("--draws", draws, 0, MOST_DRAWS),
    }  # fmt: skip
    from credopolis.core.outputs import check_outputs, write_output

    if page is not None:
        check_outputs({"--html": page})
    file = scenario and input_file(scenario)
    with place_of(workers, None) as place, told("runs") as tell:
        found = validate(
            *(targets or ()), **options, scenario=file, out=out, workers=int(place["workers"]), progress=tell
        )
    if page is not None:
        from credopolis.analysis.pages.validate import validation_html

        write_output(page, validation_html(found))
        warn(f"Page written to {page}.")
    with words_beside(page):
        if as_json:
            print_result(found.as_json(), found.seeds, found.hashes)
        else:
            _print(found)


def _print(found: Validation) -> None:
    from credopolis.analysis.pages.validate import (
        COLUMNS,
        READING,
        YEARS,
        choice_in_words,
        heading_of,
        row_of,
        size_in_words,
        untold_rows,
        years_of,
    )
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found))
    for target in found.targets:
        out.print(heading_of(target), style="bold")
        table = plain_table(*COLUMNS)
        for row in map(row_of, target.lines):
            table.add_row(*row)
        out.print(table)
        for one in untold_rows(target):
            out.print(f"  cannot be told: {one[0]}; {one[6]}")
        out.print(f"  {choice_in_words(target)}")
        if target.path:
            years = plain_table(*YEARS)
            for row in years_of(target):
                years.add_row(*row)
            out.print(years)
    out.print(READING)
