"""`credopolis robust`: every headline with what chance and what the assumptions do to it."""

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
    from credopolis.analysis.studies.robust_result import Robust

EXAMPLE = "Example: credopolis robust popular-account popular-account,off=informants --html robust.html"


def robust_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO | A B]", help="A scenario, or two regimes of which B is compared with A.",
                       show_default=False),
    ] = None,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="The society and start in which regimes are set.")
    ] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="People in each run, 1k to 2B.")] = "20k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run.")] = "3",
    draws: Annotated[
        str | None,
        typer.Option(metavar="N", help="Draws of all assumptions. [default: 256, or 128 of two regimes]",
                     show_default=False),
    ] = None,
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds, for the interval of chance.")] = "10",
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    off: OffOption = None,
    settings: SetOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where runs are kept. [default: robust/NAME-HASH]", show_default=False),
    ] = None,
    workers: WorkersOption = None,
    page: Annotated[Path | None, page_option("Also write one page.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Every headline with two kinds of doubt: its interval over seeds, and its range over all assumptions at once.

    All assumptions that declare a range are drawn by a Latin hypercube. With two regimes the headlines are their
    differences. Interrupted, it goes on where it stopped; asked again, it is there at once.
    """
    from credopolis.analysis.studies.robust_result import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    options = parse.study(people, years, seeds, seed, None, settings)
    options.pop("threads")
    options |= {
        "draws": None if draws is None else parse.whole("--draws", draws, 20, 100_000),
        "scenario": input_file(scenario),
        "off": tuple(off or ()),
    }
    asked = [input_file(name) for name in names or ["popular-account"]]

    from credopolis.analysis.studies.robust import default_folder, robust
    from credopolis.core.outputs import check_outputs, files_in, write_output

    folder = out or default_folder(*asked, **options)
    if page is not None:
        check_outputs({"--html": page}, files_in(folder), [folder])
    with place_of(workers, None) as place, told("runs") as tell:
        found = robust(*asked, **options, out=folder, workers=int(place["workers"]), progress=tell)
    if page is not None:
        from credopolis.analysis.pages.robust import robust_html

        write_output(page, robust_html(found))
        warn(f"Page written to {page}.")
    with words_beside(page):
        if as_json:
            print_result({**found.as_json(), "folder": str(folder)}, found.seeds, found.hashes)
        else:
            _print(found)
            console().print(f"Kept in {folder}: asked again, it is there at once.", soft_wrap=True)


def _print(found: Robust) -> None:
    from credopolis.analysis.pages.robust import row_of, size_in_words
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found))
    table = plain_table("measure", "value", "chance alone", "over assumptions", "sign holds")
    for d in found.headlines:
        if d.value or d.least or d.most:
            title, unit, *cells = row_of(d)[:6]
            table.add_row(f"{title}, {unit}", *cells)
    out.print(table)
    out.print("What they hang on: the assumptions with the largest rank correlations, of those that may not be chance",
              style="bold")  # fmt: skip
    for d in found.headlines:
        if d.hangs_on and not d.few:
            out.print(f"  {d.title}: {row_of(d)[6]}")
