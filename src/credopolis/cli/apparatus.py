"""`credopolis apparatus`: how the apparatus grew, and what a run's regime costs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, PartialOption, console, print_json, print_result, say, the_run

if TYPE_CHECKING:
    from credopolis.analysis.measures.costs import CostLine
    from credopolis.analysis.studies.growth import GrowthFound

EXAMPLE = "Example: credopolis apparatus runs/popular-account-1-1 --draws 200"


def apparatus_command(
    run: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", help="Run folder, whose costs are told too.", show_default=False),
    ] = None,
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="Draws of the assumptions, 0 to 1,000.")] = "200",
    seed: Annotated[str, typer.Option("--seed", metavar="S", help="Seed of the draws.")] = "1",
    partial: PartialOption = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json and leave.")] = False,
    as_json: JsonOption = False,
) -> None:
    """How the apparatus grew, beside what is on record: orders of surveillance, counties that place them, cameras and
    their share of the world's. With a run: what its regime costs, a life and year.

    The growth follows the curve of the channel of cameras; no society is lived for it.
    """
    from credopolis.analysis.studies.growth import MOST_DRAWS, SCHEMA, growth

    if schema:
        print_json(SCHEMA)
        return
    number = parse.whole("--seed", seed, 0, parse.MOST_SEED)
    found = growth(draws=parse.whole("--draws", draws, 0, MOST_DRAWS), seed=number)
    costs: tuple[CostLine, ...] | None = None
    if run is not None:
        from credopolis.analysis.measures.costs import cost_lines

        costs = cost_lines(the_run(run, partial))
    if as_json:
        lines = None if costs is None else [asdict(line) for line in costs]
        print_result({**asdict(found), "costs": lines}, [number])
    else:
        _print(found, costs)


def _print(found: GrowthFound, costs: tuple[CostLine, ...] | None) -> None:
    from credopolis.analysis.studies.growth import CHECKS, COLUMNS, NOTE, check_row, lines_in_words
    from credopolis.analysis.told.costs import HEADER, HEADING, cost_row
    from credopolis.analysis.told.costs import NOTE as COSTS_NOTE
    from credopolis.analysis.told.seeing import plain_table

    out = console()
    say(NOTE)
    for header, rows in ((COLUMNS, lines_in_words(found)), (CHECKS, [check_row(one) for one in found.checks])):
        table = plain_table(*header)
        for row in rows:
            table.add_row(*row)
        out.print(table)
    if costs is not None:
        out.print(HEADING, style="bold")
        say(COSTS_NOTE)
        table = plain_table(*HEADER[:-1])
        for line in costs:
            table.add_row(*cost_row(line)[:-1])
        out.print(table)
