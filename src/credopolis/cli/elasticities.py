"""`credopolis elasticities`: how acts answer to certainty, severity and delay, beside what studies report."""

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
    from credopolis.analysis.studies.elasticities import Elasticities

EXAMPLE = "Example: credopolis elasticities popular-account --seeds 5 --draws 40"
MOST_DRAWS = 100_000


def elasticities_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="Synthetic lives of each run, 1k to 2B.")] = "100k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run.")] = "6",
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds for the interval of chance, 2 or more.")] = "3",
    draws: Annotated[str, typer.Option(metavar="N", help="Draws of all assumptions; 0 for none, or 20 or more.")] = "0",
    seed: Annotated[str | None, typer.Option(metavar="S", help="First seed.", show_default=False)] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    threads: ThreadsOption = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:
    """How acts answer to the certainty, severity and delay of an entry, and to cameras, beside what studies report.

    Certainty and severity are halved and delays doubled, on shared seeds; cameras go from nowhere to everywhere. The
    scenario is lived in memory, six runs a seed and six a draw.
    """
    from credopolis.analysis.studies.elasticities import SCHEMA

    if schema:
        print_json(SCHEMA)
        return
    options = parse.study(people, years, seeds, seed, threads, settings)
    drawn = parse.whole("--draws", draws, 0, MOST_DRAWS)
    scenario, regime = input_file(scenario), regime and input_file(regime)

    from credopolis.analysis.studies.elasticities import elasticities
    from credopolis.cli.progress import count_bar

    with count_bar(sys.stderr.isatty(), "runs") as tell:
        found = elasticities(scenario, **options, draws=drawn, regime=regime, off=tuple(off or ()), progress=tell)
    if as_json:
        print_result(found.as_json(), found.seeds, found.rules["hashes"])
    else:
        _print(found)


def _print(found: Elasticities) -> None:
    from credopolis.analysis.studies.elasticities_in_words import COLUMNS, reported_in_words, row_of, size_in_words
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    out.print(size_in_words(found))
    table = plain_table(*COLUMNS)
    table.columns[1].justify = table.columns[-1].justify = "left"
    for one in found.answers:
        table.add_row(*row_of(one))
    out.print(table)
    out.print("What studies report, of crimes and prisons elsewhere", style="bold")
    for line in reported_in_words():
        out.print(f"  {line}")
