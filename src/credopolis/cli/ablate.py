"""`credopolis ablate`: each mechanism off in turn, and what that does to every headline measure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from credopolis.cli import parse
from credopolis.cli.common import (
    JsonOption,
    LevelOption,
    OffOption,
    RegimeOption,
    ScaleOption,
    SetOption,
    ThreadsOption,
    console,
    input_file,
    print_result,
    warn,
    words_beside,
)

if TYPE_CHECKING:
    from credopolis.analysis.comparisons.ablate import Ablation

EXAMPLE = "Example: credopolis ablate popular-account --people 50k --years 3 --seeds 5 --html ablation.html"


def ablate_command(
    scenario: Annotated[str, typer.Argument(help="Shipped scenario or scenario file.")] = "popular-account",
    people: Annotated[str, typer.Option(metavar="N", help="People in each run, 1k to 2B.")] = "50k",
    years: Annotated[str, typer.Option(metavar="Y", help="Years of each run.")] = "3",
    seeds: Annotated[str, typer.Option(metavar="N", help="Seeds; intervals are over them.")] = "5",
    seed: Annotated[str | None, typer.Option(metavar="S", help="The first seed.", show_default=False)] = None,
    level: LevelOption = "95",
    scale: ScaleOption = None,
    regime: RegimeOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="MECHANISM", help="Just this mechanism; may be given again.", show_default=False
        ),
    ] = None,
    off: OffOption = None,
    settings: SetOption = None,
    threads: ThreadsOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep the runs here. [default: until the end, in ablations/]",
                     show_default=False),
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write one page with the heat map.")
    ] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Switch each mechanism off in turn, on the same people and draws, and show what that changes.

    Every seed is run once as things are and once without each mechanism that is on. Stopped by Ctrl-C, the same command
    goes on with what is missing.
    """
    options = parse.study(people, years, seeds, seed, threads, settings)
    scenario, regime = input_file(scenario), regime and input_file(regime)
    weight = None if scale is None else parse.whole("--scale", scale, 1, parse.MOST_SCALE)
    confidence = parse.level(level)

    from credopolis.analysis.studies.kept_ablation import ablate_kept
    from credopolis.cli.progress import count_bar
    from credopolis.core.outputs import check_outputs, write_output
    from credopolis.library.catalogue import load_scenario
    from credopolis.library.files import files_behind

    if html_file is not None:
        check_outputs({"--html": html_file}, files_behind(scenario, [regime]))
    with count_bar(sys.stderr.isatty(), "runs") as tell:
        number, count = options.pop("seeds"), options.pop("threads")
        built = load_scenario(scenario, **options, scale=weight, regime=regime, off=tuple(off or ()))
        found = ablate_kept(
            built, seeds=number, only=tuple(only or ()), level=confidence, threads=count, out=out, progress=tell
        )
    if html_file is not None:
        from credopolis.analysis.pages.comparison import ablation_html

        write_output(html_file, ablation_html(found))
        warn(f"Page written to {html_file}.")
    with words_beside(html_file):
        if as_json:
            print_result(found.as_json(), found.comparison.seeds, found.comparison.hashes)
        else:
            _print(found)


def _print(found: Ablation) -> None:
    from credopolis.analysis.comparisons.difference_in_words import in_words, values_in_words
    from credopolis.analysis.comparisons.telling import doubts_in_words
    from credopolis.analysis.pages.comparison import size_in_words
    from credopolis.cli.compare import plain_table

    out = console()
    out.print(f"{found.scenario}, each mechanism off in turn: {size_in_words(found.comparison)}")
    out.print(
        "Effects: the value without the mechanism less the value with it. Only those that are clear are listed. "
        f"{doubts_in_words(found.comparison)}"
    )
    table = plain_table(("without", "measure", "unit", "as it is", "without it", "effect"), 3)
    quiet = []
    for mechanism in found.mechanisms:
        clear = [d for d in found.comparison.differences if d.regime == mechanism and d.clear]
        for k, d in enumerate(clear):
            table.add_row(mechanism if k == 0 else "", d.title, d.unit, *values_in_words(d), in_words(d))
        if not clear:
            quiet.append(mechanism)
    if table.row_count:
        out.print(table)
    if quiet:
        out.print(f"No clear effect on any headline measure: {', '.join(quiet)}.")
    if found.off_already:
        out.print(f"Off already, so not switched: {', '.join(found.off_already)}.")
