"""`credopolis rates`: how often acts are done and entered, beside what is known of how often they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    OffOption,
    RegimeOption,
    SetOption,
    ThreadsOption,
    console,
    input_file,
    print_json,
    print_result,
)

if TYPE_CHECKING:
    from credopolis.analysis.comparisons.rates import Rates

EXAMPLE = "Example: credopolis rates rongcheng-2013"


def rates_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="Synthetic lives, 1k to 2B.")] = "100k",
    years: Annotated[
        str | None, typer.Option(metavar="Y", help="Years to count. [default: the scenario's own]", show_default=False)
    ] = None,
    seed: Annotated[str | None, typer.Option(metavar="S", help="Seed of all draws.", show_default=False)] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    threads: ThreadsOption = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:
    """How often each act of a rulebook is done and entered, beside counts that are known, a year per 1,000 adults.

    The scenario is lived in memory. Where no count is known the table says so.
    """
    from credopolis.analysis.comparisons.rates import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    options = parse.of_one_run(people, years, seed, threads, settings)
    scenario, regime = input_file(scenario), regime and input_file(regime)

    from credopolis.analysis.comparisons.rates import rates
    from credopolis.cli.progress import progress_bar

    with progress_bar(shown=sys.stderr.isatty()) as tell:
        found = rates(scenario, **options, regime=regime, off=tuple(off or ()), progress=tell)
    if as_json:
        print_result(found.as_json(), [found.counts.seed], found.counts.rules["hashes"])
    else:
        _print(found)


def _print(found: Rates) -> None:
    from credopolis.analysis import words
    from credopolis.analysis.comparisons.rates_in_words import COLUMNS, basis_of, how_to_read, row_of, size_in_words
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found.counts))
    out.print(how_to_read())
    table = plain_table(*COLUMNS)
    table.columns[-1].justify = "left"
    for one in found.acts:
        table.add_row(*row_of(one))
    out.print(table)
    known = [one for one in found.acts if one.known]
    if known:
        out.print("What is known, and from where (`credopolis facts ID`)", style="bold")
    for one in known:
        out.print(f"  {words.title(one.act)}: {basis_of(one)}")
