"""`credopolis families`: children's schooling and income class by their parents' grades, gates on and off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    OffOption,
    RegimeOption,
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
    from credopolis.analysis.studies.families_result import Families

EXAMPLE = "Example: credopolis families popular-account --html families.html"


def families_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="People in each run, 1k to 2B.")] = "20k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run, at least 8.")] = "22",
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds, for the interval of chance.")] = "5",
    draws: Annotated[str, typer.Option(metavar="N", help="Draws of all assumptions at once, or 0.")] = "20",
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    page: Annotated[Path | None, page_option("Also write one page.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Whether disadvantage compounds: children's schooling and income class by their parents' grades.

    Each seed is lived twice on the same draws, with gates that bear on lives and without, and the same children are
    compared. All assumptions with a range are drawn at once besides.
    """
    from credopolis.analysis.studies.families_result import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    options = parse.study(people, years, seeds, seed, None, settings)
    options.pop("threads")
    options |= {"draws": parse.whole("--draws", draws, 0, 100_000), "off": tuple(off or ())}
    scenario, regime = input_file(scenario), regime and input_file(regime)

    from credopolis.analysis.studies.families import families
    from credopolis.core.outputs import check_outputs, write_output

    if page is not None:
        check_outputs({"--html": page})
    with place_of(workers, None) as place, told("runs") as tell:
        found = families(scenario, **options, regime=regime, workers=int(place["workers"]), progress=tell)
    if page is not None:
        from credopolis.analysis.pages.families import families_html

        write_output(page, families_html(found))
        warn(f"Page written to {page}.")
    with words_beside(page):
        if as_json:
            print_result(found.as_json(), found.seeds, found.hashes)
        else:
            _print(found)


def _print(found: Families) -> None:
    from credopolis.analysis.pages.families import COLUMNS, READING, mobility_in_words, row_of, size_in_words
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found))
    table = plain_table(*COLUMNS)
    for line in found.lines:
        table.add_row(*row_of(line))
    out.print(table)
    out.print(READING)
    out.print(mobility_in_words(found))
