"""`credopolis fit`: fit a scenario's free parameters to numbers on record, and write its file with the values put
in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import JsonOption, console, input_file, print_result, warn, words_beside
from credopolis.cli.sweep import WorkersOption, place_of, told

if TYPE_CHECKING:
    from credopolis.analysis.studies.fit import Fitted

EXAMPLE = "Example: credopolis fit china-2005-2025 --workers 2 --write china-2005-2025.yaml"


def fit_command(
    fit: Annotated[
        str, typer.Argument(metavar="FIT", help="A fit's file, or a shipped one: china-2005-2025.")
    ] = "china-2005-2025",
    people: Annotated[
        str | None, typer.Option(metavar="N", help="People in each run. [default: the fit's own]", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep runs here, so that what is interrupted goes on.", show_default=False),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Write the scenario's file with the values put in.",
                     show_default=False),
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Fit the free parameters of a scenario to what is on record: which, within which stretch, to which numbers.

    All trials share their seeds. The result is one set of values; `credopolis validate` tells how far to trust it, on
    seeds and numbers that the fit has not seen: --seed 101 --scenario FILE.
    """
    from credopolis.analysis.studies.fit import fit as fit_it
    from credopolis.core.outputs import check_outputs, write_output

    if write is not None:
        check_outputs({"--write": write})
    wanted = None if people is None else parse.people(people)
    with place_of(workers, None) as place, told("runs of this step") as tell:
        found = fit_it(input_file(fit), people=wanted, out=out, workers=int(place["workers"]), progress=tell)
    if write is not None:
        write_output(write, found.text)
        warn(f"Scenario written to {write}.")
    with words_beside(write):
        if as_json:
            print_result(found.as_json(), found.seeds)
        else:
            _print(found)


def _print(found: Fitted) -> None:
    from credopolis.analysis.told.seeing import plain_table
    from credopolis.core.digits import figures

    out = console()
    out.print(
        f"{found.title}: {found.runs:,} runs of {found.people:,} lives, seeds {found.seeds[0]} to {found.seeds[-1]}. "
        f"Away from the record by {found.before:.2f} tolerances before and {found.after:.2f} after (root mean square)."
    )
    table = plain_table("parameter", "stretch", "before", "after", "")
    for one in found.parameters:
        at = f"at the {one.pressed} end" if one.pressed else ""
        table.add_row(one.name, f"{one.low:.3g} to {one.high:.3g}", f"{one.before:.3g}", f"{one.after:.3g}", at)
    out.print(table)
    table = plain_table("fitted to", "on record", "agrees within", "before", "after", "")
    for row in found.rows:
        numbers = (row.value, row.least, row.most, row.before, row.after)
        value, least, most, before, after = (figures(number, 4) for number in numbers)
        table.add_row(row.name, value, f"{least} to {most}", before, after, "met" if row.met else "not met")
    out.print(table)
