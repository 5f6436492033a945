"""`credopolis decompose`: how much of a difference between groups is due to the rules, the seeing, the offices."""

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
    print_result,
    warn,
)

if TYPE_CHECKING:
    from credopolis.analysis.comparisons.decompose import Decomposition

EXAMPLE = "Example: credopolis decompose popular-account --people 100k --years 3 --seeds 8"


def decompose_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="Synthetic lives in each run, 1k to 2B.")] = "100k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run.")] = "3",
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds, four runs each; intervals are over seeds.")] = "5",
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    regime: RegimeOption = None,
    off: OffOption = None,
    settings: SetOption = None,
    threads: ThreadsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Split the differences between groups in entries into rules and conduct, seeing, and offices.

    Every seed is run four times on the same draws: as things are, with seeing even, with offices even, and with both.
    """
    options = parse.study(people, years, seeds, seed, threads, settings)
    scenario, regime = input_file(scenario), regime and input_file(regime)

    from credopolis.analysis.comparisons.decompose import decompose
    from credopolis.cli.progress import count_bar

    with count_bar(sys.stderr.isatty(), "runs") as tell:
        found = decompose(scenario, **options, regime=regime, off=tuple(off or ()), progress=tell)
    if as_json:
        print_result(found.as_json(), found.seeds, found.rules["hashes"])
    else:
        _print(found)
    if all(split.value == 0.0 for split in found.splits):
        warn("Note: no entry was posted in any run, so there is no difference to split.")


def _print(found: Decomposition) -> None:
    from rich.table import Table

    from credopolis.analysis import words
    from credopolis.analysis.comparisons.decompose import PARTS
    from credopolis.analysis.comparisons.telling import differences_in_words

    out = console()
    out.print(
        f"{found.scenario}: {found.runs} runs of {found.people:,} synthetic lives, {words.years(found.days)}, seeds "
        f"{found.seeds[0]} to {found.seeds[-1]}.\nDifferences in entries (person-times) per 1,000 life-years, the "
        "first group less the second; the parts add up to the whole. In brackets 95 % intervals over "
        "seeds; too few: under ten entries in all of them, which tell nothing."
    )
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for k, column in enumerate(("entries", "", "difference", *PARTS)):
        table.add_column(column, justify="left" if k < 2 else "right")
    for split in found.splits:
        table.add_row(
            split.measure.removesuffix(" entries"), f"{split.group} less {split.against}", *differences_in_words(split)
        )
    out.print(table)
    out.print(
        "Seeing is even if false alarms strike all groups alike, cameras stand as densely everywhere, and the "
        "intensive region is off; offices are even if they post every case at once, favour nobody and make nothing up."
    )
